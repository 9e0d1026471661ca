"""The form of a team's plan: who is ticked in which column, and for which session."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries.base.sessions import SessionCard
from portal.rules.base.dates import half_day
from portal.rules.refusals import Refusal
from portal.web.base.forms.base import PortalForm, required
from portal.web.base.forms.form_keys import FormKeyField


class PlanForm(PortalForm):
    """A session for the people ticked; their boxes are drawn in the table."""

    session = SelectField(_l("Séance"), [required(_l("Choisissez une séance."))])
    form_key = FormKeyField()

    def offer(self, sessions: Sequence[SessionCard]) -> None:
        """Fill in the sessions that take registrations, the next first; a lone one is chosen."""
        cards = sorted(sessions, key=lambda card: (card.starts_at, card.id))
        choices = [SelectChoice(card.public_id, label_of(card)) for card in cards]
        self.session.choices = choices if len(choices) == 1 else [SelectChoice("", _l("Choisissez")), *choices]

    def field_of(self, _refusal: Refusal) -> Field | None:
        """What is refused is told where the session is chosen."""
        return self.session


def label_of(card: SessionCard) -> str:
    """A session in one line: what, when, and whether a seat is free."""
    free = card.free if not card.waiting else 0
    room = ngettext("%(num)s place", "%(num)s places", free) if free else _l("liste d’attente")
    return f"{card.title}, {half_day(card.starts_at)}\u00a0: {room}"
