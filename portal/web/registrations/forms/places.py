"""The forms about seats: one association's limit, and seats given at the door."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, NumberRange

from portal.queries.attendance.walk_ins import PartnerChoice
from portal.queries.planning.previews import Limited
from portal.services.registrations.people import NewPerson
from portal.web.base.forms.base import (
    PortalForm,
    VersionedForm,
    email_field,
    long_text_field,
    name_field,
    refuse_field,
    required,
)
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD, ONE_NAME, WRITE_THE_NAME

MOST_SEATS = 500
CAME = _l("Arrivée sur place, sans inscription.")
_CHOOSE = _l("Choisissez une association.")


class QuotaForm(PortalForm):
    """How many seats one association may have."""

    partner = SelectField(_l("Association"), [required(_CHOOSE)])
    quota = WholeNumberField(
        _l("Places au plus"),
        [
            InputRequired(_l("Écrivez combien de places.")),
            NumberRange(1, MOST_SEATS, _l("Un nombre de %(min)s à %(max)s.")),
        ],
    )

    def offer(self, partners: Sequence[Limited]) -> None:
        """Fill in the associations that have somebody in the session."""
        named = [SelectChoice(partner.slug, partner.name) for partner in partners]
        self.partner.choices = [SelectChoice("", _l("Choisissez")), *named]


class GiveSeatForm(VersionedForm):
    """Why somebody who waits receives a seat."""

    reason = long_text_field(_l("Raison"), _l("Écrivez la raison en une phrase."), description=NO_HOUSEHOLD)


class WalkInForm(PortalForm):
    """Somebody who is there without a registration, of an association of the list or of a service not known yet.

    A decision without a reason in words has the fixed one: somebody who came.
    """

    partner = SelectField(_l("Association"))
    service = name_field(_l("Le nom du service, s’il n’est pas dans la liste"))
    given_name = name_field(_l("Prénom"), description=ONE_NAME)
    family_name = name_field(_l("Nom"), WRITE_THE_NAME, unless="given_name")
    email = email_field(_l("Adresse e-mail"), description=_l("Facultative : la confirmation y part."))
    reason = long_text_field(_l("Une autre raison (facultatif)"), description=NO_HOUSEHOLD)

    def validate(self, extra_validators: Any = None) -> bool:
        """One service is due, chosen or typed, and one only."""
        valid = bool(super().validate(extra_validators))
        if not self.partner.data and not self.service.data:
            valid = refuse_field(self.partner, _l("Choisissez une association, ou écrivez le nom de son service."))
        if self.partner.data and self.service.data:
            valid = refuse_field(self.service, _l("Une association de la liste, ou un nom : l’un des deux."))
        return valid

    @property
    def why(self) -> str:
        """The reason of the decision."""
        return self.reason.data or str(CAME)

    def offer(self, partners: Sequence[PartnerChoice]) -> None:
        """Fill in the associations."""
        named = [SelectChoice(partner.slug, partner.name) for partner in partners]
        self.partner.choices = [SelectChoice("", _l("Choisissez")), *named]

    def typed(self) -> NewPerson:
        """Who was typed, for the services."""
        return NewPerson(self.given_name.data or "", self.family_name.data or "", self.email.data or "")
