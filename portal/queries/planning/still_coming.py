"""Reading who was asked whether they still come, and what they answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from portal.database import db
from portal.models.base.journal import Event
from portal.models.planning.seating import moved_since
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.registrations import RegistrationView, ranked, views
from portal.rules.base.states import RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb


@dataclass(frozen=True, slots=True)
class Line:
    """Who waits in a session, when they were last asked, and when each one last said yes, by registration."""

    rows: tuple[RegistrationView, ...]
    asked_at: datetime | None
    answers: dict[int, datetime]

    def answer(self, row: RegistrationView) -> datetime | None:
        """When the person said yes to the last question, None without an answer."""
        at = self.answers.get(row.id)
        return at if at and self.asked_at and at >= self.asked_at else None


def line(session_id: int) -> Line:
    """The line of one session, by rank; for staff: callers asked."""
    waiting = (Registration.session_id == session_id) & (Registration.state == RegistrationState.WAITLISTED)
    rows = sorted(ranked(views(waiting)), key=_by_rank)
    asked = select(func.max(Event.at)).where(Event.session_id == session_id, Event.verb == Verb.ASKED_STILL_COMING)
    return Line(tuple(rows), db.session.scalar(asked), _answers({row.id for row in rows}))


def _by_rank(row: RegistrationView) -> tuple[bool, int, int]:
    position = row.rank.position if row.rank else None
    return (position is None, position or 0, row.id)


def _answers(registration_ids: Collection[int]) -> dict[int, datetime]:
    of_them = and_(Event.object_kind == ObjectKind.REGISTRATION, Event.object_id.in_(registration_ids))
    answered = and_(of_them, Event.verb == Verb.STILL_COMING)
    rows = db.session.execute(select(Event.object_id, func.max(Event.at)).where(answered).group_by(Event.object_id))
    return {row[0]: row[1] for row in rows} if registration_ids else {}


def yes_after_move(session_id: int) -> dict[int, datetime]:
    """When each of a session's registrations said yes after it last moved; for staff: callers asked."""
    statement = (
        select(Event.object_id, func.max(Event.at))
        .join(TrainingSession, TrainingSession.id == Event.session_id)
        .where(Event.session_id == session_id, Event.verb == Verb.STILL_COMING, Event.at >= TrainingSession.moved_at)
        .group_by(Event.object_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def moved(registration_id: int) -> bool:
    """Whether the session moved since the registration received its seat, and nobody has said yes since."""
    statement = (
        select(Registration, TrainingSession)
        .join(TrainingSession, TrainingSession.id == Registration.session_id)
        .where(Registration.id == registration_id)
    )
    row, training = db.session.execute(statement).one()
    return moved_since(row, training) and registration_id not in yes_after_move(training.id)


def unanswered(rows: Collection[RegistrationView]) -> set[int]:
    """Which of these registrations wait, were asked since they joined, and have not said yes since."""
    waiting = [row for row in rows if row.state is RegistrationState.WAITLISTED and row.person_id is not None]
    if not waiting:
        return set()
    of_sessions = Event.session_id.in_({row.session_id for row in waiting})
    asked_rows = db.session.execute(
        select(Event.session_id, func.max(Event.at))
        .where(of_sessions, Event.verb == Verb.ASKED_STILL_COMING)
        .group_by(Event.session_id)
    )
    asked = {row[0]: row[1] for row in asked_rows}
    answers = _answers({row.id for row in waiting}) if asked else {}
    return {
        row.id
        for row in waiting
        if row.session_id in asked and max(row.joined_at, answers.get(row.id, row.joined_at)) < asked[row.session_id]
    }
