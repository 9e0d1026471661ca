"""Forms to register, replace and correct people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FormField,
    SelectField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import NumberRange, Optional, ValidationError

from portal import clock
from portal.queries.registrations.my_partner import Colleague, PartnerName
from portal.queries.registrations.sites import SiteName
from portal.rules.base.text import fold
from portal.rules.refusals import Refusal
from portal.rules.refusals.registrations import NobodyNamed
from portal.services.registrations.people import NewPerson
from portal.web.base.forms.base import (
    PortalForm,
    Ticks,
    VersionedForm,
    email_field,
    long_text_field,
    name_field,
    plausible_year,
    refuse_field,
    required,
)
from portal.web.base.forms.date_fields import MomentField
from portal.web.base.forms.form_keys import FormKeyField
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.forms.rows import RowForm, Rows

MOST_PEOPLE = 25
MOST_UNNAMED = 20
NO_HOUSEHOLD = _l("Rien sur un ménage accompagné : ces lignes ne servent qu’à organiser la séance.")

ONE_NAME = _l("À laisser vide pour qui n’a qu’un nom.")
WRITE_THE_NAME = _l("Écrivez le nom.")


def one_name(given_name: Field, family_name: Field) -> bool:
    """Whether there is a name; told beside the family name where there is none."""
    named = bool(fold(f"{given_name.data or ''}{family_name.data or ''}"))
    return named or refuse_field(family_name, WRITE_THE_NAME)


class PersonFields(RowForm):
    """Somebody who comes. A row left wholly empty is not counted."""

    given_name = name_field(_l("Prénom"), description=ONE_NAME)
    family_name = name_field(_l("Nom"))
    email = email_field(_l("Adresse e-mail"), description=_l("Sans adresse, vous recevez les messages pour elle."))
    function = name_field(_l("Fonction"))

    @property
    def empty(self) -> bool:
        """Whether nothing at all was typed."""
        return not any(field.data for field in self)

    def typed(self) -> NewPerson:
        """What was typed, for the services."""
        return NewPerson(
            self.given_name.data or "", self.family_name.data or "", self.email.data or "", self.function.data or ""
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """A name is due once anything is typed."""
        valid = bool(super().validate(extra_validators))
        if self.empty:
            return valid
        return valid and one_name(self.given_name, self.family_name)


class PeopleForm(PortalForm):
    """Several people; "ajouter" and "retirer" redraw the form with what was typed."""

    people = Rows(FormField(PersonFields), min_entries=1, max_entries=MOST_PEOPLE, label=_l("Personne"))
    form_key = FormKeyField()

    def rearrange(self, wanted: Any) -> bool:
        """Add or take away a row where a button asked for it; says whether one did."""
        if "ajouter" in wanted:
            self.people.add()
        elif "retirer" in wanted:
            self.people.take_away(str(wanted["retirer"]))
        return "ajouter" in wanted or "retirer" in wanted

    def typed_people(self) -> tuple[NewPerson, ...]:
        """The people typed, empty rows left out."""
        return tuple(entry.form.typed() for entry in self.people.entries if not entry.form.empty)


def on_the_clock(moment: datetime) -> datetime:
    """A moment as a form shows it: on the clocks of Brussels, to the minute."""
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0)


def still_to_come(_form: object, field: MomentField) -> None:
    """A validator: the moment is not over."""
    if field.data and not field.errors and clock.utc(field.data) <= clock.now():
        raise ValidationError(
            _l("Ce moment est passé. Choisissez-en un à venir, ou videz la case : le délai d’annulation vaut alors.")
        )


class RegisterForm(PeopleForm):
    """Who comes, for which partner: colleagues known already, people typed, seats to be named later."""

    partner = SelectField(_l("Association"), [required(_l("Choisissez une association"))])

    colleagues = Ticks(_l("Dans votre équipe"), choices=[])
    unnamed = WholeNumberField(
        _l("Places à nommer plus tard"),
        validators=[Optional(), NumberRange(0, MOST_UNNAMED, message=_l("Un nombre de %(min)s à %(max)s."))],
        default=0,
    )
    together = BooleanField(_l("Nous venons ensemble ou pas du tout"))
    auto_accept_until = MomentField(
        _l("Nous inscrire d’office jusqu’au"), validators=[Optional(), plausible_year, still_to_come]
    )

    def field_of(self, refusal: Refusal) -> Field | None:
        """That nobody was named is told where the first name is written."""
        if not isinstance(refusal, NobodyNamed):
            return super().field_of(refusal)
        name: Field = self.people.entries[0].form.family_name
        return name

    def offer(self, partners: Sequence[PartnerName]) -> None:
        """Fill in the partners. Among several none is chosen yet: the first by name would be nobody's choice."""
        named = [SelectChoice(partner.slug, partner.name) for partner in partners]
        self.partner.choices = [SelectChoice("", _l("Choisissez une association")), *named] if named[1:] else named

    def rearrange(self, wanted: Any) -> bool:
        """Also "montrer": the colleagues of the association chosen."""
        return super().rearrange(wanted) or "montrer" in wanted

    def offer_colleagues(self, colleagues: Sequence[Colleague]) -> None:
        """Fill in the people of the address book."""
        self.colleagues.choices = [
            SelectChoice(str(one.id), f"{one.name} ({one.function})" if one.function else one.name)
            for one in colleagues
        ]

    def chosen(self, colleagues: Sequence[Colleague]) -> tuple[NewPerson, ...]:
        """The colleagues ticked, then the people typed."""
        ticked = set(self.colleagues.data or ())
        known = [
            NewPerson(one.given_name, one.family_name, one.email, one.function)
            for one in colleagues
            if str(one.id) in ticked
        ]
        return (*known, *self.typed_people())

    @property
    def accepts_until(self) -> datetime | None:
        """Until when the line may seat them by itself."""
        typed = self.auto_accept_until.data
        return clock.utc(typed) if typed else None


class ForceForm(RegisterForm):
    """Registering as staff do, who may also give seats by decision."""

    force = BooleanField(_l("Donner une place même si c’est complet ou clos"))
    reason = long_text_field(_l("Raison de cette décision"), description=NO_HOUSEHOLD)

    def validate(self, extra_validators: Any = None) -> bool:
        """A decision is told with its reason."""
        valid = bool(super().validate(extra_validators))
        if self.force.data and not self.reason.data:
            valid = refuse_field(self.reason, _l("Écrivez la raison en une phrase."))
        return valid


class CancelForm(VersionedForm):
    """A word for those who organise, if one wishes."""

    note = long_text_field(_l("Un mot pour l’équipe (facultatif)"), description=NO_HOUSEHOLD)


class StaffCancelForm(CancelForm):
    """Why staff end somebody’s registration: it is in the mail to the person and the association."""

    note = long_text_field(
        _l("Raison"), _l("Écrivez la raison en une phrase : elle part dans le message."), description=NO_HOUSEHOLD
    )


class OnePersonForm(VersionedForm):
    """One person: the colleague who takes a seat, or a correction."""

    given_name = name_field(_l("Prénom"), description=ONE_NAME)
    family_name = name_field(_l("Nom"), WRITE_THE_NAME, unless="given_name")
    email = email_field(_l("Adresse e-mail"), description=_l("Sans adresse, vous recevez les messages pour elle."))
    function = name_field(_l("Fonction"))

    def typed(self) -> NewPerson:
        """What was typed, for the services."""
        return NewPerson(
            self.given_name.data or "", self.family_name.data or "", self.email.data or "", self.function.data or ""
        )


class NameForm(VersionedForm):
    """Who comes on a seat without a name: a colleague chosen, or somebody typed."""

    colleague = SelectField(_l("Quelqu’un de votre équipe"), default="")
    given_name = name_field(_l("Prénom"), description=ONE_NAME)
    family_name = name_field(_l("Nom"))
    email = email_field(_l("Adresse e-mail"), description=_l("Sans adresse, vous recevez les messages pour elle."))
    function = name_field(_l("Fonction"))

    def offer(self, colleagues: Sequence[Colleague]) -> None:
        """Fill in the colleagues who are free."""
        known = [SelectChoice(str(one.id), one.name) for one in colleagues]
        self.colleague.choices = [SelectChoice("", _l("Quelqu’un d’autre")), *known]

    def validate(self, extra_validators: Any = None) -> bool:
        """Without a colleague a name is due."""
        valid = bool(super().validate(extra_validators))
        if self.colleague.data:
            return valid
        return valid and one_name(self.given_name, self.family_name)

    def someone(self, colleagues: Sequence[Colleague]) -> NewPerson:
        """Who was chosen or typed, for the services."""
        for one in colleagues:
            if str(one.id) == self.colleague.data:
                return NewPerson(one.given_name, one.family_name, one.email, one.function)
        return NewPerson(
            self.given_name.data or "", self.family_name.data or "", self.email.data or "", self.function.data or ""
        )


class CoordinatorForm(PortalForm):
    """The address of a second coordinator."""

    email = email_field(_l("Son adresse e-mail"), _l("Écrivez son adresse."))
    site = SelectField(_l("Pour"), default="")

    def offer(self, sites: Sequence[SiteName]) -> None:
        """Fill in the sites that she may be limited to."""
        whole = SelectChoice("", _l("Toute l’association"))
        self.site.choices = [whole, *(SelectChoice(str(one.id), one.name) for one in sites)]
