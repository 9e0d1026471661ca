"""Reading whose calendars show words of a session: who would hear of a correction, and who was not told of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from portal import clock
from portal.database import db
from portal.database.rows import AnyRow, AnySelect
from portal.mail.entries.meetings import facts
from portal.mail.entries.wordings import WORDING, standing, wording_of
from portal.models.base.journal import Event
from portal.models.network.partners import Municipality
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import SessionStatus
from portal.rules.base.verbs import Verb
from portal.rules.planning.rewordings import UNTOLD, Word, differing

OF_A_VENUE = frozenset({Word.PLACE, Word.ACCESS, Word.MAP})
OF_A_WORKSHOP = frozenset({Word.TITLE})


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would receive an invitation anew: how many people, in how many sessions."""

    people: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Untold:
    """One session of which some calendars show former words: which words, since when, and of how many people."""

    session_id: int
    public_id: str
    title: str
    starts_at: datetime
    words: tuple[Word, ...]
    people: int
    corrected_at: datetime | None


def reach_of_venue(venue_id: int) -> Reach:
    """Whose calendars show a meeting to come at the venue."""
    return _reach(Meeting.venue_id == venue_id)


def reach_of_workshop(workshop_id: int) -> Reach:
    """Whose calendars show a session to come of the workshop."""
    return _reach(TrainingSession.workshop_id == workshop_id)


def reach_of_session(session_id: int) -> Reach:
    """Whose calendars show a meeting to come of the session."""
    return _reach(TrainingSession.id == session_id)


def _reach(*conditions: ColumnElement[bool]) -> Reach:
    entries = select(CalendarEntry.session_id, CalendarEntry.mailbox, CalendarEntry.shown)
    rows = db.session.execute(_of_entries(entries, conditions)).all()
    people = select(func.count(Registration.person_id.distinct())).where(Registration.id.in_(_named(rows)))
    known = db.session.scalar(people) or 0
    return Reach(known + len(_trainers(rows)), len({row.session_id for row in rows}))


def _of_entries(columns: AnySelect, conditions: Iterable[ColumnElement[bool]]) -> AnySelect:
    """These columns of entries that stand, of meetings to come of published sessions that are not being cancelled."""
    return (
        columns.join(Meeting, Meeting.id == CalendarEntry.meeting_id)
        .join(TrainingSession, TrainingSession.id == CalendarEntry.session_id)
        .where(
            TrainingSession.status == SessionStatus.PUBLISHED,
            TrainingSession.cancel_reason == "",
            Meeting.starts_at > clock.now(),
            *standing(),
            *conditions,
        )
        .order_by(CalendarEntry.id)
    )


def _named(rows: Sequence[AnyRow]) -> set[int]:
    """The registrations that entries name."""
    return {int(number) for row in rows for number in row.shown["people"]}


def _trainers(rows: Sequence[AnyRow]) -> set[str]:
    """The mailboxes of entries that name nobody: those of trainers."""
    return {row.mailbox for row in rows} - {row.mailbox for row in rows if row.shown["people"]}


def untold_of_venue(venue_id: int) -> list[Untold]:
    """The sessions of which a calendar shows former words of the venue; a constant number of statements."""
    return _untold(OF_A_VENUE, Meeting.venue_id == venue_id)


def untold_of_workshop(workshop_id: int) -> list[Untold]:
    """The sessions of which a calendar shows a former title."""
    return _untold(OF_A_WORKSHOP, TrainingSession.workshop_id == workshop_id)


def untold_of_session(session_id: int) -> list[Untold]:
    """The session, if some calendar shows former words of it."""
    return _untold(frozenset(Word), TrainingSession.id == session_id)


def _untold(words: frozenset[Word], *conditions: ColumnElement[bool]) -> list[Untold]:
    columns = select(
        CalendarEntry.session_id,
        CalendarEntry.mailbox,
        CalendarEntry.shown,
        Meeting,
        TrainingSession,
        Workshop.title,
        Venue,
        Municipality.name.label("town"),
    )
    statement = (
        _of_entries(columns, conditions)
        .join(Workshop, Workshop.id == TrainingSession.workshop_id)
        .outerjoin(Venue, Venue.id == Meeting.venue_id)
        .outerjoin(Municipality, Municipality.nis == Venue.municipality_nis)
    )
    found: dict[int, list[AnyRow]] = defaultdict(list)
    former: dict[int, set[Word]] = defaultdict(set)
    for row in db.session.execute(statement):
        present = wording_of(row.title, row.TrainingSession, facts(row.Meeting, row.Venue, row.town))
        differ = words.intersection(differing(row.shown.get(WORDING), present.as_kept()))
        if differ:
            found[row.session_id].append(row)
            former[row.session_id] |= differ
    since = _corrected_at(found)
    made = [_session(rows, former[number], since.get(number)) for number, rows in found.items()]
    return sorted(made, key=lambda one: (one.starts_at, one.session_id))


def _session(rows: Sequence[AnyRow], words: set[Word], since: datetime | None) -> Untold:
    training = rows[0].TrainingSession
    return Untold(
        session_id=training.id,
        public_id=training.public_id,
        title=rows[0].title,
        starts_at=min(row.Meeting.starts_at for row in rows),
        words=tuple(word for word in Word if word in words),
        people=len(_named(rows)) + len(_trainers(rows)),
        corrected_at=since,
    )


def _corrected_at(sessions: Iterable[int]) -> Mapping[int, datetime]:
    """When each was last corrected and nobody told."""
    wanted = (Event.verb == Verb.REWORDED, Event.after == UNTOLD, Event.session_id.in_(sorted(sessions)))
    statement = select(Event.session_id, func.max(Event.at).label("at")).where(*wanted).group_by(Event.session_id)
    return {row.session_id: row.at for row in db.session.execute(statement) if row.session_id is not None}
