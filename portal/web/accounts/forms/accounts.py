"""Forms about accounts: one's own details, an invitation, roles."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField, TelField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length, ValidationError

from portal.rules.base.states import AccountRole
from portal.rules.base.text import is_safe_name
from portal.rules.refusals import Refusal
from portal.rules.refusals.accounts import AccountClosed
from portal.rules.refusals.network import PhoneUnreadable
from portal.web.base.forms.base import PortalForm, email_field, name_field, trimmed
from portal.web.base.page.labels import label
from portal.web.base.request.numbers import whole


def _plain_name(_form: Any, field: Any) -> None:
    """A name goes into mails to others: no address and no link in it."""
    if field.data and not is_safe_name(field.data):
        raise ValidationError(_l("Écrivez un nom, sans adresse ni lien."))


class ProfileForm(PortalForm):
    """What somebody says of herself."""

    given_name = name_field(_l("Prénom"), description=_l("À laisser vide si vous n’avez qu’un nom."))
    family_name = name_field(_l("Nom"), _l("Écrivez votre nom."), unless="given_name")
    function = name_field(_l("Fonction"))
    phone = TelField(_l("Téléphone"), filters=[trimmed], validators=[Length(max=80)])

    validate_given_name = _plain_name
    validate_family_name = _plain_name

    def field_of(self, refusal: Refusal) -> Field | None:
        """A number that cannot be read is told where it was written."""
        return self.phone if isinstance(refusal, PhoneUnreadable) else super().field_of(refusal)


class AddressForm(PortalForm):
    """Another address for an account."""

    email = email_field(_l("Nouvelle adresse e-mail"), _l("Écrivez la nouvelle adresse."))

    def field_of(self, _refusal: Refusal) -> Field | None:
        """Whatever is refused is refused of the address."""
        return self.email


class InvitationForm(PortalForm):
    """Whom to invite, and as what."""

    email = email_field(_l("Adresse e-mail"), _l("Écrivez l’adresse de la personne."))
    given_name = name_field(_l("Prénom"))
    family_name = name_field(_l("Nom"))
    role = SelectField(_l("Rôle"))
    partner = SelectField(_l("Association"), description=_l("Pour la coordination seulement."), coerce=whole, default=0)

    validate_given_name = _plain_name
    validate_family_name = _plain_name

    def field_of(self, refusal: Refusal) -> Field | None:
        """A closed account is told at its address."""
        return self.email if isinstance(refusal, AccountClosed) else super().field_of(refusal)

    def offer(self, roles: list[AccountRole], partners: list[tuple[int, str]]) -> "InvitationForm":
        """Offer these roles and these partners; returns the form."""
        self.role.choices = [SelectChoice(role.value, label(role)) for role in roles]
        nobody = SelectChoice(0, _l("Choisissez une association"))
        self.partner.choices = [nobody, *(SelectChoice(number, name) for number, name in partners)]
        return self

    def validate_partner(self, field: Any) -> None:
        """A coordinator needs the association that she coordinates; the other roles need none."""
        if self.role.data == AccountRole.COORDINATOR and not field.data:
            raise ValidationError(_l("Choisissez l’association que la personne coordonne."))


class RolesForm(PortalForm):
    """The roles of an account."""

    is_staff = BooleanField(_l("Équipe : formations, séances, partenaires, demandes"))
    is_admin = BooleanField(_l("Administration : comptes, rôles et réglages aussi"))
