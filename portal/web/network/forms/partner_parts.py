"""Forms of what belongs to a partner: contacts, sites, relationships and agreements."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import NumberRange, Optional, Regexp

from portal import clock
from portal.rules.base.phones import readable_phone
from portal.rules.base.states import AddressVisibility, ContactKind, RelationshipKind, Visibility
from portal.rules.refusals import Refusal
from portal.rules.refusals.network import DatesDisordered
from portal.services.network.partner_parts import AgreementDetails, ContactDetails, RelationshipDetails, SiteDetails
from portal.web.base.forms.base import VersionedForm, email_field, long_text_field, name_field, trimmed
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.network.forms.partners import day_field, offered_by, short_field, told_by

Communes = Sequence[tuple[str, str]]


class PartForm(VersionedForm):
    """What belongs to a partner. The form of a place is also offered the communes."""

    def field_of(self, refusal: Refusal) -> Field | None:
        """An end before its beginning is told at the end."""
        if isinstance(refusal, DatesDisordered):
            return self["ends_on"]
        return super().field_of(refusal)

    def offer(self) -> None:
        """Fill the choices."""


class ContactForm(PartForm):
    """How to reach the partner."""

    kind = RadioField(_l("Sorte de contact"), default=ContactKind.ROLE_MAILBOX.value)
    name = name_field(_l("Nom de la personne"), description=_l("À laisser vide pour une adresse de fonction."))
    function = name_field(_l("Fonction ou service"))
    phone = short_field(_l("Téléphone"))
    email = email_field(_l("Adresse e-mail"))
    visibility = RadioField(_l("Qui voit ce contact ?"), default=Visibility.NETWORK.value)
    is_training_contact = BooleanField(_l("Contact pour les formations"))
    left_on = day_field(_l("N’y travaille plus depuis le"))

    validate_phone = staticmethod(told_by(readable_phone))

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = offered_by(ContactKind)
        self.visibility.choices = offered_by(Visibility)

    def validate(self, extra_validators: Any = None) -> bool:
        """A person has a name, and a contact can be reached: asked of empty fields too, so not field by field."""
        sound = super().validate(extra_validators)
        if self.kind.data == ContactKind.PERSON.value and not self.name.data:
            self.name.errors = [_("Écrivez le nom de la personne, ou choisissez une adresse de fonction.")]
            sound = False
        if not self.email.data and not self.phone.data:
            self.email.errors = [_("Indiquez une adresse e-mail ou un téléphone.")]
            sound = False
        return sound

    def details(self) -> ContactDetails:
        """What was typed, checked."""
        return ContactDetails(
            kind=ContactKind(self.kind.data),
            name=self.name.data or "",
            function=self.function.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            visibility=Visibility(self.visibility.data),
            is_training_contact=bool(self.is_training_contact.data),
            left_on=self.left_on.data,
        )


class SiteForm(PartForm):
    """A place where the partner receives its public."""

    label = name_field(_l("Nom du lieu"), description=_l("Par exemple : Antenne de Gilly."))
    street = name_field(_l("Rue et numéro"))
    postcode = StringField(
        _l("Code postal"),
        filters=[trimmed],
        validators=[Optional(), Regexp(r"^[0-9]{4}$", message=_l("Un code postal a quatre chiffres."))],
    )
    municipality_nis = SelectField(_l("Commune"))
    address_visibility = RadioField(_l("Qui voit cette adresse ?"), default=AddressVisibility.PUBLIC.value)
    opening_hours = long_text_field(_l("Heures d’ouverture et permanences"))
    access_notes = long_text_field(_l("Pour y arriver"), description=_l("Étage, sonnette, bus, accès sans marche."))

    def offer(self) -> None:
        """Fill the choices, but the communes."""
        self.address_visibility.choices = offered_by(AddressVisibility)

    def offer_communes(self, communes: Communes) -> None:
        """Fill the communes."""
        self.municipality_nis.choices = [SelectChoice(value, text) for value, text in communes]

    def details(self) -> SiteDetails:
        """What was typed, checked."""
        return SiteDetails(
            municipality_nis=self.municipality_nis.data,
            label=self.label.data or "",
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            address_visibility=AddressVisibility(self.address_visibility.data),
            opening_hours=self.opening_hours.data or "",
            access_notes=self.access_notes.data or "",
        )


class RelationshipForm(PartForm):
    """What ties a partner to the company."""

    kind = RadioField(_l("Sorte de relation"))
    starts_on = day_field(_l("Depuis le"), _l("Choisissez une date."), default=clock.today)
    ends_on = day_field(_l("Jusqu’au"), description=_l("À laisser vide tant que la relation dure."))

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = offered_by(RelationshipKind)

    def details(self) -> RelationshipDetails:
        """What was typed, checked."""
        starts_on = self.starts_on.data or clock.today()
        return RelationshipDetails(RelationshipKind(self.kind.data), starts_on, self.ends_on.data)


class AgreementForm(PartForm):
    """A signed agreement; only staff see it."""

    title = name_field(_l("Intitulé"), _l("Écrivez l’intitulé de la convention."))
    reference = short_field(_l("Référence"))
    starts_on = day_field(_l("Début"), _l("Choisissez une date."), default=clock.today)
    ends_on = day_field(_l("Échéance"), description=_l("À laisser vide si elle n’a pas de fin."))
    tacit_renewal = BooleanField(_l("Reconduction tacite"))
    notice_months = WholeNumberField(
        _l("Préavis, en mois"),
        default=3,
        validators=[NumberRange(0, 36, message=_l("Un préavis compte de %(min)s à %(max)s mois."))],
    )

    def details(self) -> AgreementDetails:
        """What was typed, checked."""
        return AgreementDetails(
            title=self.title.data or "",
            starts_on=self.starts_on.data or clock.today(),
            reference=self.reference.data or "",
            ends_on=self.ends_on.data,
            tacit_renewal=bool(self.tacit_renewal.data),
            notice_months=self.notice_months.data or 0,
        )


AnyPartForm = ContactForm | SiteForm | RelationshipForm | AgreementForm
