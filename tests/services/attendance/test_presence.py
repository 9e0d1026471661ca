"""Marking presence: the shown rows only, in its window, once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import LateReasonMissing, PresenceOver, PresenceTooEarly
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished
from portal.services.attendance import presence
from portal.services.attendance.presence import Mark
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
DURING = datetime(2026, 12, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day() -> object:
    with time_machine.travel(DURING, tick=False):
        yield


class Morning:
    """A session that is under way, with its trainer and three people who have a seat."""

    def __init__(self, world: World, **values: object) -> None:
        self.world = world
        self.session: TrainingSession = world.training_session(starts_at=START, **values)
        self.meeting: Meeting = world.all(Meeting, session_id=self.session.id)[0]
        self.trainer: Account = world.trainer(self.session)
        partner = world.partner()
        self.people: list[Person] = [world.person(partner) for _ in range(3)]
        self.rows: list[Registration] = [world.registration(self.session, person) for person in self.people]
        self.ids = [row.id for row in self.rows]

    def mark(
        self, present: list[int], shown: list[int] | None = None, actor: Account | None = None, reason: str = ""
    ) -> None:
        shown, actor_id = self.ids if shown is None else shown, (actor or self.trainer).id
        presence.mark(Mark(self.session.id, self.meeting.id, present, shown, actor_id, reason))

    def noted(self) -> dict[int, bool]:
        return {row.registration_id: row.present for row in self.world.all(Presence)}


def test_ticked_rows_are_present_and_the_other_shown_rows_absent(world: World) -> None:
    morning = Morning(world)
    one, two, three = morning.ids

    morning.mark([one, three])

    assert morning.noted() == {one: True, two: False, three: True}
    marks = {(row.marked_by_id, row.marked_at) for row in world.all(Presence)}
    assert marks == {(morning.trainer.id, DURING)}


def test_marking_again_corrects_what_was_noted(world: World) -> None:
    morning = Morning(world)
    one, two, three = morning.ids
    morning.mark([one])

    morning.mark([two, three])

    assert morning.noted() == {one: False, two: True, three: True}


def test_a_row_that_was_not_shown_keeps_what_was_noted(world: World) -> None:
    morning = Morning(world)
    one, two, three = morning.ids
    morning.mark([three], shown=[three])

    morning.mark([one], shown=[one, two])

    assert morning.noted() == {one: True, two: False, three: True}


def test_a_row_that_lost_its_seat_meanwhile_is_left_alone(world: World) -> None:
    morning = Morning(world)
    waiting = world.registration(morning.session, world.person(world.partner()), RegistrationState.WAITLISTED)

    morning.mark([waiting.id], shown=[waiting.id])

    assert morning.noted() == {}


def test_one_event_says_what_changed(world: World) -> None:
    morning = Morning(world)
    one, two, three = morning.ids
    morning.mark([one])

    morning.mark([one, two])

    events = world.all(Event, verb="marked_presence")
    assert [event.inputs for event in events] == [
        {"present": [one], "absent": [two, three]},
        {"present": [two], "absent": []},
    ]
    assert {event.actor_id for event in events} == {morning.trainer.id}
    assert {event.session_id for event in events} == {morning.session.id}


def test_saving_the_same_again_writes_no_event(world: World) -> None:
    morning = Morning(world)
    morning.mark(morning.ids)

    morning.mark(morning.ids)

    assert len(world.all(Event, verb="marked_presence")) == 1


@pytest.mark.parametrize("forged", ["other session", 10**20])
def test_a_row_of_another_session_is_refused_and_changes_nothing(world: World, forged: object) -> None:
    morning, other = Morning(world), Morning(world)
    row = other.ids[0] if forged == "other session" else 10**20

    with pytest.raises(NotFound):
        morning.mark([row], shown=[*morning.ids, row])

    assert morning.noted() == {}


def test_a_meeting_of_another_session_is_refused(world: World) -> None:
    morning, other = Morning(world), Morning(world)

    with pytest.raises(NotFound):
        presence.mark(Mark(morning.session.id, other.meeting.id, [], morning.ids, morning.trainer.id))


def test_presence_is_marked_from_the_day_of_the_meeting_on(world: World) -> None:
    morning = Morning(world)
    midnight = datetime(2026, 12, 2, 23, tzinfo=UTC)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False), pytest.raises(PresenceTooEarly):
        morning.mark(morning.ids)
    with time_machine.travel(midnight, tick=False):
        morning.mark(morning.ids)

    assert len(morning.noted()) == 3


def midnight_after(days: int) -> datetime:
    """The end, in Brussels, of the day so many days after the meeting."""
    return datetime(2026, 12, 3, 23, tzinfo=UTC) + timedelta(days=days)


@pytest.mark.parametrize(
    ("staff", "days", "refusal"),
    [(False, 5, PresenceOver), (True, 30, LateReasonMissing), (True, 365, PresenceOver)],
)
def test_a_trainer_has_5_days_after_the_last_meeting_staff_30_and_a_year_with_a_reason(
    world: World, staff: bool, days: int, refusal: type[Exception]
) -> None:
    morning = Morning(world)
    actor = world.staff() if staff else morning.trainer
    reason = "  Liste retrouvée.  " if days == 365 else ""

    with time_machine.travel(midnight_after(days) - timedelta(seconds=1), tick=False):
        morning.mark(morning.ids, actor=actor, reason=reason)
    with time_machine.travel(midnight_after(days), tick=False), pytest.raises(refusal):
        morning.mark([], actor=actor, reason=reason)

    assert set(morning.noted().values()) == {True}
    assert [event.reason for event in world.all(Event, verb="marked_presence")] == [reason.strip()]


def test_a_reason_given_in_time_is_not_kept(world: World) -> None:
    morning = Morning(world)

    morning.mark(morning.ids, actor=world.staff(), reason="Pour rien.")

    assert [event.reason for event in world.all(Event, verb="marked_presence")] == [""]


def test_the_days_count_from_the_last_of_several_meetings(world: World) -> None:
    morning = Morning(world)
    world.meeting(morning.session, START + timedelta(days=14))

    with time_machine.travel(START + timedelta(days=18), tick=False):
        morning.mark(morning.ids)

    assert len(morning.noted()) == 3


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(SessionStatus.CANCELLED, SessionCancelled), (SessionStatus.DRAFT, SessionNotPublished)],
)
def test_a_session_that_does_not_take_place_has_no_presence(
    world: World, status: SessionStatus, refusal: type[Exception]
) -> None:
    morning = Morning(world, status=status)

    with pytest.raises(refusal):
        morning.mark(morning.ids)
