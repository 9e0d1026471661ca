"""Forms to ask to join, and to answer."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, TelField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length

from portal.rules.refusals import Refusal
from portal.rules.refusals.base import ReasonMissing
from portal.web.base.forms.base import (
    PortalForm,
    VersionedForm,
    long_text_field,
    name_field,
    refuse_field,
    required,
    trimmed,
)
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD, PeopleForm

NEW, KNOWN, ALONE = "new", "known", "alone"


class JoinForm(PeopleForm):
    """Who asks, for which service, with whom."""

    asker_given_name = name_field(_l("Votre prénom"), description=_l("À laisser vide si vous n’avez qu’un nom."))
    asker_family_name = name_field(_l("Votre nom"), _l("Écrivez votre nom."), unless="asker_given_name")
    asker_function = name_field(_l("Votre fonction"))
    phone = TelField(
        _l("Un téléphone où vous joindre"),
        filters=[trimmed],
        validators=[required(_l("Écrivez un numéro : nous appelons s’il manque quelque chose.")), Length(max=80)],
    )
    mode = RadioField(
        _l("Pour qui venez-vous ?"),
        choices=[
            SelectChoice(NEW, _l("Un service qui n’est pas dans la liste")),
            SelectChoice(KNOWN, _l("Un service déjà dans l’annuaire")),
            SelectChoice(ALONE, _l("Pour moi, sans association")),
        ],
        default=NEW,
    )
    partner = SelectField(_l("Le service, s’il est déjà dans l’annuaire"))
    name = name_field(_l("Le nom du service, s’il n’y est pas"))
    kind = SelectField(_l("Ce qu’il est"))
    municipality = SelectField(_l("Sa commune"))
    message = long_text_field(_l("Un mot pour nous (facultatif)"), description=NO_HOUSEHOLD)

    def validate(self, extra_validators: Any = None) -> bool:
        """What the chosen answer makes due is asked for."""
        valid = bool(super().validate(extra_validators))
        if self.mode.data == NEW and not self.name.data:
            valid = refuse_field(self.name, _l("Écrivez le nom de votre service."))
        if self.mode.data == KNOWN and not self.partner.data:
            valid = refuse_field(self.partner, _l("Choisissez votre service dans la liste."))
        return valid


class ReasonForm(PortalForm):
    """Yes or no to a request to join, with a reason for no."""

    reason = long_text_field(_l("La raison, si c’est non (elle part dans le message)"))

    def field_of(self, refusal: Refusal) -> Field | None:
        """A reason that is due is told where it is written."""
        return self.reason if isinstance(refusal, ReasonMissing) else super().field_of(refusal)


class DecisionForm(ReasonForm, VersionedForm):
    """Yes or no to a registration, with a reason for no."""
