"""Ticks that say who was told by telephone: shared by all who call for one session."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import lock_row, writing
from portal.models.base.journal import Event
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.calls import TICKS
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Call:
    """Whether a partner was `told` by telephone what became of a session."""

    session_id: int
    partner_id: int
    told: bool
    actor_id: int


def note(command: Call) -> None:
    """Tick a partner, or take the tick back; what is ticked already by a colleague stays hers, and is not said twice.

    Raises NotFound for a partner who has nobody in the session.
    """
    with writing() as session:
        lock_row(session, TrainingSession, command.session_id)
        mine = (Registration.session_id == command.session_id) & (Registration.partner_id == command.partner_id)
        if session.scalar(select(Registration.id).where(mine).limit(1)) is None:
            raise NotFound
        about = (Event.session_id == command.session_id) & (Event.object_id == command.partner_id)
        last = select(Event.verb).where(about, Event.verb.in_(TICKS)).order_by(Event.id.desc()).limit(1)
        if (session.scalar(last) == Verb.CALLED_PARTNER) is command.told:
            return
        verb = Verb.CALLED_PARTNER if command.told else Verb.UNCALLED_PARTNER
        record(session, command.actor_id, Entry(verb, ObjectKind.PARTNER, command.partner_id, command.session_id))
