"""Reading the rank of who waits: an estimate, from the rule of places itself."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.database import db
from portal.models.planning.seating import deadlines_of, lines_of, room_of
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ONE_PER_PERSON
from portal.rules.registrations.ranks import Rank, ranks


def ranks_in(session_ids: Collection[int]) -> dict[int, Rank]:
    """The rank of every waiting registration of these sessions, by registration id; four statements in all."""
    if not session_ids:
        return {}
    lines: dict[int, list[Registration]] = defaultdict(list)
    statement = select(Registration).where(
        Registration.session_id.in_(session_ids), Registration.state.in_(ONE_PER_PERSON)
    )
    for row in db.session.scalars(statement.order_by(Registration.joined_at, Registration.id)):
        lines[row.session_id].append(row)
    found: dict[int, Rank] = {}
    for training in _sessions(session_ids):
        now = clock.now()
        deadlines = deadlines_of(training, now)
        room = room_of(training, deadlines, now)
        found.update(ranks(room, lines_of(lines[training.id], deadlines, now)))
    return found


def _sessions(session_ids: Collection[int]) -> list[TrainingSession]:
    loaded = select(TrainingSession).options(
        selectinload(TrainingSession.meetings), selectinload(TrainingSession.raised_quotas)
    )
    return list(db.session.scalars(loaded.where(TrainingSession.id.in_(session_ids)).order_by(TrainingSession.id)))
