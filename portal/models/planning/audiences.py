"""From rows of a session to the part of its participants that one writes to."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import PresenceMark, RegistrationState
from portal.rules.planning.audiences import Audience, Participant, belongs


def participants(session: Session, session_id: int) -> dict[int, Participant]:
    """Who has a name in the session, by the number of the registration, in the order they joined; two statements."""
    named = (Registration.session_id == session_id) & Registration.person_id.is_not(None)
    columns = (Registration.id, Registration.state, Registration.left_at, Registration.join_request_id)
    rows = session.execute(select(*columns).where(named).order_by(Registration.joined_at, Registration.id))
    marks: dict[int, list[bool]] = defaultdict(list)
    statement = select(Presence.registration_id, Presence.mark).join(Registration).where(named)
    for number, mark in session.execute(statement):
        marks[number].append(mark is PresenceMark.PRESENT)
    return {number: _participant(state, left_at, request, marks[number]) for number, state, left_at, request in rows}


def members(session: Session, session_id: int, audience: Audience) -> list[int]:
    """The registrations of a session that are of `audience`, with a name, in the order they joined; two statements."""
    return [number for number, who in participants(session, session_id).items() if belongs(audience, who)]


def _participant(
    state: RegistrationState, left_at: datetime | None, request: int | None, presences: list[bool]
) -> Participant:
    asked = state is RegistrationState.PENDING and request is not None
    return Participant(state, left_at is not None, presences, asked)
