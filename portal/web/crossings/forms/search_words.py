"""The forms of the words that lead a search."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length, Regexp

from portal.models.base.search_words import Locality, SynonymGroup
from portal.rules.base.states import WordKind
from portal.rules.refusals import Refusal
from portal.rules.refusals.network import LocalityTaken, WordsTooFew
from portal.services.base.search_words import Place, Shown, Words
from portal.web.base.forms.base import VersionedForm, long_text_field, name_field, required, trimmed
from portal.web.base.page.labels import choices

MOST_WORDS = 2_000


class WordsForm(VersionedForm):
    """A group of words."""

    kind = RadioField(_l("Ce que c’est"), [required(_l("Choisissez ce que c’est."))])
    typed = long_text_field(
        _l("Les mots"),
        _l("Écrivez au moins deux mots ou expressions différents, avec un point-virgule entre eux."),
        description=_l(
            "Un point-virgule entre deux. Le premier est celui que nous écrivons ; pour des besoins, c’est celui vers lequel les autres mènent."
        ),
    )

    def offer(self) -> "WordsForm":
        """Fill in what a group can be."""
        self.kind.choices = choices(WordKind)
        self.typed.validators = [
            *self.typed.validators,
            Length(max=MOST_WORDS, message=_l("C’est trop long : %(max)d caractères au plus.")),
        ]
        return self

    def field_of(self, refusal: Refusal) -> Field | None:
        """Too few words are told at the words."""
        return self.typed if isinstance(refusal, WordsTooFew) else super().field_of(refusal)

    @property
    def words(self) -> Words:
        """What was typed, for the service."""
        return Words(WordKind(self.kind.data), self.typed.data or "")


class LocalityForm(VersionedForm):
    """A section of a commune."""

    name = name_field(_l("Localité"), _l("Donnez le nom de la localité."))
    postcode = StringField(
        _l("Code postal"),
        filters=[trimmed],
        validators=[
            required(_l("Écrivez le code postal.")),
            Regexp(r"^[0-9]{4}$", message=_l("Un code postal belge a 4 chiffres.")),
        ],
    )
    municipality_nis = SelectField(_l("Commune"), [required(_l("Choisissez la commune."))])

    def offer(self, communes: list[tuple[str, str]]) -> "LocalityForm":
        """Fill in the communes to choose from."""
        first = SelectChoice("", _l("Choisissez"))
        self.municipality_nis.choices = [first, *(SelectChoice(nis, name) for nis, name in communes)]
        return self

    def field_of(self, refusal: Refusal) -> Field | None:
        """A locality that is there already is told at its name."""
        return self.name if isinstance(refusal, LocalityTaken) else super().field_of(refusal)

    @property
    def place(self) -> Place:
        """What was typed, for the service."""
        return Place(self["name"].data or "", self.postcode.data or "", self.municipality_nis.data)


def shown(form: VersionedForm, row: SynonymGroup | Locality) -> Shown:
    """The row that the page was drawn with."""
    return Shown(row.id, form.shown_version)


def words_values(group: SynonymGroup) -> dict[str, object]:
    """A group as its form shows it."""
    return {"kind": group.kind.value, "typed": group.words, "version": group.version}


def place_values(locality: Locality) -> dict[str, object]:
    """A locality as its form shows it."""
    fields = ("name", "postcode", "municipality_nis", "version")
    return {field: getattr(locality, field) for field in fields}
