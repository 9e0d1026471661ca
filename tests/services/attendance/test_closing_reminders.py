"""Trainers and staff are reminded of a session that is over and not closed: twice, and no more once it is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.base.journal import Job
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState, SessionStatus
from portal.services.attendance import closing_reminders, outcomes
from portal.services.attendance.outcomes import Close
from portal.services.base import jobs
from portal.services.planning import planning, session_cancellations, session_changes, session_moves
from portal.services.post import outbox
from tests.factories import World
from tests.planning_factories import moving, plan, plans

# A Thursday, before three days off: two working days after it is Monday, ten is the Thursday after next.
START = datetime(2026, 12, 3, 8, tzinfo=UTC)
END = START + timedelta(hours=3, minutes=30)
MONDAY, THURSDAY = END + timedelta(days=4), END + timedelta(days=14)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START - timedelta(days=20), tick=False) as traveller:
        yield traveller


class Over:
    """A published session of one morning, its trainer, two of the staff, and somebody whom nobody has marked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.staff = [world.staff("lise@example.org"), world.staff("admin@example.org")]
        self.session = world.training_session(starts_at=START, status=SessionStatus.DRAFT)
        self.trainer: Account = world.trainer(self.session, "yanis@example.org")
        planning.publish(self.session.id, self.staff[0].id)
        before = START - timedelta(days=9)
        self.row = world.registration(self.session, world.person(world.partner()), confirmed_at=before)

    def told(self) -> list[OutboxMessage]:
        return self.world.all(OutboxMessage, kind="session_to_close")

    def boxes(self) -> list[str]:
        return sorted(row.to_address for row in self.told())

    def mark(self) -> None:
        [meeting] = self.world.all(Meeting, session_id=self.session.id)
        self.world.noted(self.row.id, meeting.id, by=self.trainer.id)

    def close(self) -> None:
        outcomes.close(Close(self.session.id, self.staff[0].id, "Retrouvée."))


@pytest.fixture
def over(world: World) -> Over:
    return Over(world)


ALL = ["admin@example.org", "lise@example.org", "yanis@example.org"]


def work(travel: time_machine.Traveller, *moments: datetime) -> None:
    """The worker comes by then, and once more a minute later."""
    for moment in moments:
        for late in (timedelta(0), MINUTE):
            travel.move_to(moment + late)
            jobs.run_due()


def test_trainers_and_staff_are_reminded_after_two_working_days_and_ten_once_each(
    over: Over, travel: time_machine.Traveller
) -> None:
    work(travel, MONDAY - MINUTE * 2)
    early = over.told()
    work(travel, MONDAY)
    first = over.boxes()
    work(travel, THURSDAY - MINUTE * 2, THURSDAY, THURSDAY + timedelta(days=30))

    assert early == []
    assert first == ALL
    assert over.boxes() == sorted([*ALL, *ALL])
    [job] = over.world.all(Job, kind="remind_closing")
    assert job.done_at is not None


def test_one_of_the_staff_who_gives_the_session_is_told_once(over: Over, travel: time_machine.Traveller) -> None:
    settings = session_changes.Settings(trainer_ids=(over.staff[0].id,))
    version = over.world.get(TrainingSession, over.session.id).version
    session_changes.change_settings(over.session.id, version, settings, over.staff[0].id)

    work(travel, MONDAY)

    assert over.boxes() == ["admin@example.org", "lise@example.org"]


def test_a_worker_that_slept_past_both_sends_the_last_one_only(over: Over, travel: time_machine.Traveller) -> None:
    work(travel, THURSDAY + timedelta(days=3))

    assert over.boxes() == ALL
    assert {row.cause["days"] for row in over.told()} == {10}


def test_each_reads_what_is_left_to_do_and_until_when(over: Over, travel: time_machine.Traveller) -> None:
    work(travel, MONDAY)
    over.mark()
    work(travel, THURSDAY)

    texts = {(row.to_address, row.cause["days"]): " ".join(row.body_text.split()).casefold() for row in over.told()}
    assert "pour 1 personne, elles ne sont pas toutes cochées." in texts["yanis@example.org", 2]
    assert f"/seances/{over.session.public_id}/participants" in texts["yanis@example.org", 2]
    assert "jusqu’au mardi 8 décembre 2026, vous cochez vous-même" in texts["yanis@example.org", 2]
    assert "vos jours pour cocher sont passés" in texts["yanis@example.org", 10]
    assert "vous clôturez jusqu’au samedi 2 janvier 2027" in texts["yanis@example.org", 10]
    assert "jusqu’au samedi 2 janvier 2027, sans rien justifier" in texts["lise@example.org", 2]
    assert "jusqu’au vendredi 3 décembre 2027, avec une raison" in texts["lise@example.org", 2]
    assert "tout est coché il ne reste qu’à clôturer." in texts["lise@example.org", 10]
    assert f"/seances/{over.session.public_id}/cloture" in texts["lise@example.org", 10]


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED, SessionStatus.DONE])
def test_a_session_closed_or_cancelled_meanwhile_is_not_recalled(
    over: Over, travel: time_machine.Traveller, status: SessionStatus
) -> None:
    if status is SessionStatus.DONE:
        travel.move_to(END)
        over.mark()
        over.close()
    else:
        session_cancellations.cancel(over.session.id, "Panne.", over.staff[0].id)
        work(travel, START - timedelta(days=19))

    work(travel, MONDAY, THURSDAY)

    assert over.world.get(TrainingSession, over.session.id).status is status
    assert over.told() == []
    assert over.world.all(Job, kind="remind_closing") == []


def test_a_reminder_that_could_not_leave_is_dropped_once_the_session_is_closed(
    over: Over, travel: time_machine.Traveller
) -> None:
    work(travel, MONDAY)
    over.mark()
    over.close()

    outbox.send_due()

    assert {row.state for row in over.told()} == {MessageState.DROPPED}


def test_another_meeting_moves_the_reminders_to_its_end(over: Over, travel: time_machine.Traveller) -> None:
    work(travel, MONDAY)
    later = MONDAY + timedelta(days=3)
    known = plans(over.world, over.session)
    new = plan(later, over.world.venue().id)
    session_moves.reschedule(moving(over.world, over.session, over.staff[0].id, *known, new))

    outbox.send_due()
    dropped = {row.state for row in over.told()}
    work(travel, THURSDAY)

    end = max(row.ends_at for row in over.world.all(Meeting, session_id=over.session.id))
    assert dropped == {MessageState.DROPPED}
    assert {row.cause["ends_at"] for row in over.told()[3:]} == {end.isoformat()}
    assert len(over.told()) == 6


def test_a_meeting_removed_late_does_not_skip_the_first_reminder(
    world: World, over: Over, travel: time_machine.Traveller
) -> None:
    """The end is then that of an earlier meeting, whose first term is over: it is recalled at once."""
    known = plans(world, over.session)
    last = plan(START + timedelta(days=12), world.venue().id)
    session_moves.reschedule(moving(world, over.session, over.staff[0].id, *known, last))
    work(travel, MONDAY + MINUTE)

    session_moves.reschedule(moving(world, over.session, over.staff[0].id, *known))
    work(travel, MONDAY + 5 * MINUTE)

    assert over.boxes() == ALL


@pytest.mark.parametrize(("days", "due"), [(-5, None), (1, None), (5, 5), (100, 100), (364, 364)])
def test_sessions_of_before_there_were_such_reminders_get_theirs_when_a_worker_starts(
    world: World, travel: time_machine.Traveller, days: int, due: int | None
) -> None:
    """One that has reached a term already is recalled at once; the others wait for the first."""
    session = world.training_session(starts_at=START)
    world.training_session(starts_at=START, status=SessionStatus.DONE)
    world.training_session(starts_at=START - timedelta(days=400))
    staff = world.staff()
    now = END + timedelta(days=days)
    travel.move_to(now)

    planned = [closing_reminders.plan_missing(), closing_reminders.plan_missing()]
    [job] = world.all(Job, kind="remind_closing")
    jobs.run_due()
    closing_reminders.plan_missing()
    jobs.run_due()

    assert planned == [1, 0]
    assert (job.object_id, job.due_at) == (session.id, now if due else MONDAY)
    told = world.all(OutboxMessage, kind="session_to_close")
    assert [row.to_address for row in told] == ([staff.email] if due else [])
