"""Which participants belong to which part of a session."""

import pytest

from portal.rules.base.states import RegistrationState
from portal.rules.planning.audiences import Audience, Participant, belongs

PENDING, WAITING = RegistrationState.PENDING, RegistrationState.WAITLISTED
CONFIRMED, COMPLETED, CANCELLED = (
    RegistrationState.CONFIRMED,
    RegistrationState.COMPLETED,
    RegistrationState.CANCELLED,
)


@pytest.mark.parametrize(
    ("who", "parts"),
    [
        (Participant(CONFIRMED), "all seated"),
        (Participant(WAITING), "all waiting"),
        (Participant(PENDING), "all"),
        (Participant(PENDING, unannounced=True), ""),
        (Participant(CANCELLED), ""),
        (Participant(COMPLETED, presences=[False, True]), "all seated present"),
        (Participant(COMPLETED, presences=[False]), "all seated absent"),
        (Participant(CONFIRMED, left=True, presences=[True]), "present"),
    ],
)
def test_a_participant_belongs_to_its_parts(who: Participant, parts: str) -> None:
    assert [audience.value for audience in Audience if belongs(audience, who)] == parts.split()
