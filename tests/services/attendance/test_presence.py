"""Noting presence: a tap is one fact, nobody undoes what they did not see, each counts once, in its window."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.taps import Tap
from portal.rules.base.states import NotedBy, PresenceMark, RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import LateReasonMissing, PresenceOver, PresenceTooEarly, SessionClosed
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished
from portal.services.attendance import presence
from portal.services.attendance.presence import Clash, Noted, Taps
from tests.factories import World
from tests.statements import statements_of

PRESENT, ABSENT, EXCUSED = PresenceMark.PRESENT, PresenceMark.ABSENT, PresenceMark.EXCUSED

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

    def note(self, *taps: Tap, actor: Account | None = None, reason: str = "") -> Noted:
        return presence.note(Taps(self.session.id, self.meeting.id, taps, (actor or self.trainer).id, reason))

    def all_present(self, actor: Account | None = None, reason: str = "") -> Noted:
        return self.note(*(Tap(number, None, PRESENT) for number in self.ids), actor=actor, reason=reason)

    def marks(self) -> dict[int, PresenceMark]:
        return {row.registration_id: row.mark for row in self.world.all(Presence)}

    def events(self) -> list[dict[str, object]]:
        return [event.inputs for event in self.world.all(Event, verb="marked_presence")]


def test_a_tap_notes_one_person_and_nobody_else(world: World) -> None:
    morning = Morning(world)
    one, _two, three = morning.ids

    noted = morning.note(Tap(one, None, PRESENT), Tap(three, None, EXCUSED))

    assert noted == Noted(2, marks={one: PRESENT, three: EXCUSED})
    assert morning.marks() == {one: PRESENT, three: EXCUSED}
    rows = {(row.marked_by_id, row.marked_at, row.noted_by) for row in world.all(Presence)}
    assert rows == {(morning.trainer.id, DURING, NotedBy.TRAINER)}


def test_who_saw_the_mark_changes_it_and_takes_it_back(world: World) -> None:
    morning = Morning(world)
    one = morning.ids[0]

    morning.note(Tap(one, None, PRESENT))
    morning.note(Tap(one, PRESENT, ABSENT))
    assert morning.marks() == {one: ABSENT}
    morning.note(Tap(one, ABSENT, None))

    assert morning.marks() == {}
    assert morning.events() == [
        {"taps": [[one, "", "present"]]},
        {"taps": [[one, "present", "absent"]]},
        {"taps": [[one, "absent", ""]]},
    ]


def test_who_did_not_see_the_mark_is_told_it_and_changes_nothing(world: World) -> None:
    morning = Morning(world)
    one, second = morning.ids[0], world.trainer(morning.session)
    morning.note(Tap(one, None, PRESENT))

    noted = morning.note(Tap(one, None, ABSENT), actor=second)

    clash = Clash(Tap(one, None, ABSENT), PRESENT, morning.trainer.id, DURING)
    assert noted == Noted(0, (clash,), marks={one: PRESENT})
    assert morning.marks() == {one: PRESENT}
    assert morning.events()[-1] == {"taps": [], "clashes": [[one, "", "absent"]]}
    assert {event.actor_id for event in world.all(Event, verb="marked_presence")} == {morning.trainer.id, second.id}


def test_a_mark_that_was_taken_back_meanwhile_is_a_clash_too(world: World) -> None:
    morning = Morning(world)
    one = morning.ids[0]

    noted = morning.note(Tap(one, PRESENT, ABSENT))

    assert noted.clashes == (Clash(Tap(one, PRESENT, ABSENT), None, None, None),)
    assert morning.marks() == {}


def test_two_who_say_the_same_agree(world: World) -> None:
    morning = Morning(world)
    one, second = morning.ids[0], world.trainer(morning.session)
    morning.note(Tap(one, None, PRESENT))

    assert morning.note(Tap(one, None, PRESENT), actor=second) == Noted(marks={one: PRESENT})
    assert len(morning.events()) == 1


def test_what_its_author_tapped_in_a_row_is_applied_in_order(world: World) -> None:
    morning = Morning(world)
    one = morning.ids[0]

    morning.note(Tap(one, None, PRESENT), Tap(one, PRESENT, None), Tap(one, None, ABSENT))

    assert morning.marks() == {one: ABSENT}


def test_a_tap_sent_twice_counts_once(world: World) -> None:
    morning = Morning(world)
    one, second = morning.ids[0], world.trainer(morning.session)
    tap = Tap(one, None, PRESENT, "k1")
    morning.note(tap, tap)
    morning.note(Tap(one, PRESENT, None), actor=second)

    noted = morning.note(tap)

    assert noted == Noted()
    assert morning.marks() == {}
    assert len(morning.events()) == 2


def test_a_clash_whose_answer_was_lost_is_told_again_and_journalled_once(world: World) -> None:
    morning = Morning(world)
    one, second = morning.ids[0], world.trainer(morning.session)
    morning.note(Tap(one, None, PRESENT))
    tap = Tap(one, None, ABSENT, "k1")
    first = morning.note(tap, actor=second)

    assert morning.note(tap, actor=second) == first
    assert len(morning.events()) == 2


def test_who_taps_against_the_own_tap_of_that_moment_meets_it(world: World) -> None:
    morning = Morning(world)
    one = morning.ids[0]

    noted = morning.note(Tap(one, None, PRESENT), Tap(one, None, ABSENT))

    assert noted.clashes == (Clash(Tap(one, None, ABSENT), PRESENT, morning.trainer.id, DURING),)
    assert noted.marks == {one: PRESENT}


def test_the_same_key_of_somebody_else_is_another_tap(world: World) -> None:
    morning = Morning(world)
    one, two, _three = morning.ids
    morning.note(Tap(one, None, PRESENT, "k1"))

    morning.note(Tap(two, None, PRESENT, "k1"), actor=world.trainer(morning.session))

    assert morning.marks() == {one: PRESENT, two: PRESENT}


@pytest.mark.parametrize("state", [RegistrationState.WAITLISTED, RegistrationState.CANCELLED])
def test_who_lost_the_seat_meanwhile_is_said_and_the_others_are_noted(world: World, state: RegistrationState) -> None:
    morning = Morning(world)
    gone = world.registration(morning.session, world.person(world.partner()), state)

    noted = morning.note(Tap(gone.id, None, PRESENT), Tap(morning.ids[0], None, PRESENT))

    assert noted == Noted(1, (), (gone.id,), {morning.ids[0]: PRESENT})
    assert morning.marks() == {morning.ids[0]: PRESENT}
    assert morning.events()[0]["gone"] == [[gone.id, "", "present"]]


def test_after_the_closing_a_tap_is_refused(world: World) -> None:
    morning = Morning(world, status=SessionStatus.DONE)

    with pytest.raises(SessionClosed):
        morning.all_present()


def test_a_tap_takes_six_statements(world: World) -> None:
    morning = Morning(world)
    command = Taps(
        morning.session.id, morning.meeting.id, [Tap(morning.ids[0], None, PRESENT, "k")], morning.trainer.id
    )

    assert len(statements_of(world.app, lambda: presence.note(command))) <= 6


@pytest.mark.parametrize("forged", ["other session", 10**20])
def test_a_row_of_another_session_is_refused_and_changes_nothing(world: World, forged: object) -> None:
    morning, other = Morning(world), Morning(world)
    row = other.ids[0] if forged == "other session" else 10**20

    with pytest.raises(NotFound):
        morning.note(Tap(morning.ids[0], None, PRESENT), Tap(row, None, PRESENT))

    assert morning.marks() == {}


def test_a_meeting_of_another_session_is_refused(world: World) -> None:
    morning, other = Morning(world), Morning(world)

    with pytest.raises(NotFound):
        presence.note(Taps(morning.session.id, other.meeting.id, [], morning.trainer.id))


def test_presence_is_marked_from_the_day_of_the_meeting_on(world: World) -> None:
    morning = Morning(world)
    midnight = datetime(2026, 12, 2, 23, tzinfo=UTC)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False), pytest.raises(PresenceTooEarly):
        morning.all_present()
    with time_machine.travel(midnight, tick=False):
        morning.all_present()

    assert len(morning.marks()) == 3


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
        morning.all_present(actor=actor, reason=reason)
    with time_machine.travel(midnight_after(days), tick=False), pytest.raises(refusal):
        morning.note(Tap(morning.ids[0], PRESENT, ABSENT), actor=actor, reason=reason)

    assert set(morning.marks().values()) == {PRESENT}
    assert [event.reason for event in world.all(Event, verb="marked_presence")] == [reason.strip()]


def test_a_reason_given_in_time_is_not_kept(world: World) -> None:
    morning = Morning(world)

    morning.all_present(actor=world.staff(), reason="Pour rien.")

    assert [event.reason for event in world.all(Event, verb="marked_presence")] == [""]


def test_the_days_count_from_the_last_of_several_meetings(world: World) -> None:
    morning = Morning(world)
    world.meeting(morning.session, START + timedelta(days=14))

    with time_machine.travel(START + timedelta(days=18), tick=False):
        morning.all_present()

    assert len(morning.marks()) == 3


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(SessionStatus.CANCELLED, SessionCancelled), (SessionStatus.DRAFT, SessionNotPublished)],
)
def test_a_session_that_does_not_take_place_has_no_presence(
    world: World, status: SessionStatus, refusal: type[Exception]
) -> None:
    morning = Morning(world, status=status)

    with pytest.raises(refusal):
        morning.all_present()
