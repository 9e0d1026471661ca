"""The list of attendees of a session, to download: who comes, from where, in which state, present or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from flask_babel import gettext as _

from portal.documents.base import csv_file, spreadsheet
from portal.documents.base.spreadsheet import Cell, Table
from portal.rules.base.dates import date_medium


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """One registration; `rank` is the place in the waiting line, `presence` one text for each meeting.

    `answer` is what the person's calendar said to the invitation, empty where it said nothing.
    """

    family_name: str
    given_name: str
    partner: str
    function: str
    email: str
    state_label: str
    rank: int | None
    presence: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class AttendeeList:
    """A session and its rows, in the order shown, gone through once; `when` and `meetings` are ready sentences and
    labels."""

    title: str
    when: tuple[str, ...]
    place: str
    meetings: tuple[str, ...]
    rows: Iterable[AttendeeRow]
    made_at: datetime
    delete_by: date
    capacity: int


def as_xlsx(attendees: AttendeeList) -> Iterator[bytes]:
    """The list, in pieces, as a workbook that prints on A4; a note above the header says when to delete the file."""
    notes = (*attendees.when, attendees.place, _places(attendees), _deletion(attendees))
    table = Table(
        title=attendees.title,
        notes=tuple(note for note in notes if note),
        header=_header(attendees),
        rows=_rows(attendees),
        made_at=attendees.made_at,
    )
    return spreadsheet.as_xlsx(table)


def as_csv(attendees: AttendeeList) -> Iterator[bytes]:
    """The list, in pieces, as a CSV for Excel in French; its last line says when the file must be deleted."""
    return csv_file.as_csv(_header(attendees), chain(_rows(attendees), [(_deletion(attendees),)]))


def _header(attendees: AttendeeList) -> tuple[str, ...]:
    columns = (_("Nom"), _("Prénom"), _("Association"), _("Fonction"), _("Adresse e-mail"))
    presence = (
        (_("Présence"),)
        if len(attendees.meetings) == 1
        else tuple(_("Présence, %(meeting)s", meeting=meeting) for meeting in attendees.meetings)
    )
    return (*columns, _("Inscription"), _("Invitation"), _("Rang"), *presence)


def _rows(attendees: AttendeeList) -> Iterator[tuple[Cell, ...]]:
    return map(_cells, attendees.rows)


def _cells(row: AttendeeRow) -> tuple[Cell, ...]:
    person = (row.family_name, row.given_name, row.partner, row.function, row.email)
    return (*person, row.state_label, row.answer, row.rank, *row.presence)


def _places(attendees: AttendeeList) -> str:
    return str(_("%(count)s places", count=attendees.capacity))


def _deletion(attendees: AttendeeList) -> str:
    sentence = _(
        "Liste extraite le %(made)s. Elle contient des données personnelles\u00a0: "
        "à supprimer au plus tard le %(day)s.",
        made=date_medium(attendees.made_at),
        day=date_medium(attendees.delete_by),
    )
    return str(sentence)
