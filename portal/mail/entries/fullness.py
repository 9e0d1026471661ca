"""Which sessions are full, for mails that invite to register."""

from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import SEATS


def full_among(session: Session, session_ids: Collection[int]) -> set[int]:
    """Those without a free seat, in one statement: who registers there joins the waiting list."""
    seat = and_(
        Registration.session_id == TrainingSession.id, Registration.state.in_(SEATS), Registration.left_at.is_(None)
    )
    statement = (
        select(TrainingSession.id)
        .outerjoin(Registration, seat)
        .where(TrainingSession.id.in_(session_ids))
        .group_by(TrainingSession.id)
        .having(func.count(Registration.id) >= TrainingSession.capacity + TrainingSession.allowance)
    )
    return set(session.scalars(statement))
