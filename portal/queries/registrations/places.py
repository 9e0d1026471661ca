"""Reading what the rule of places needs of one session, as it stands."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.database import db
from portal.models.planning.seating import deadlines_of, lines_of, room_of
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ONE_PER_PERSON
from portal.rules.registrations.places import Line, Room


def room_and_lines(session_id: int) -> tuple[Room, list[Line]]:
    """The seats of a session and everybody who has or wants one, in the order they came; four statements."""
    loaded = select(TrainingSession).options(
        selectinload(TrainingSession.meetings), selectinload(TrainingSession.raised_quotas)
    )
    training = db.session.scalars(loaded.where(TrainingSession.id == session_id)).one()
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.session_id == session_id, Registration.state.in_(ONE_PER_PERSON))
        .order_by(Registration.joined_at, Registration.id)
    )
    now = clock.now()
    deadlines = deadlines_of(training, now)
    return room_of(training, deadlines, now), lines_of(rows, deadlines, now)
