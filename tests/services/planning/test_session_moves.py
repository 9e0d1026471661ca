"""Moving a published session (T14) and taking it back, on both engines."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.models.base.journal import Event, Job
from portal.models.planning.sessions import Meeting
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.queries.planning.audience import Audience, audience_of
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged
from portal.rules.refusals.planning import MeetingStarted
from portal.rules.refusals.registrations import SessionLongOver
from portal.services.base import jobs
from portal.services.planning import session_changes, session_moves
from tests.factories import World
from tests.planning_factories import deliver, moving, plan, plans, settings_of
from tests.services.planning.session_scene import CONFIRMED, DAY, WAITLISTED, Scene


def test_a_move_keeps_the_states_and_updates_the_same_entry(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    before = {entry.mailbox: entry for entry in world.all(CalendarEntry)}
    deliver(world)

    scene.move(7)

    after = {entry.mailbox: entry for entry in world.all(CalendarEntry)}
    assert scene.states() == [CONFIRMED, WAITLISTED]
    assert list(after) == ["fatou@example.org"]
    assert after["fatou@example.org"].uid == before["fatou@example.org"].uid
    assert after["fatou@example.org"].sequence == before["fatou@example.org"].sequence + 1
    assert scene.training().moved_at is not None


def test_a_move_tells_each_person_once_and_notes_it_for_each_registration(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    deliver(world)
    earlier = {mail.id for mail in world.all(OutboxMessage)}

    scene.move(7)

    told = [mail for mail in world.all(OutboxMessage) if mail.id not in earlier]
    assert sorted(mail.to_address for mail in told if mail.to_address != "coordination@example.org") == [
        "fatou@example.org",
        "noe@example.org",
    ]
    assert [event.verb for event in world.all(Event) if event.object_kind == "registration"][-2:] == ["T14", "T14"]


def test_deadlines_and_jobs_follow_the_new_start(world: World) -> None:
    scene = Scene(world, quota=2)
    scene.move(7)

    [meeting] = world.all(Meeting)
    assert [job.due_at for job in world.all(Job, kind="start")] == [meeting.starts_at]
    [release] = world.all(Job, kind="quota_release")
    assert clock.local(meeting.starts_at).date() - clock.local(release.due_at).date() == 10 * DAY


def test_meetings_are_added_and_removed_and_their_entries_with_them(world: World) -> None:
    scene = Scene(world, people=1)
    world.meeting(scene.session, clock.now() + 37 * DAY, world.venue().id)
    world.meeting(scene.session, clock.now() + 44 * DAY, world.venue().id)
    first, second, third = plans(world, scene.session)
    jobs.handlers[jobs.JobKind.SETTLE](scene.session.id)
    assert len(world.all(CalendarEntry, live=True)) == 3
    new = plan(clock.now() + 51 * DAY, first.venue_id)

    session_moves.reschedule(moving(world, scene.session, scene.staff.id, first, new))

    kept = {meeting.id for meeting in world.all(Meeting)}
    live = world.all(CalendarEntry, live=True)
    assert first.id in kept
    assert not kept & {second.id, third.id}
    assert {entry.meeting_id for entry in live} == kept


def test_a_new_title_alone_is_no_move(world: World) -> None:
    scene = Scene(world)
    deliver(world)
    mails = len(world.all(OutboxMessage))
    [now] = plans(world, scene.session)
    titled = plan(now.starts_at, now.venue_id, id=now.id, title="Première matinée")

    session_moves.reschedule(replace(moving(world, scene.session, scene.staff.id, titled), tell=False))

    assert [meeting.title for meeting in world.all(Meeting)] == ["Première matinée"]
    assert len(world.all(OutboxMessage)) == mails
    assert scene.training().moved_at is None


def test_a_move_that_changes_nothing_is_refused(world: World) -> None:
    scene = Scene(world)
    with pytest.raises(NothingChanged):
        scene.move(0)


def test_a_meeting_of_another_session_is_not_moved(world: World) -> None:
    scene, other = Scene(world), world.training_session()
    [foreign] = plans(world, other, shift=DAY)

    with pytest.raises(NotFound):
        session_moves.reschedule(moving(world, scene.session, scene.staff.id, foreign))


def test_a_begun_meeting_is_not_moved(world: World) -> None:
    scene = Scene(world, people=1)
    world.meeting(scene.session, clock.now() + 37 * DAY, world.venue().id)

    with time_machine.travel(clock.now() + 31 * DAY), pytest.raises(MeetingStarted):
        scene.move(7)


def test_the_preview_of_a_move_refuses_the_same_and_changes_nothing(world: World) -> None:
    scene = Scene(world)
    [now] = plans(world, scene.session)

    with pytest.raises(NothingChanged):
        session_moves.check_reschedule(moving(world, scene.session, scene.staff.id, now))
    moved = plan(now.starts_at + DAY, now.venue_id, id=now.id)
    session_moves.check_reschedule(moving(world, scene.session, scene.staff.id, moved))

    assert plans(world, scene.session) == [now]


def known(world: World) -> list[tuple[str, str]]:
    """The mails that wait to tell of a move."""
    kinds = ("meeting_moved", "meeting_removed", "meeting_added", "session_moved", "partner_summary")
    waiting = [mail for mail in world.all(OutboxMessage) if mail.state == "waiting" and mail.kind in kinds]
    return sorted((mail.kind, mail.to_address) for mail in waiting)


def test_two_moves_are_taken_back_together_and_nobody_hears_of_them(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    second = plan(clock.now() + 40 * DAY, world.venue().id)
    session_moves.reschedule(moving(world, scene.session, scene.staff.id, *plans(world, scene.session), second))
    deliver(world)
    asked = [row.material for row in plans(world, scene.session)]
    first, last = plans(world, scene.session)
    with time_machine.travel(clock.now() + DAY, tick=False) as moment:
        session_moves.reschedule(moving(world, scene.session, scene.staff.id, last))
        assert known(world) == [
            ("meeting_removed", "fatou@example.org"),
            ("partner_summary", "coordination@example.org"),
            ("session_moved", "noe@example.org"),
        ]
        with world.app.app_context():
            assert audience_of(scene.session.id) == Audience(1, 1, 0, 0, 1, 0, 0)
        moment.shift(timedelta(minutes=8))
        scene.move(3)
        moment.shift(timedelta(minutes=8))

        session_moves.take_move_back(scene.session.id, scene.training().version, scene.staff.id)

    assert [row.material for row in plans(world, scene.session)] == asked
    assert known(world) == []
    assert sorted(entry.meeting_id for entry in world.all(CalendarEntry) if entry.live) == sorted(
        row.id for row in world.all(Meeting)
    )
    assert first.id is not None


def chosen(scene: Scene) -> tuple[datetime | None, datetime | None]:
    training = scene.training()
    return training.closes_at, training.cancel_deadline


def test_chosen_deadlines_move_with_the_session_and_come_back_with_it(world: World) -> None:
    start = datetime(2027, 3, 15, 8, tzinfo=UTC)
    closes_at, cancel_deadline = start - 5 * DAY, start - 6 * DAY
    scene = Scene(world, people=1, starts_at=start, closes_at=closes_at, cancel_deadline=cancel_deadline)

    scene.move(14)
    assert chosen(scene) == (closes_at + 14 * DAY, cancel_deadline + 14 * DAY)

    scene.move(7)
    session_moves.take_move_back(scene.session.id, scene.training().version, scene.staff.id)
    assert chosen(scene) == (closes_at, cancel_deadline)


def test_a_deadline_chosen_anew_after_a_move_is_not_taken_back_with_it(world: World) -> None:
    start = datetime(2027, 3, 15, 8, tzinfo=UTC)
    scene = Scene(world, people=1, starts_at=start, closes_at=start - 5 * DAY, cancel_deadline=start - 6 * DAY)
    scene.move(7)
    settings = replace(settings_of(scene.training()), closes_at=start + DAY, cancel_deadline=chosen(scene)[1])
    session_changes.change_settings(scene.session.id, scene.training().version, settings, scene.staff.id)

    session_moves.take_move_back(scene.session.id, scene.training().version, scene.staff.id)

    assert chosen(scene) == (start + DAY, start - 6 * DAY)


def test_a_move_that_has_left_cannot_be_taken_back(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    deliver(world)
    scene.move(7)
    with pytest.raises(EditedMeanwhile):
        session_moves.take_move_back(scene.session.id, scene.training().version - 1, scene.staff.id)
    deliver(world)

    with pytest.raises(NothingChanged):
        session_moves.take_move_back(scene.session.id, scene.training().version, scene.staff.id)


def test_who_gets_a_seat_after_a_move_does_not_read_that_her_rank_stays(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    deliver(world)
    scene.move(7)
    [told] = [mail for mail in world.all(OutboxMessage) if mail.kind == "session_moved"]
    assert "Avant" in told.body_text

    session_changes.set_capacity(scene.session.id, 2, 0, scene.staff.id)

    assert ("session_moved", "noe@example.org") not in known(world)


A_MORNING = datetime(2026, 11, 30, 8, tzinfo=UTC)
OVER_LONG_AGO, MONTH_AGO = -31 * DAY, -30 * DAY


@pytest.mark.parametrize(("since", "refused"), [(OVER_LONG_AGO, True), (MONTH_AGO, False)])
def test_neither_a_meeting_nor_seats_are_added_more_than_30_days_after_the_end(
    world: World, since: timedelta, refused: bool
) -> None:
    with time_machine.travel(A_MORNING, tick=False):  # a session that ends after midnight ends a day later
        scene = Scene(world, people=0, starts_at=clock.now() + since, capacity=3)
        more = settings_of(scene.training(), capacity=4)
        fewer = settings_of(scene.training(), capacity=2, note="Merci à qui est venu.")
        new = plan(clock.now() + 7 * DAY, world.venue().id)
        add = moving(world, scene.session, scene.staff.id, *plans(world, scene.session), new)
        acts: list[Callable[[], None]] = [
            lambda: session_changes.change_settings(scene.session.id, scene.training().version, more, scene.staff.id),
            lambda: session_changes.set_capacity(scene.session.id, 5, 0, scene.staff.id),
            lambda: session_moves.reschedule(replace(add, version=scene.training().version)),
        ]

        for act in acts:
            with pytest.raises(SessionLongOver) if refused else nullcontext():
                act()
        session_changes.change_settings(scene.session.id, scene.training().version, fewer, scene.staff.id, False)

    assert len(world.all(Meeting, session_id=scene.session.id)) == (1 if refused else 2)
    assert (scene.training().capacity, scene.training().note) == (2, "Merci à qui est venu.")


def test_a_move_near_a_meeting_leaves_at_once(world: World) -> None:
    """Twelve minutes before, ten to take it back would leave two to read it in."""
    with time_machine.travel(clock.now(), tick=False):
        scene = Scene(world, starts_at=clock.now() + 20 * DAY)
        deliver(world)
        for minutes, waits in ((12, False), (16, True)):
            with time_machine.travel(scene.start - timedelta(minutes=minutes), tick=False):
                later = plans(world, scene.session, shift=DAY)
                session_moves.reschedule(moving(world, scene.session, scene.staff.id, *later))
                mails = [mail for mail in world.all(OutboxMessage) if mail.kind == "meeting_moved"][-2:]
                assert [mail.not_before > clock.now() for mail in mails] == [waits, waits]
                deliver(world)
