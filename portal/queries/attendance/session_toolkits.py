"""The toolkit that goes with a session, for papers that lead to it."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import db
from portal.models.library.toolkits import Toolkit
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.states import ContentStatus


@dataclass(frozen=True, slots=True)
class SessionToolkit:
    """A published toolkit: the part of its address that names it, and its title."""

    slug: str
    title: str


def toolkit_of(session_id: int) -> SessionToolkit | None:
    """The published toolkit of a session's workshop; None where there is none to lead to."""
    statement = (
        select(Toolkit.slug, Toolkit.title)
        .join(TrainingSession, TrainingSession.workshop_id == Toolkit.workshop_id)
        .where(TrainingSession.id == session_id, Toolkit.status == ContentStatus.PUBLISHED)
        .order_by(Toolkit.id)
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    return SessionToolkit(row.slug, row.title) if row else None
