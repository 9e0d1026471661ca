"""The form of a message to a session's participants."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField

from portal.rules.planning.audiences import Audience
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import NobodyToTell
from portal.web.base.forms.base import PortalForm, long_text_field, name_field
from portal.web.base.forms.form_keys import FormKeyField
from portal.web.base.page.labels import label
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD


class MessageForm(PortalForm):
    """To whom, and what."""

    audience = RadioField(_l("À qui ?"), default=Audience.SEATED.value)
    subject = name_field(_l("Objet"), _l("Écrivez l’objet du mail."))
    body = long_text_field(_l("Message"), _l("Écrivez le message."), description=NO_HOUSEHOLD)
    form_key = FormKeyField()

    def field_of(self, refusal: Refusal) -> Field | None:
        """Nobody to write to is told at the choice of whom."""
        return self.audience if isinstance(refusal, NobodyToTell) else super().field_of(refusal)

    def offer(self, counts: Mapping[Audience, int]) -> None:
        """Fill in the parts of the session, with how many people each has."""
        self.audience.choices = [
            (audience.value, _("%(who)s (%(count)s)", who=label(audience), count=count))
            for audience, count in counts.items()
        ]

    @property
    def chosen(self) -> Audience:
        """The part that was chosen."""
        return Audience(self.audience.data)
