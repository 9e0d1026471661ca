"""Forms about a team: a list of people brought, one person of it, leaving it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, FormField, HiddenField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries.registrations.my_partner import Colleague
from portal.queries.registrations.sites import SiteName
from portal.rules.base.permissions import Actor
from portal.rules.base.text import squeeze
from portal.rules.refusals import Refusal
from portal.rules.registrations.team_lists import NAME_LENGTH, Column, Judged, Line, LineFault
from portal.services.registrations.people import NewPerson
from portal.web.base.forms.base import PortalForm, VersionedForm, email_field, name_field, refuse_field
from portal.web.base.forms.date_fields import DayField
from portal.web.base.forms.rows import RowForm, Rows
from portal.web.base.page.labels import label
from portal.web.base.request.numbers import row_number
from portal.web.registrations.forms.registrations import OnePersonForm

SHOWN = 50  # lines to correct at once
CHOOSE_FATE = _l("Choisissez ce que devient cette inscription.")


class ListForm(PortalForm):
    """A list of people, pasted or as a file."""

    # As long as it takes: how many lines are too many is for the reader to say.
    pasted = TextAreaField(
        _l("Collez ici les cellules d’Excel"),
        description=_l("Une ligne par personne. Nom, adresse, fonction, antenne, dans l’ordre que vous voulez."),
    )
    upload = FileField(_l("Ou choisissez un fichier"), description=_l("Excel (.xlsx), LibreOffice (.ods) ou CSV."))

    def field_of(self, _refusal: Refusal) -> Field | None:
        """What cannot be read is told where it was given."""
        return self.upload if self.upload.data else self.pasted


class SitePlaced:
    """A form with the site where somebody works."""

    site: SelectField

    def offer_sites(self, actor: Actor, partner_id: int, sites: Sequence[SiteName]) -> None:
        """Fill in the sites; who is held to one has that one."""
        none = [] if actor.site_in(partner_id) is not None else [SelectChoice("", _l("Aucune en particulier"))]
        self.site.choices = [*none, *(SelectChoice(str(one.id), one.name) for one in sites)]

    @property
    def site_id(self) -> int | None:
        """The site chosen."""
        return row_number(self.site.data)


class TeamPersonForm(SitePlaced, OnePersonForm):
    """Somebody of the team: who she is, what she does and where."""

    site = SelectField(_l("Antenne"))
    is_volunteer = BooleanField(_l("Bénévole"))

    def typed(self) -> NewPerson:
        """What was typed, for the services."""
        named = super().typed()
        return NewPerson(
            named.given_name, named.family_name, named.email, named.function, bool(self.is_volunteer.data), self.site_id
        )


class LineFields(RowForm):
    """A line of the list that cannot be added as it stands."""

    number = HiddenField()
    given_name = name_field(_l("Prénom"))
    family_name = name_field(_l("Nom"))
    email = email_field(_l("Adresse e-mail"))
    function = name_field(_l("Fonction"))
    site = SelectField(_l("Antenne"), choices=[], validate_choice=False)
    volunteer = BooleanField(_l("Bénévole"))
    apart = BooleanField(_l("C’est une autre personne : l’ajouter"))

    @property
    def line(self) -> Line:
        """The line as corrected; whatever is no number stands nowhere in the list."""
        return Line(
            number=row_number(self.number.data) or 0,
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            function=squeeze(self.function.data or "")[:NAME_LENGTH],
            site=self.site.data or "",
            volunteer=bool(self.volunteer.data),
            apart=bool(self.apart.data),
        )

    def changed(self, one: Judged) -> bool:
        """Whether its author wrote or chose something else than what the page had shown."""
        return any(str(self[name].data or "") != str(value or "") for name, value in shown_values(one).items())

    @property
    def doubtful(self) -> bool:
        """Whether the line may be about somebody else than whom it looks like."""
        return bool(self.whole.doubts.get(self.number.data or ""))


FIELD_OF = {
    LineFault.NAME_MISSING: "family_name",
    LineFault.NAME_ODD: "family_name",
    LineFault.ADDRESS_WRONG: "email",
    LineFault.SITE_UNKNOWN: "site",
    LineFault.TWICE: "family_name",
    LineFault.ALIKE: "family_name",
    LineFault.NAMESAKE: "email",
    LineFault.NOT_TAKEN: "email",
}


class ColumnFields(RowForm):
    """What one column of the list holds."""

    holds = SelectField(_l("Colonne"), choices=[], validate_choice=False)


class PreviewForm(PortalForm):
    """What was read of the list: the columns, and the lines to correct. `doubts`: which lines may be somebody else."""

    draft = HiddenField()
    columns = Rows(FormField(ColumnFields), max_entries=60, label=_l("Colonne"))
    lines = Rows(FormField(LineFields), max_entries=SHOWN, label=_l("Ligne à revoir"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.doubts: dict[str, bool] = {}

    def show(self, heads: Sequence[str], columns: Sequence[str]) -> None:
        """Draw the choice of each column anew."""
        kinds = [SelectChoice("", _l("Ne pas reprendre")), *(SelectChoice(one.value, label(one)) for one in Column)]
        while self.columns.entries:
            self.columns.pop_entry()
        for place, head in enumerate(heads):
            holds = self.columns.append_entry({"holds": columns[place]}).form.holds
            holds.choices = kinds
            holds.label.text = _l("Colonne %(letter)s : « %(head)s »", letter=_letter(place), head=head or "–")

    def show_wrong(self, wrong: Sequence[Judged], sites: Sequence[SiteName], sentences: Sequence[str]) -> None:
        """Draw the lines to correct, each with what is wrong beside its field."""
        while self.lines.entries:
            self.lines.pop_entry()
        named = [SelectChoice("", _l("Aucune en particulier")), *(SelectChoice(one.name, one.name) for one in sites)]
        doubtful = (LineFault.ALIKE, LineFault.NAMESAKE)
        self.doubts = {str(one.line.number): one.fault in doubtful or one.line.apart for one in wrong}
        for one, sentence in zip(wrong[:SHOWN], sentences, strict=False):
            entry = self.lines.append_entry(shown_values(one))
            known = {site.name for site in sites} | {""}
            typed = [] if one.line.site in known else [SelectChoice(one.line.site, f"«\u202f{one.line.site}\u202f»")]
            entry.form.site.choices = [*named, *typed]
            if one.fault is not None:
                refuse_field(entry.form[FIELD_OF[one.fault]], sentence)


def shown_values(one: Judged) -> dict[str, object]:
    """What the page shows of a line to correct, by field; of a site unknown, the one written nearly so."""
    line = one.line
    site = one.other if one.fault is LineFault.SITE_UNKNOWN else line.site
    values = {name: getattr(line, name) for name in ("given_name", "family_name", "email", "function")}
    return {**values, "number": str(line.number), "site": site, "volunteer": line.volunteer, "apart": line.apart}


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"


class FateFields(RowForm):
    """What becomes of one registration of somebody who leaves."""

    registration = HiddenField()
    version = HiddenField()
    fate = SelectField(_l("Cette inscription"), choices=[], validate_choice=False)


KEEP, CANCEL = "garder", "annuler"


class DepartureForm(VersionedForm):
    """The last day of somebody in the team, and what becomes of each of her registrations."""

    last_day = DayField(_l("Dernier jour chez vous"))
    fates = Rows(FormField(FateFields), max_entries=60, label=_l("Inscription"))

    def offer(self, seats: Sequence[tuple[int, int, bool, Sequence[Colleague]]], *, anew: bool = False) -> None:
        """Draw each registration (its id, its version, whether its seat can be given, to whom), as chosen so far.

        It holds the version that its author saw; `anew`, that of now, once a refusal has said that it changed.
        """
        sent = {entry.form.registration.data: entry.form for entry in self.fates.entries}
        chosen = {number: (one.fate.data, one.version.data) for number, one in sent.items()}
        while self.fates.entries:
            self.fates.pop_entry()
        for number, version, given, colleagues in seats:
            fate, seen = chosen.get(str(number), ("", str(version)))
            version_shown = str(version) if anew or not seen else seen
            values = {"registration": str(number), "version": version_shown, "fate": fate}
            entry = self.fates.append_entry(values)
            entry.form.fate.choices = _fates(colleagues if given else ())

    def decided(self) -> bool:
        """Whether every registration is decided; told beside the first that is not."""
        left = [entry for entry in self.fates.entries if not _is_choice(entry.form.fate)]
        return all([refuse_field(entry.form.fate, CHOOSE_FATE) for entry in left])


def _fates(colleagues: Sequence[Colleague]) -> list[SelectChoice]:
    offered = [SelectChoice(str(one.id), _l("Donner la place à %(name)s", name=one.name)) for one in colleagues]
    keep = SelectChoice(KEEP, _l("La garder : la personne vient encore"))
    cancel = SelectChoice(CANCEL, _l("L’annuler : la place se libère"))
    return [SelectChoice("", _l("Choisissez")), *offered, cancel, keep]


def _is_choice(field: SelectField) -> bool:
    return bool(field.data) and field.data in {choice[0] for choice in field.iter_choices()}
