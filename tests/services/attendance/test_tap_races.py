"""Ten phones in one room at once: no tap is lost, none is applied over a mark its author did not see."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence
from portal.rules.attendance.taps import Noted, Tap
from portal.rules.base.states import PresenceMark
from portal.services.attendance import presence
from portal.services.attendance.presence import Taps
from tests.factories import World
from tests.services.registrations.test_races import at_once

PHONES, PEOPLE = 10, 40
PRESENT, ABSENT = PresenceMark.PRESENT, PresenceMark.ABSENT


class Hall:
    """A session that is under way, forty people, ten who note."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session: TrainingSession = world.training_session(starts_at=clock.now(), capacity=PEOPLE)
        [self.meeting] = world.all(Meeting, session_id=self.session.id)
        partner = world.partner()
        self.ids = [world.registration(self.session, world.person(partner)).id for _one in range(PEOPLE)]
        self.noters: list[Account] = [world.trainer(self.session) for _one in range(PHONES)]
        self.answers: list[Noted] = []

    def phone(self, number: int, mark: PresenceMark, ids: list[int]) -> Callable[[], object]:
        """One phone that taps these people one by one."""

        def tap_all() -> None:
            for one in ids:
                tap = Tap(one, None, mark, f"{number} {one}")
                command = Taps(self.session.id, self.meeting.id, (tap,), self.noters[number].id)
                self.answers.append(presence.note(command))

        return tap_all

    def marks(self) -> list[PresenceMark]:
        return [row.mark for row in self.world.all(Presence)]


def test_four_hundred_taps_of_ten_phones_are_all_there(app: Flask, world: World) -> None:
    hall = Hall(world)
    phones = [hall.phone(number, PRESENT if number % 2 else ABSENT, hall.ids) for number in range(PHONES)]

    raised = at_once(app, *phones)

    assert raised == []
    assert len(hall.marks()) == PEOPLE
    # Each person has one mark that somebody applied; who wanted the other one was told, and the journal has both.
    assert sum(answer.changed for answer in hall.answers) == PEOPLE
    assert sum(len(answer.clashes) for answer in hall.answers) == PEOPLE * PHONES // 2
    events = world.all(Event, verb="marked_presence")
    assert sum(len(event.inputs["taps"]) for event in events) == PEOPLE
    assert sum(len(event.inputs.get("clashes", ())) for event in events) == PEOPLE * PHONES // 2


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_without_the_lock_two_phones_collide(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the session's lock off, taps at once meet each other."""

    def unlocked(session, model, row_id, *options):  # type: ignore[no-untyped-def] # as lock_row
        return session.scalars(select(model).where(model.id == row_id).options(*options)).one()

    monkeypatch.setattr(presence, "lock_row", unlocked)
    hall = Hall(world)

    raised = at_once(app, *[hall.phone(number, PRESENT, hall.ids) for number in range(PHONES)])

    assert raised
