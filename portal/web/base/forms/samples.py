"""What the page of components shows: a form with one field of each kind, in error, and invented rows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Email, InputRequired, NumberRange

from portal import clock
from portal.web.base.forms.base import HouseForm, Ticks, required
from portal.web.base.forms.date_fields import DayField, HourField, MomentField
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.forms.rows import RowForm, Rows
from portal.web.base.page.chips import Chip

TYPED = MultiDict(
    [
        ("name", "Noé Épreuve"),
        ("email", "noe"),
        ("code", "123456"),
        ("commune", "c"),
        ("places", "25"),
        ("visibility", "network"),
        ("needs", "step_free"),
        ("people-0-name", "Şule Ağaoğlu"),
        ("people-0-email", "sule@example.org"),
        ("people-1-name", "Łukasz Žáček"),
        ("people-1-email", "lukasz"),
    ]
)


class SamplePerson(RowForm):
    """A line of a team."""

    name = StringField(_l("Nom"), [InputRequired()])
    email = EmailField(_l("Adresse e-mail"), [Email(_l("Il manque la fin, par exemple « @example.org »"))])
    function = StringField(_l("Fonction"))


class SampleForm(HouseForm):
    """One field of each kind."""

    name = StringField(_l("Nom"), [InputRequired()])
    email = EmailField(
        _l("Adresse e-mail"),
        [InputRequired(), Email(_l("Il manque la fin, par exemple « @example.org »"))],
        description=_l("L’invitation pour l’agenda part à cette adresse."),
    )
    code = StringField(_l("Code de 8 caractères"))
    commune = SelectField(_l("Commune"), choices=[SelectChoice("c", "Charleroi"), SelectChoice("g", "Gerpinnes")])
    day = DayField(_l("Date"), [required(_l("Choisissez une date."))])
    starts_at = MomentField(_l("Début"))
    ends = HourField(_l("Fin"))
    places = WholeNumberField(_l("Places"), [NumberRange(1, 200)])
    note = TextAreaField(_l("Remarque"), description=_l("Facultatif. N’y écrivez rien sur la situation d’un ménage."))
    attached = FileField(_l("Fichier"))
    visibility = RadioField(
        _l("Qui peut le lire ?"),
        choices=[SelectChoice("public", _l("Tout le monde")), SelectChoice("network", _l("Les partenaires"))],
    )
    needs = Ticks(
        _l("Besoins d’aménagement"),
        choices=[
            SelectChoice("step_free", _l("Accès sans marche")),
            SelectChoice("loop", _l("Boucle magnétique")),
        ],
    )
    agreed = BooleanField(_l("J’ai prévenu ces personnes"), [InputRequired(_l("Cochez la case quand c’est fait."))])
    people = Rows(FormField(SamplePerson), label=_l("Personne"))


@dataclass(frozen=True, slots=True)
class SamplePage:
    """The second of five pages."""

    number: int = 2
    last: int = 5

    def url(self, number: int) -> str:
        """Stays on this page whatever the number."""
        return f"#listes-{number}"


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows of the page."""

    chips: ClassVar = (
        Chip("Séance", "#seance", current=True),
        Chip("Boutons", "#boutons"),
        Chip("Listes", "#listes"),
    )
    people: ClassVar = (
        ("Luc Démo", "CPAS de Charleroi", "good", "Confirmée"),
        ("Fatou Exemple", "FADD Solidarité", "warn", "Liste d’attente, n° 1"),
        ("Karim Test", "Comme Chez Nous", "bad", "Invitation refusée"),
    )
    rows: ClassVar = (("22 oct.", 25, 21), ("5 nov.", 24, 22), ("19 nov.", 21, 20))
    page: ClassVar = SamplePage()
    moment: datetime = field(default_factory=clock.now)

    @property
    def end(self) -> datetime:
        """Three hours and a half later."""
        return self.moment + timedelta(hours=3, minutes=30)


def sample_form() -> SampleForm:
    """The form as somebody left it, checked: it has four things to correct."""
    form = SampleForm(TYPED)
    form.validate()
    return form
