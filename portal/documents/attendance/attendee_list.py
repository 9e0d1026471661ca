"""The list of attendees of a session, to download: who comes, from where, in which state, present or not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, groupby
from operator import attrgetter

from flask_babel import gettext as _

from portal.documents.base import csv_file, pdf, spreadsheet
from portal.documents.base.spreadsheet import Cell, Table
from portal.rules.attendance.list_choices import USUAL, ListChoice, ListColumn, ListOrder
from portal.rules.base.dates import date_medium

FIELDS = {ListColumn.STATE: "state_label"}


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
    """A session and its rows in the order shown; `when` and `meetings` are ready sentences and labels.

    `read_rows` reads the rows from the first: once for each worksheet of a file.
    """

    title: str
    when: tuple[str, ...]
    place: str
    meetings: tuple[str, ...]
    read_rows: Callable[[], Iterable[AttendeeRow]]
    made_at: datetime
    delete_by: date
    capacity: int
    choice: ListChoice = USUAL
    organisation: str = ""


def as_xlsx(attendees: AttendeeList) -> Iterator[bytes]:
    """The list, in pieces, as a workbook that prints on A4; a note above the header says when to delete the file.

    One worksheet, or one a meeting, named by its half-day, with the presence at that meeting alone.
    """
    meetings = range(len(attendees.meetings))
    if not attendees.choice.sheet_per_meeting or len(meetings) < 2:
        return spreadsheet.as_xlsx(_table(attendees, meetings))
    return spreadsheet.as_book([(attendees.meetings[one], _table(attendees, [one])) for one in meetings])


def as_csv(attendees: AttendeeList) -> Iterator[bytes]:
    """The list, in pieces, as a CSV for Excel in French; its last line says when the file must be deleted."""
    meetings = range(len(attendees.meetings))
    rows = chain(_rows(attendees, meetings), [(_deletion(attendees),)])
    return csv_file.as_csv(_header(attendees, meetings), rows)


def as_pdf(attendees: AttendeeList) -> bytes:
    """The list on lying A4, its header on each page; by association where that was chosen, each under its name."""
    meetings = range(len(attendees.meetings))
    values = {
        "organisation": attendees.organisation,
        "title": attendees.title,
        "notes": [note for note in (*attendees.when, attendees.place, _places(attendees)) if note],
        "deletion": _deletion(attendees),
        "header": _header(attendees, meetings),
        "groups": _groups(attendees, meetings),
        "words": {"list": _("Liste de présences"), "page": _("Page"), "of": _("sur")},
    }
    return pdf.compile("attendee_list", values, made_at=attendees.made_at)


def _groups(attendees: AttendeeList, meetings: Sequence[int]) -> list[dict[str, object]]:
    cells, by_partner = _reader(attendees, meetings), attendees.choice.order is ListOrder.PARTNER
    grouped = groupby(attendees.read_rows(), key=lambda row: row.partner if by_partner else None)
    return [{"name": name, "rows": [_in_words(cells(row)) for row in rows]} for name, rows in grouped]


def _in_words(cells: Iterable[Cell]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]


def _table(attendees: AttendeeList, meetings: Sequence[int]) -> Table:
    notes = (*attendees.when, attendees.place, _places(attendees), _deletion(attendees))
    return Table(
        title=attendees.title,
        notes=tuple(note for note in notes if note),
        header=_header(attendees, meetings),
        rows=_rows(attendees, meetings),
        made_at=attendees.made_at,
    )


def _header(attendees: AttendeeList, meetings: Sequence[int]) -> tuple[str, ...]:
    words = {
        ListColumn.FAMILY_NAME: _("Nom"),
        ListColumn.GIVEN_NAME: _("Prénom"),
        ListColumn.PARTNER: _("Association"),
        ListColumn.FUNCTION: _("Fonction"),
        ListColumn.EMAIL: _("Adresse e-mail"),
        ListColumn.STATE: _("Inscription"),
        ListColumn.ANSWER: _("Invitation"),
        ListColumn.RANK: _("Rang"),
    }
    return tuple(
        chain.from_iterable(
            _presence(attendees, meetings) if column is ListColumn.PRESENCE else (words[column],)
            for column in attendees.choice.in_file_order
        )
    )


def _presence(attendees: AttendeeList, meetings: Sequence[int]) -> list[str]:
    if len(attendees.meetings) == 1:
        return [_("Présence")]
    return [_("Présence, %(meeting)s", meeting=attendees.meetings[one]) for one in meetings]


def _rows(attendees: AttendeeList, meetings: Sequence[int]) -> Iterator[tuple[Cell, ...]]:
    return map(_reader(attendees, meetings), attendees.read_rows())


def _reader(attendees: AttendeeList, meetings: Sequence[int]) -> Callable[[AttendeeRow], tuple[Cell, ...]]:
    """What makes the cells of a row: the columns are looked up once, the rows may be thousands."""
    parts = [
        None if column is ListColumn.PRESENCE else attrgetter(FIELDS.get(column, column.value))
        for column in attendees.choice.in_file_order
    ]

    def cells(row: AttendeeRow) -> tuple[Cell, ...]:
        made: list[Cell] = []
        for part in parts:
            if part is None:
                made.extend([row.presence[one] for one in meetings])
            else:
                made.append(part(row))
        return tuple(made)

    return cells


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
