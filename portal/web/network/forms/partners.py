"""Forms of the directory: a partner itself, and the fields that its parts share."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length, Optional, StopValidation

from portal.queries.network.desk_partners import Choices
from portal.rules.base.phones import readable_phone
from portal.rules.base.states import PartnerStatus, Visibility
from portal.rules.base.text import squeeze
from portal.rules.network.enterprise_numbers import compact
from portal.rules.refusals import Refusal
from portal.rules.refusals.network import EnterpriseNumberTaken, ParentCircular
from portal.services.network.partners import NewPartner, PartnerDetails
from portal.web.base.forms.base import (
    PortalForm,
    Ticks,
    VersionedForm,
    email_field,
    long_text_field,
    name_field,
    plausible_year,
    required,
    trimmed,
)
from portal.web.base.forms.date_fields import DayField
from portal.web.base.page.labels import choices
from portal.web.base.request.numbers import whole
from portal.web.messages import sentence

SHORT = 80
WEBSITE = 300


def short_field(text: Any, **options: Any) -> StringField:
    """One line of at most 80 characters."""
    too_long = Length(max=SHORT, message=_l("C’est trop long : %(max)d caractères au plus."))
    return StringField(text, filters=[trimmed], validators=[Optional(), too_long], **options)


def day_field(text: Any, message: Any = None, **options: Any) -> DayField:
    """A day, required where `message` says so."""
    return DayField(text, [required(message) if message else Optional(), plausible_year], **options)


def told_by(rule: Any) -> Any:
    """A validator out of a rule that refuses what was typed: the refusal's sentence is the error."""

    def check(_form: PortalForm, field: Field) -> None:
        try:
            rule(field.data or "")
        except Refusal as refusal:
            raise StopValidation(sentence(refusal)) from None

    return check


def with_scheme(typed: Any) -> Any:
    """An address of a site as typed or pasted, https:// put before it where no scheme is."""
    text = squeeze(typed).strip("<>").rstrip(">;,. ") if isinstance(typed, str) else ""
    return f"https://{text}" if text and "://" not in text else text


def is_website(_form: PortalForm, field: Field) -> None:
    """Refuse what is no address of a web site: it becomes a link."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        sound = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in field.data
    except ValueError:
        sound = False
    if not sound or len(field.data) > WEBSITE:
        raise StopValidation(_("Cette adresse ne se lit pas. Écrivez-la par exemple « https://www.example.org »."))


class PartnerForm(VersionedForm):
    """What staff write of a partner itself."""

    name = name_field(_l("Nom"), _l("Écrivez le nom du service."))
    short_name = short_field(_l("Nom court ou sigle"))
    description = long_text_field(
        _l("Ce que fait le service"), description=_l("Deux ou trois phrases : pour qui, pour quoi, comment y venir.")
    )
    theme_ids = Ticks(_l("Thèmes"), coerce=whole)
    areas = Ticks(_l("Zone d’action"), description=_l("Les communes où le service aide, même sans y avoir d’adresse."))
    website = StringField(_l("Site internet"), filters=[with_scheme], validators=[is_website])
    legal_form = short_field(_l("Forme juridique"), description=_l("Par exemple : ASBL, CPAS, commune."))
    enterprise_number = short_field(
        _l("N° d’entreprise (BCE)"), description=_l("Dix chiffres. Jamais un numéro national.")
    )
    parent_id = SelectField(_l("Fait partie de"), coerce=whole)
    visibility = RadioField(_l("Qui voit cette fiche ?"), default=Visibility.PUBLIC.value)

    validate_enterprise_number = staticmethod(told_by(compact))

    def field_of(self, refusal: Refusal) -> Field | None:
        """What only the database knows of a number or a parent is told where it was written."""
        match refusal:
            case EnterpriseNumberTaken():
                return self.enterprise_number
            case ParentCircular():
                return self.parent_id
        return super().field_of(refusal)

    def offer(self, offered: Choices) -> None:
        """Fill the choices."""
        self.theme_ids.choices = [SelectChoice(value, text) for value, text in offered.themes]
        self.areas.choices = [SelectChoice(value, text) for value, text in offered.municipalities]
        alone = SelectChoice(0, _("Aucun autre service"))
        self.parent_id.choices = [alone, *(SelectChoice(value, text) for value, text in offered.partners)]
        self.visibility.choices = offered_by(Visibility)

    def details(self) -> PartnerDetails:
        """What was typed, checked."""
        return PartnerDetails(
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            legal_form=self.legal_form.data or "",
            enterprise_number=self.enterprise_number.data or "",
            description=self.description.data or "",
            website=self.website.data or "",
            visibility=Visibility(self.visibility.data),
            parent_id=self.parent_id.data or None,
            theme_ids=tuple(self.theme_ids.data or ()),
            areas=tuple(self.areas.data or ()),
        )


class NewPartnerForm(PartnerForm):
    """A partner to create, with how to reach its desk."""

    email = email_field(
        _l("Adresse e-mail du service"), description=_l("Une adresse de fonction, plutôt que celle d’une personne.")
    )
    phone = short_field(_l("Téléphone du service"))

    validate_phone = staticmethod(told_by(readable_phone))

    def new_partner(self, confirmed: bool) -> NewPartner:
        """What was typed, checked; `confirmed` once possible duplicates were looked at."""
        return NewPartner(self.details(), self.email.data or "", self.phone.data or "", confirmed)


class StatusForm(PortalForm):
    """Where a partner stands."""

    status = SelectField(_l("Situation"), validators=[required(_l("Choisissez une situation."))])

    def offer(self) -> None:
        """Fill the choices."""
        self.status.choices = offered_by(PartnerStatus)


def offered_by(kind: Any) -> list[SelectChoice]:
    """Every value of an enum with its word."""
    return [SelectChoice(value, text) for value, text in choices(kind)]
