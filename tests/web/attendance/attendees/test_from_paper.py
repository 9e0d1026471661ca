"""Marks copied from the sheet that people signed, once the half-day is over."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence
from portal.rules.base.states import NotedBy
from portal.rules.base.verbs import Verb
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.attendance.attendees.conftest import START, address, seat

TICK = "Je recopie la feuille signée"


@pytest.fixture
def that_evening(on_the_day: None) -> Iterator[None]:
    with time_machine.travel(START + timedelta(hours=10), tick=False):
        yield


def test_nobody_copies_a_sheet_while_people_still_sign(signed_in: CheckedClient, session: TrainingSession) -> None:
    assert TICK not in signed_in.get(address(session)).get_data(as_text=True)


@pytest.mark.usefixtures("that_evening")
def test_what_is_copied_from_the_sheet_says_so(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one, two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Modèle")
    [meeting] = world.all(Meeting, session_id=session.id)
    world.noted(one.id, meeting.id)
    assert TICK in signed_in.get(address(session)).get_data(as_text=True)
    shown = {"meeting": meeting.id, "seen": f"{one.id}:present {two.id}:", f"m-{one.id}": "present"}

    signed_in.post(address(session), data={**shown, "paper": "y", "rest": "present"})

    by = {row.registration_id: row.noted_by for row in world.all(Presence)}
    assert by == {one.id: NotedBy.TRAINER, two.id: NotedBy.PAPER}
    [event] = world.all(Event, verb=Verb.MARKED_PRESENCE)
    assert event.inputs == {"taps": [[two.id, "", "present"]], "noted_by": "paper"}


@pytest.mark.usefixtures("that_evening")
def test_the_tick_is_kept_where_another_mark_was_met(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one = seat(world, session, partner, "Luc", "Démo")
    [meeting] = world.all(Meeting, session_id=session.id)
    world.noted(one.id, meeting.id)
    shown = {"meeting": meeting.id, "seen": f"{one.id}:", f"m-{one.id}": "absent", "paper": "y"}

    answer = signed_in.post(address(session), data=shown)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'checked id="paper"' in page


@pytest.mark.usefixtures("that_evening")
def test_a_phone_says_which_taps_are_copied(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one, two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Modèle")
    [meeting] = world.all(Meeting, session_id=session.id)
    for number, more in ((one.id, {"paper": "y"}), (two.id, {})):
        taps = json.dumps([[f"key {number}", str(number), "", "present"]])
        signed_in.post(f"/seances/{session.public_id}/presences", data={"meeting": meeting.id, "taps": taps, **more})

    by = {row.registration_id: row.noted_by for row in world.all(Presence)}
    assert by == {one.id: NotedBy.PAPER, two.id: NotedBy.TRAINER}
