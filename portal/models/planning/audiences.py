"""From rows of a session to the part of its participants that one writes to."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import RegistrationState
from portal.rules.planning.audiences import Audience, Participant, belongs


def participants(session: Session, session_id: int) -> dict[int, Participant]:
    """Who has a name in the session, by the number of the registration, in the order they joined; two statements."""
    named = (Registration.session_id == session_id) & Registration.person_id.is_not(None)
    columns = (Registration.id, Registration.state, Registration.left_at, Registration.join_request_id)
    rows = session.execute(select(*columns).where(named).order_by(Registration.joined_at, Registration.id))
    marks: dict[int, list[bool]] = defaultdict(list)
    statement = select(Presence.registration_id, Presence.present).join(Registration).where(named)
    for number, present in session.execute(statement):
        marks[number].append(present)
    return {row.id: _participant(row, marks[row.id]) for row in rows}


def members(session: Session, session_id: int, audience: Audience) -> list[int]:
    """The registrations of a session that are of `audience`, with a name, in the order they joined; two statements."""
    return [number for number, who in participants(session, session_id).items() if belongs(audience, who)]


def _participant(row: Row[Any], presences: list[bool]) -> Participant:
    asked = row.state is RegistrationState.PENDING and row.join_request_id is not None
    return Participant(row.state, row.left_at is not None, presences, asked)
