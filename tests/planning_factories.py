"""What the tests of planning start from: plans, drafts and settings with sane defaults."""

from datetime import datetime, timedelta
from typing import Any

from portal import clock
from portal.database import db
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.rules.planning.planning import MeetingPlan
from portal.services.planning.planning import Draft
from portal.services.planning.session_moves import Reschedule
from portal.services.planning.session_rows import Settings
from tests.factories import World

MORNING = timedelta(hours=3, minutes=30)


def plan(starts_at: datetime, venue_id: int | None, **values: Any) -> MeetingPlan:
    return MeetingPlan(starts_at, starts_at + MORNING, venue_id, **values)


def draft(world: World, *, days: int = 30, workshop_id: int | None = None, **settings: Any) -> Draft:
    """One morning in `days` days at a venue."""
    meeting = plan(clock.now() + timedelta(days=days), world.venue().id)
    return Draft(workshop_id or world.workshop().id, (meeting,), Settings(**settings))


def settings_of(training: TrainingSession, **changes: Any) -> Settings:
    """The settings that factories give a session, with changes."""
    kept = ("capacity", "quota", "allowance", "note", "contact_phone")
    values = {name: getattr(training, name) for name in kept}
    return Settings(**{**values, **changes})


def plans(world: World, training: TrainingSession, shift: timedelta = timedelta()) -> list[MeetingPlan]:
    """The meetings of a session as they are, or all of them later."""
    rows = sorted(world.all(Meeting, session_id=training.id), key=lambda row: row.starts_at)
    return [
        MeetingPlan(row.starts_at + shift, row.ends_at + shift, row.venue_id, row.online_link, row.title, row.id)
        for row in rows
    ]


def moving(world: World, training: TrainingSession, actor_id: int, *wanted: MeetingPlan) -> Reschedule:
    """A move of the session, on the version it has now."""
    version = world.get(TrainingSession, training.id).version
    return Reschedule(training.id, version, wanted, actor_id, "La salle est en travaux.")


def deliver(world: World) -> None:
    """Every waiting mail has left: what follows is a new message, not a better wording of a waiting one."""
    with world.app.app_context():
        sent = {"state": MessageState.SENT, "sent_at": clock.now(), "attempts": 1}
        db.session.query(OutboxMessage).filter_by(state=MessageState.WAITING).update(sent)
        db.session.commit()
