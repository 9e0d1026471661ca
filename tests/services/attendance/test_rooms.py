"""Mornings by chance: two trainers and staff tap on lists they read at different moments, and close and correct."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.database import writing
from portal.models.planning.sessions import SessionTrainer
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.taps import Verdict
from portal.rules.base.states import PresenceMark, RegistrationState
from portal.services.attendance import declarations, presence
from tests.factories import World
from tests.services.life import laws, room_laws
from tests.services.life.drive import MONDAY, START, Life

TAPS = 25
Patch = pytest.MonkeyPatch


def live(world: World, seed: int) -> None:
    """People come by themselves, some cancel on the way; then the room, its closing and the corrections after it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        life = Life(world, traveller, random.Random(seed).randint)
        life.check = lambda step: laws.check(step, room_laws.LAWS)
        for _time in range(5):
            life.register()
        traveller.move_to(START + timedelta(hours=1))
        noters = (life.trainer, life.second, life.staff)
        life.show_code()
        for _time in range(TAPS):
            life.tap_about(noters[life.pick(0, 2)].id, "")
            if life.pick(0, 2):
                life.declare()
            if life.pick(0, 3) == 0:
                life.answer_declarations(noters[life.pick(0, 2)].id)
            if life.pick(0, 7) == 0:
                life.cancel()
        traveller.move_to(START + timedelta(days=2))
        life.wrap_up(surely=True)
        life.wrap_up(surely=True)


@pytest.mark.parametrize("seed", range(8))
def test_no_mark_is_lost_by_chance(world: World, engine_name: str, seed: int) -> None:
    live(world, seed if engine_name == "sqlite" else seed + 100)


def whole_list_saved(patch: Patch) -> None:
    """A save writes the whole list as its page showed it: whoever is not tapped there is absent."""
    note = presence.note

    def save(command: presence.Taps) -> None:
        with writing() as session:
            rows = session.scalars(select(Registration).where(Registration.state == RegistrationState.CONFIRMED)).all()
        shown = {row.id for row in rows} - {tap.registration_id for tap in command.taps}
        with writing() as session:
            for row in session.scalars(select(Presence).where(Presence.meeting_id == command.meeting_id)):
                if row.registration_id in shown:
                    row.mark = PresenceMark.ABSENT
        note(command)

    patch.setattr(presence, "note", save)


def last_tap_wins(patch: Patch) -> None:
    """A tap is applied whatever mark its author saw."""
    patch.setattr(presence, "judge", lambda tap, found: Verdict.AGREED if tap.mark is found else Verdict.APPLIED)


def tap_counted_twice(patch: Patch) -> None:
    patch.setattr(presence.tap_receipts, "keep", lambda *_given: {})


def everybody_declared_is_present(patch: Patch) -> None:
    """A declaration marks at once, without a trainer."""
    keep = declarations._keep

    def mark(session: Session, meeting_id: int, registration_id: int, now: datetime) -> None:
        keep(session, meeting_id, registration_id, now)
        by = session.scalars(select(SessionTrainer.account_id).limit(1)).one()
        row = Presence(registration_id=registration_id, meeting_id=meeting_id, mark=PresenceMark.PRESENT)
        row.marked_by_id, row.marked_at = by, now
        noted = (Presence.registration_id == registration_id) & (Presence.meeting_id == meeting_id)
        session.execute(delete(Presence).where(noted))
        session.add(row)

    patch.setattr(declarations, "_keep", mark)


def confirmed_unseen(patch: Patch) -> None:
    """The press that confirms takes whoever is named, declared or not."""
    patch.setattr(presence, "_still_declared", lambda _session, command: command)


def first_of_a_mailbox(patch: Patch) -> None:
    """A shared address stands for the first who has it."""

    def first(mailbox: str, seats: list[tuple[int, str, bool]]) -> int | None:
        return next((number for number, box, expected in seats if box == mailbox and expected), None)

    patch.setattr(declarations, "recognised", first)


DEFECTS = (
    *(whole_list_saved, last_tap_wins, tap_counted_twice),
    *(everybody_declared_is_present, confirmed_unseen, first_of_a_mailbox),
)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_deliberate_defect_is_caught(world: World, monkeypatch: Patch, defect: Callable[[Patch], None]) -> None:
    defect(monkeypatch)

    with pytest.raises(AssertionError):
        for seed in range(10):
            live(world, seed)
