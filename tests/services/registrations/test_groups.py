"""A group that comes together is seated whole or not at all, whatever happens around it: random lives, both engines."""

import contextlib
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from portal.models.planning import seating
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import LIVE, SEATS, CancelReason, RegistrationState
from portal.rules.refusals import Refusal
from portal.rules.registrations.places import Line
from portal.services.planning import session_changes
from portal.services.registrations import acts, holds, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WAITING = {RegistrationState.PENDING, RegistrationState.WAITLISTED}
QUOTA, STEPS = 4, 14


class Life:
    """Commands drawn by chance on one small session, by two partners."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.partners = [world.partner(f"Service {letter}") for letter in "AB"]
        self.account = world.coordinator(self.partners[0])
        self.session = world.training_session(capacity=self.chance.randint(1, 5), quota=QUOTA)
        self.number = 0

    def step(self) -> None:
        command = self.chance.choices([self.register, self.cancel, self.name, self.resize], [5, 4, 2, 1])[0]
        with contextlib.suppress(Refusal):
            command()

    def rows(self) -> list[Registration]:
        return self.world.all(Registration, session_id=self.session.id)

    def somebody(self) -> NewPerson:
        self.number += 1
        return NewPerson("Noé", f"Épreuve {self.number}", f"noe{self.number}@example.org")

    def register(self) -> None:
        people = tuple(self.somebody() for _ in range(self.chance.randint(0, 2)))
        unnamed, together = self.chance.randint(0, 2), self.chance.random() < 0.7
        partner = self.chance.choice(self.partners)
        form_key = f"form {self.number} {self.chance.random()}"
        registrations.register(
            Register(self.session.id, partner.id, people, self.account.id, form_key, unnamed, together)
        )

    def cancel(self) -> None:
        live = [row for row in self.rows() if row.state in LIVE]
        if live:
            row = self.chance.choice(live)
            registrations.cancel(row.id, row.version, CancelReason.BY_PARTNER, self.account.id)

    def name(self) -> None:
        nameless = [row for row in self.rows() if row.state in LIVE and row.person_id is None]
        if nameless:
            row = self.chance.choice(nameless)
            holds.name_seat(row.id, row.version, self.somebody(), self.account.id)

    def resize(self) -> None:
        session_changes.set_capacity(self.session.id, self.chance.randint(1, 6), 0, self.account.id)

    def split_groups(self) -> list[set[RegistrationState]]:
        """The groups of which some wait while others have a seat."""
        states: dict[str, set[RegistrationState]] = defaultdict(set)
        for row in self.rows():
            if row.group_key and row.state in LIVE:
                states[row.group_key].add(row.state)
        return [found for found in states.values() if found & WAITING and found & SEATS]

    def over(self, seats_before: int) -> bool:
        seats = sum(row.state in SEATS for row in self.rows())
        return seats > max(seats_before, self.world.get(TrainingSession, self.session.id).capacity)

    def live(self) -> None:
        for _ in range(STEPS):
            before = sum(row.state in SEATS for row in self.rows())
            self.step()
            assert self.split_groups() == []
            assert not self.over(before)
            held = [row for row in self.rows() if row.state is RegistrationState.HELD]
            assert all(row.person_id is None and row.hold_expires_at for row in held)


@pytest.mark.parametrize("seed", range(4))
def test_no_group_is_ever_split(world: World, seed: int) -> None:
    with time_machine.travel(NOW, tick=False):
        Life(world, seed).live()


def test_the_dice_notice_a_group_seated_in_part(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(*arguments: Any, **more: Any) -> list[Line]:
        return [replace(line, together=False) for line in seating.lines_of(*arguments, **more)]

    monkeypatch.setattr(acts, "lines_of", one_by_one)

    with time_machine.travel(NOW, tick=False), pytest.raises(AssertionError):
        for seed in range(4):
            Life(world, seed).live()
