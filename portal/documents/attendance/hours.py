"""The yearly statement of trainings followed, of one person or an association: PDF to hand in, XLSX to count with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.documents.base import pdf, spreadsheet
from portal.documents.base.spreadsheet import Cell, Table
from portal.rules.base.dates import date_medium, duration, half_day, half_day_words, timespan


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One half-day: its planned hours, the word of what is noted, and the minutes that count, breaks taken off."""

    title: str
    starts_at: datetime
    ends_at: datetime
    noted: str
    minutes: int
    certificate: str


@dataclass(frozen=True, slots=True)
class StatementPerson:
    """One person; `counts` are how many half-days were present, absent and excused."""

    given_name: str
    family_name: str
    name: str
    function: str
    partner: str
    lines: tuple[StatementLine, ...]
    minutes: int
    counts: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class HoursStatement:
    """A year of hours; `association` is "" for a person's own, `issuer` the name and function of who issues it."""

    organisation: str
    year: int
    association: str
    people: tuple[StatementPerson, ...]
    minutes: int
    issuer: tuple[str, str]
    made_at: datetime


def as_pdf(statement: HoursStatement) -> bytes:
    """The statement on A4: for an association first everybody's total, then each person's half-days."""
    values = {
        "organisation": statement.organisation,
        "subject": _subject(statement),
        "heads": [_("Nom"), _("Fonction"), _("Présences"), _("Absences"), _("Excusées"), _("Durée")],
        "summary": [_summary(person) for person in statement.people] if statement.association else [],
        "columns": [_("Demi-journée"), _("Formation"), _("Noté"), _("Durée")],
        "people": [_person(person) for person in statement.people],
        "total": _total(statement),
        "issued": _issued(statement),
        "words": {
            "title": _title(),
            "portal": _("Portail des partenaires"),
            "none": _("Aucune formation cette année-là."),
            "net": _("Durées en heures de formation, pauses déduites."),
            "worth": _worth(),
            "everybody": _("Toute l’équipe"),
            "page": _("Page"),
            "of": _("sur"),
        },
    }
    return pdf.compile("hours", values, made_at=statement.made_at)


def as_xlsx(statement: HoursStatement) -> Iterator[bytes]:
    """One row a person and half-day, in pieces; what it is worth and who issues it stand above."""
    header = (
        *(_("Nom"), _("Prénom"), _("Association"), _("Fonction"), _("Formation"), _("Demi-journée"), _("Année")),
        *(_("Horaire prévu"), _("Noté"), _("Minutes suivies"), _("Durée suivie"), _("Attestation")),
    )
    table = Table(
        title=f"{_title()}, {statement.year}",
        notes=(_subject(statement), _total(statement), _issued(statement), _worth()),
        header=header,
        rows=_rows(statement),
        made_at=statement.made_at,
    )
    return spreadsheet.as_xlsx(table)


def _rows(statement: HoursStatement) -> Iterator[tuple[Cell, ...]]:
    for person in statement.people:
        who = (person.family_name, person.given_name, person.partner, person.function)
        for line in person.lines:
            when = (half_day(line.starts_at), statement.year, timespan(line.starts_at, line.ends_at))
            counted = (line.minutes, duration(line.minutes) if line.minutes else "")
            yield (*who, line.title, *when, line.noted, *counted, line.certificate)


def _title() -> str:
    return str(_("Relevé annuel des formations suivies"))


def _worth() -> str:
    return str(_("Preuve de participation ; ne vaut ni agrément ni reconnaissance pour le congé-éducation payé"))


def _subject(statement: HoursStatement) -> str:
    who = statement.association or next((person.name for person in statement.people), "")
    return str(_("%(who)s, année %(year)s", who=who, year=statement.year) if who else statement.year)


def _total(statement: HoursStatement) -> str:
    length = duration(statement.minutes)
    if not statement.association:
        return str(_("Total de l’année : %(length)s", length=length))
    people = ngettext("%(num)s personne", "%(num)s personnes", len(statement.people))
    return str(_("Total de l’année : %(length)s, %(people)s", length=length, people=people))


def _issued(statement: HoursStatement) -> str:
    who = ", ".join(part for part in (*statement.issuer, statement.organisation) if part)
    return str(_("Délivré le %(day)s par %(who)s", day=date_medium(statement.made_at), who=who))


def _summary(person: StatementPerson) -> list[str]:
    return [person.name, person.function, *(str(number) for number in person.counts), duration(person.minutes)]


def _person(person: StatementPerson) -> dict[str, object]:
    return {
        "name": person.name,
        "about": ", ".join(part for part in (person.function, person.partner) if part),
        "lines": [_line(line) for line in person.lines],
        "total": _("Durée suivie : %(length)s", length=duration(person.minutes)),
    }


def _line(line: StatementLine) -> list[str]:
    when = f"{half_day_words(line.starts_at)}\n{timespan(line.starts_at, line.ends_at)}"
    number = _("Attestation n° %(number)s", number=line.certificate) if line.certificate else ""
    title = "\n".join(part for part in (line.title, number) if part)
    return [when, title, line.noted, duration(line.minutes) if line.minutes else "–"]
