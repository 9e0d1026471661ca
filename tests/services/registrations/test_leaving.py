"""Leaving a session under way, and sending a colleague to the rest of it, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.planning.sessions import Meeting
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.queries.attendance import attendees
from portal.rules.attendance.taps import Tap
from portal.rules.base.permissions import Actor
from portal.rules.base.states import CalendarMethod, CancelReason, Outcome, PresenceMark, RegistrationState
from portal.rules.refusals.registrations import NotLive, SessionStarted
from portal.services.attendance import outcomes, presence
from portal.services.attendance.outcomes import Close
from portal.services.attendance.presence import Taps
from portal.services.post import outbox
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

CONFIRMED = RegistrationState.CONFIRMED
FIRST = datetime(2026, 12, 10, 8, tzinfo=UTC)
SECOND = FIRST + timedelta(days=7)
BETWEEN = FIRST + timedelta(days=1)
FATOU = NewPerson("Fatou", "Exemple", "fatou@example.org")
NOE = NewPerson("Noé", "Épreuve", "noe@example.org")


class Scene:
    """One colleague confirmed for a session of two mornings, her two invitations sent."""

    def __init__(self, world: World, **session: object) -> None:
        with time_machine.travel(datetime(2026, 11, 21, 10, tzinfo=UTC), tick=False):
            self.world = world
            self.partner = world.partner("FADD Solidarité")
            self.coordinator = world.coordinator(self.partner, "fadd@example.org")
            self.session = world.training_session(starts_at=FIRST, **session)
            self.second = world.meeting(self.session, SECOND)
            [self.id] = registrations.register(
                Register(self.session.id, self.partner.id, (FATOU,), self.coordinator.id, "form")
            )
            outbox.send_due()

    @property
    def row(self) -> Registration:
        return self.world.get(Registration, self.id)

    def leave(self) -> None:
        registrations.cancel(self.id, self.row.version, CancelReason.BY_PARTNER, self.coordinator.id, "Malade.")

    def send(self, colleague: NewPerson) -> Registration:
        number = registrations.substitute(self.id, self.row.version, colleague, self.coordinator.id)
        return self.world.get(Registration, number)

    def last_words(self, mailbox: str) -> dict[int | None, CalendarMethod]:
        """The last word on each meeting in a mailbox."""
        entries = self.world.all(CalendarEntry, mailbox=mailbox)
        return {entry.meeting_id: entry.method for entry in entries}


def test_who_leaves_between_two_meetings_keeps_the_seat_she_took(world: World) -> None:
    scene = Scene(world)

    with time_machine.travel(BETWEEN, tick=False):
        scene.leave()

    assert (scene.row.state, scene.row.left_at, scene.row.late) == (CONFIRMED, BETWEEN, False)
    assert scene.row.cancel_reason is None


def test_only_the_meetings_not_begun_leave_the_calendar(world: World) -> None:
    scene = Scene(world)

    with time_machine.travel(BETWEEN, tick=False):
        scene.leave()

    words = scene.last_words("fatou@example.org")
    assert words.pop(scene.second.id) is CalendarMethod.CANCEL
    assert set(words.values()) == {CalendarMethod.REQUEST}
    [told] = world.all(OutboxMessage, kind="place_cancelled")
    assert (told.to_address, told.method) == ("fatou@example.org", "CANCEL")
    assert "pour la suite" in told.subject
    [_first, summary] = world.all(OutboxMessage, kind="partner_summary")
    assert "Fatou Exemple ne vient pas aux rencontres suivantes" in " ".join(summary.body_text.split())


def test_nobody_leaves_twice(world: World) -> None:
    scene = Scene(world)

    with time_machine.travel(BETWEEN, tick=False):
        scene.leave()
        with pytest.raises(NotLive):
            scene.leave()


def test_nobody_leaves_once_the_last_meeting_has_begun(world: World) -> None:
    scene = Scene(world)

    with time_machine.travel(SECOND, tick=False), pytest.raises(SessionStarted):
        scene.leave()

    assert scene.row.left_at is None


def test_a_seat_left_is_given_to_nobody(world: World) -> None:
    scene = Scene(world, capacity=1)
    with time_machine.travel(FIRST - timedelta(days=9), tick=False):
        [waiting] = registrations.register(
            Register(scene.session.id, scene.partner.id, (NOE,), scene.coordinator.id, "other")
        )

    with time_machine.travel(BETWEEN, tick=False):
        scene.leave()

    assert world.get(Registration, waiting).state is not CONFIRMED


def test_a_colleague_comes_to_the_rest(world: World) -> None:
    scene = Scene(world)

    with time_machine.travel(BETWEEN, tick=False):
        successor = scene.send(NOE)

    assert (scene.row.state, scene.row.left_at) == (CONFIRMED, BETWEEN)
    assert (successor.state, successor.replaces_id) == (CONFIRMED, scene.id)
    assert scene.last_words("noe@example.org") == {scene.second.id: CalendarMethod.REQUEST}
    assert scene.last_words("fatou@example.org")[scene.second.id] is CalendarMethod.CANCEL


def test_no_colleague_comes_once_the_last_meeting_has_begun(world: World) -> None:
    scene = Scene(world)

    with time_machine.travel(SECOND, tick=False), pytest.raises(SessionStarted):
        scene.send(NOE)


def test_each_of_two_colleagues_is_expected_at_her_own_meeting(world: World) -> None:
    scene = Scene(world)
    with time_machine.travel(FIRST + timedelta(hours=1), tick=False):
        successor = scene.send(NOE)
    first = min(world.all(Meeting, session_id=scene.session.id), key=lambda meeting: meeting.starts_at)
    boss = world.staff()

    with time_machine.travel(SECOND + timedelta(hours=5), tick=False):
        found = attendees.roster(Actor(account_id=boss.id, is_staff=True), scene.session.public_id)
        expected = {one.id: [one.expected_at(meeting) for meeting in found.card.meetings] for one in found.seated}
        presence.note(Taps(scene.session.id, first.id, [Tap(scene.id, None, PresenceMark.PRESENT)], boss.id))
        presence.note(Taps(scene.session.id, scene.second.id, [Tap(successor.id, None, PresenceMark.PRESENT)], boss.id))
        outcomes.close(Close(scene.session.id, boss.id))

    assert expected == {scene.id: [True, False], successor.id: [False, True]}
    assert [row.outcome for row in world.all(Registration)] == [Outcome.PARTIAL, Outcome.PARTIAL]
