"""Presence declared by telephone: who is recognised, what is refused, and that nothing counts unconfirmed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from portal import clock
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.room_codes import code_of, minute_of
from portal.rules.attendance.taps import Noted, Tap
from portal.rules.base.states import NotedBy, PresenceMark, RegistrationState, SessionStatus
from portal.rules.planning.planning import MeetingPlan
from portal.rules.refusals import NotFound, Refusal
from portal.rules.refusals.attendance import (
    NotRecognised,
    RoomCodeOld,
    RoomCodeOver,
    RoomCodeShut,
    RoomCodeUnknown,
    SessionClosed,
)
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished
from portal.services.attendance import declarations, outcomes, presence, room_codes
from portal.services.attendance.outcomes import Close
from portal.services.attendance.presence import Taps
from portal.services.planning import session_moves
from portal.services.upkeep import retention
from tests.factories import World
from tests.services.registrations.test_races import at_once

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
END = START + timedelta(hours=3, minutes=30)
CONFIRMED = RegistrationState.CONFIRMED
PRESENT, ABSENT = PresenceMark.PRESENT, PresenceMark.ABSENT


@pytest.fixture(autouse=True)
def clock_of_the_room() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class Room:
    """A morning whose code is shown, its trainer, and people with a seat by the name of their address."""

    def __init__(self, world: World, *names: str) -> None:
        self.world = world
        published = START - timedelta(days=40)
        self.session: TrainingSession = world.training_session(starts_at=START, published_at=published)
        [self.meeting] = world.all(Meeting, session_id=self.session.id)
        self.trainer = world.trainer(self.session)
        self.partner = world.partner()
        self.ids: dict[str, int] = {}
        for name in names:
            self.ids[name] = self.seat(f"{name}@example.org").id
        room_codes.switch(self.session.id, on=True, actor_id=self.trainer.id)

    def seat(self, email: str, state: RegistrationState = CONFIRMED, **values: object) -> Registration:
        person = self.world.person(self.partner, email=email)
        return self.world.registration(self.session, person, state, **values)  # type: ignore[arg-type]

    def code(self, minutes_ago: int = 0) -> str:
        [row] = self.world.all(RoomCode, meeting_id=self.meeting.id)
        return code_of(row.secret, minute_of(clock.now()) - minutes_ago)

    def declared(self) -> list[int]:
        return [row.registration_id for row in self.world.all(DeclaredPresence)]

    def confirm(self, *taps: Tap) -> Noted:
        return presence.note(Taps(self.session.id, self.meeting.id, taps, self.trainer.id, noted_by=NotedBy.TELEPHONE))

    def marks(self) -> dict[int, tuple[PresenceMark, NotedBy]]:
        return {row.registration_id: (row.mark, row.noted_by) for row in self.world.all(Presence)}


@pytest.fixture
def room(world: World) -> Room:
    return Room(world, "ana", "luc")


def test_who_declares_is_kept_and_marked_nowhere(room: Room) -> None:
    declarations.declare(room.code(), " Ana@Example.org ")
    declarations.declare(room.code(1).lower(), "ana+salle@example.org")

    assert room.declared() == [room.ids["ana"]]
    assert room.marks() == {}
    assert room.world.all(Event, verb="marked_presence") == []


@pytest.mark.parametrize("name", ["personne", "info", "attend", "partie"])
def test_unknown_shared_waiting_and_cancelled_are_told_the_same(room: Room, name: str) -> None:
    room.seat("info@example.org")
    room.seat("info@example.org", RegistrationState.WAITLISTED)
    room.seat("attend@example.org", RegistrationState.WAITLISTED)
    room.seat("partie@example.org", RegistrationState.CANCELLED)

    with pytest.raises(NotRecognised) as refusal:
        declarations.declare(room.code(), f"{name}@example.org")

    assert refusal.value.details == {}
    assert room.declared() == []


def test_who_left_before_the_half_day_is_not_expected(room: Room) -> None:
    room.seat("repartie@example.org", left_at=START - timedelta(days=1))

    with pytest.raises(NotRecognised):
        declarations.declare(room.code(), "repartie@example.org")


# How many minutes old a code is, how long after the start it is sent, and what became of the session.
Sent = tuple[int, timedelta, SessionStatus]
GIVEN, DONE, CANCELLED = SessionStatus.PUBLISHED, SessionStatus.DONE, SessionStatus.CANCELLED
REFUSED: list[tuple[Sent, type[Refusal]]] = [
    ((2, timedelta(), GIVEN), RoomCodeOld),
    ((40, timedelta(), GIVEN), RoomCodeUnknown),
    ((0, timedelta(minutes=-31), GIVEN), RoomCodeUnknown),
    ((1, END - START, GIVEN), RoomCodeOver),
    ((1, END - START, DONE), RoomCodeShut),
    ((0, timedelta(), CANCELLED), RoomCodeShut),
]


@pytest.mark.parametrize(("sent", "refusal"), REFUSED)
def test_a_code_that_does_not_count_says_why(
    room: Room, clock_of_the_room: time_machine.Traveller, sent: Sent, refusal: type[Refusal]
) -> None:
    minutes, later, status = sent
    clock_of_the_room.move_to(START + later)
    room.session.status = status
    room.world.save(room.session)

    with pytest.raises(refusal):
        declarations.declare(room.code(minutes), "ana@example.org")

    assert room.declared() == []


def test_the_code_of_another_room_recognises_nobody_of_this_one(world: World, room: Room) -> None:
    other = Room(world, "zoe")

    with pytest.raises(NotRecognised):
        declarations.declare(other.code(), "ana@example.org")
    declarations.declare(other.code(), "zoe@example.org")

    assert room.declared() == [other.ids["zoe"]]


def test_two_rooms_with_one_code_are_told_apart_by_the_address_or_not_at_all(world: World, room: Room) -> None:
    other = Room(world, "zoe")
    both = world.person(other.partner, email="ana@example.org")
    for one in (room, other):
        [row] = world.all(RoomCode, meeting_id=one.meeting.id)
        row.secret = "ab" * 32
        world.save(row)

    declarations.declare(room.code(), "zoe@example.org")
    assert room.declared() == [other.ids["zoe"]]
    world.registration(other.session, both)
    with pytest.raises(NotRecognised):
        declarations.declare(room.code(), "ana@example.org")


def test_a_trainer_confirms_what_she_saw_and_no_later_one(room: Room) -> None:
    declarations.declare(room.code(), "ana@example.org")
    seen = Tap(room.ids["ana"], None, PRESENT)
    declarations.declare(room.code(), "luc@example.org")

    assert room.confirm(seen) == Noted(1, marks={room.ids["ana"]: PRESENT})

    assert room.marks() == {room.ids["ana"]: (PRESENT, NotedBy.TELEPHONE)}
    [event] = room.world.all(Event, verb="marked_presence")
    assert event.inputs == {"taps": [[room.ids["ana"], "", "present"]], "noted_by": "telephone"}


def test_a_mark_that_a_trainer_made_meanwhile_stands(room: Room) -> None:
    declarations.declare(room.code(), "ana@example.org")
    room.world.noted(room.ids["ana"], room.meeting.id, ABSENT, by=room.trainer.id)

    noted = room.confirm(Tap(room.ids["ana"], None, PRESENT))

    assert (noted.changed, len(noted.clashes)) == (0, 1)
    assert room.marks() == {room.ids["ana"]: (ABSENT, NotedBy.TRAINER)}


def test_nobody_is_confirmed_who_declared_nothing_or_was_set_aside(room: Room) -> None:
    declarations.declare(room.code(), "ana@example.org")
    ids = (room.session.id, room.meeting.id, room.ids["ana"], room.trainer.id)
    assert declarations.set_aside(*ids)
    assert not declarations.set_aside(*ids)

    noted = room.confirm(Tap(room.ids["ana"], None, PRESENT), Tap(room.ids["luc"], None, PRESENT))

    assert noted == Noted()
    assert room.marks() == {} and room.declared() == []
    [event] = room.world.all(Event, verb="set_declaration_aside")
    assert (event.object_id, event.inputs) == (room.meeting.id, {"registration": room.ids["ana"]})


def test_who_cancelled_after_declaring_is_not_confirmed_and_is_named(room: Room) -> None:
    declarations.declare(room.code(), "ana@example.org")
    row = room.world.get(Registration, room.ids["ana"])
    row.state = RegistrationState.CANCELLED
    room.world.save(row)

    assert room.confirm(Tap(row.id, None, PRESENT)) == Noted(0, (), (row.id,))
    assert room.marks() == {}


def test_the_meeting_of_another_session_is_not_found(world: World, room: Room) -> None:
    other = Room(world, "zoe")
    with pytest.raises(NotFound):
        declarations.set_aside(room.session.id, other.meeting.id, other.ids["zoe"], room.trainer.id)


def test_the_closing_asks_for_marks_and_erases_what_was_declared(
    room: Room, clock_of_the_room: time_machine.Traveller
) -> None:
    declarations.declare(room.code(), "ana@example.org")
    room.confirm(Tap(room.ids["ana"], None, PRESENT))
    declarations.declare(room.code(), "luc@example.org")
    clock_of_the_room.move_to(END)

    with pytest.raises(Refusal, match="presence_missing"):
        outcomes.close(Close(room.session.id, room.trainer.id))
    assert len(room.declared()) == 2
    room.world.noted(room.ids["luc"], room.meeting.id, ABSENT)
    outcomes.close(Close(room.session.id, room.trainer.id))

    assert room.declared() == []
    assert room.marks()[room.ids["ana"]] == (PRESENT, NotedBy.TELEPHONE)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (SessionStatus.DONE, SessionClosed),
        (SessionStatus.CANCELLED, SessionCancelled),
        (SessionStatus.DRAFT, SessionNotPublished),
    ],
)
def test_a_session_where_nothing_is_noted_has_no_code_to_switch_and_nothing_to_set_aside(
    room: Room, status: SessionStatus, refusal: type[Refusal]
) -> None:
    room.session.status = status
    room.world.save(room.session)
    with pytest.raises(refusal):
        room_codes.switch(room.session.id, on=False, actor_id=room.trainer.id)
    with pytest.raises(refusal):
        declarations.set_aside(room.session.id, room.meeting.id, room.ids["ana"], room.trainer.id)


def test_a_code_that_is_switched_off_is_worth_nothing_and_never_comes_back(room: Room) -> None:
    old = room.code()
    for on in (False, False, True, True):
        room_codes.switch(room.session.id, on=on, actor_id=room.trainer.id)

    assert room.code() != old
    with pytest.raises(RoomCodeUnknown):
        declarations.declare(old, "ana@example.org")
    verbs = [event.verb for event in room.world.all(Event) if event.verb.endswith("_room_code")]
    assert verbs == ["showed_room_code", "hid_room_code", "showed_room_code"]


def test_each_half_day_has_a_code_of_its_own_and_one_that_is_moved_away_takes_it_along(room: Room) -> None:
    second = room.world.meeting(room.session, START + timedelta(days=7))
    room_codes.switch(room.session.id, on=True, actor_id=room.trainer.id)
    first, other = (row.secret for row in room.world.all(RoomCode))
    assert first != other

    plan = MeetingPlan(room.meeting.starts_at, room.meeting.ends_at, room.meeting.venue_id, id=room.meeting.id)
    version = room.world.get(TrainingSession, room.session.id).version
    session_moves.reschedule(session_moves.Reschedule(room.session.id, version, (plan,), room.world.staff().id, ""))

    assert [row.meeting_id for row in room.world.all(RoomCode)] == [room.meeting.id] != [second.id]


def test_what_was_declared_leaves_after_a_month_where_nobody_closes(
    room: Room, clock_of_the_room: time_machine.Traveller
) -> None:
    declarations.declare(room.code(), "ana@example.org")
    for days, left in ((31, 1), (33, 0)):
        clock_of_the_room.move_to(START + timedelta(days=days))
        retention.keep_to_terms(0)
        assert (len(room.declared()), len(room.world.all(RoomCode))) == (left, left)


def test_ten_phones_that_declare_one_person_at_once_are_one_declaration(app: Flask, room: Room) -> None:
    code = room.code()

    raised = at_once(app, *[lambda: declarations.declare(code, "ana@example.org") for _phone in range(10)])

    assert raised == []
    assert room.declared() == [room.ids["ana"]]


def test_a_confirmation_and_a_tap_at_once_leave_one_mark_and_tell_the_other(app: Flask, world: World) -> None:
    room = Room(world, *(f"p{number}" for number in range(8)))
    for name in room.ids:
        declarations.declare(room.code(), f"{name}@example.org")
    confirming = [Tap(number, None, PRESENT) for number in room.ids.values()]
    tapping = [Tap(number, None, ABSENT) for number in room.ids.values()]
    answers: list[Noted] = []

    def tap() -> None:
        answers.append(presence.note(Taps(room.session.id, room.meeting.id, tapping, room.trainer.id)))

    raised = at_once(app, lambda: answers.append(room.confirm(*confirming)), tap)

    assert raised == []
    assert sorted(answer.changed for answer in answers) == [0, 8]
    assert sorted(len(answer.clashes) for answer in answers) == [0, 8]
    assert len(set(room.marks().values())) == 1
