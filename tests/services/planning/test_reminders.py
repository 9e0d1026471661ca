"""Reminders: one a mailbox and term, true when they leave, dropped with the reason when they no longer are."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from portal.database import db, writing
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Job
from portal.models.library.toolkits import Toolkit
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, ContentStatus, MessageState, RegistrationState
from portal.services.base import jobs, leaving_mails
from portal.services.crossings import corrections
from portal.services.planning import reminders, session_cancellations, session_changes, session_moves
from portal.services.planning.session_rows import Settings, plan_jobs, plans_of
from portal.services.post import outbox
from portal.services.registrations import people, registrations
from tests.factories import World

SOME_TIME_BEFORE = datetime(2026, 11, 21, 10, tzinfo=UTC)
START = datetime(2026, 12, 10, 8, tzinfo=UTC)
WEEK, EVE = START - timedelta(days=7), START - timedelta(days=1)
CONFIRMED = RegistrationState.CONFIRMED


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(SOME_TIME_BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(world: World) -> TrainingSession:
    venue = world.venue()
    made = world.training_session(starts_at=START, capacity=9, venue_id=venue.id, note="Une facture d’énergie.")
    with writing() as open_session:
        plan_jobs(open_session, open_session.get_one(TrainingSession, made.id), SOME_TIME_BEFORE)
    return made


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD")


Come = Callable[..., Registration]


@pytest.fixture
def come(world: World, session: TrainingSession, partner: Partner) -> Come:
    def seated(name: str, email: str = "", **values: Any) -> Registration:
        fields = {"confirmed_at": SOME_TIME_BEFORE, **values}
        return world.registration(session, world.person(partner, name, "Test", email=email or None), **fields)

    return seated


def written(world: World) -> list[OutboxMessage]:
    return world.all(OutboxMessage, kind="reminder")


def test_who_has_a_seat_reads_all_it_takes_to_come(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    kit = {"title": "Énergie", "slug": "energie", "workshop_id": session.workshop_id}
    world.save(Toolkit(status=ContentStatus.PUBLISHED, **kit))
    with writing() as open_session:
        open_session.get_one(TrainingSession, session.id).mail_word = "Le café est offert."
    travel.move_to(WEEK)

    jobs.run_due()

    [mail] = written(world)
    assert (mail.to_address, mail.expires_at, mail.session_id) == ("noe@example.org", START, session.id)
    said = " ".join(mail.body_text.split())
    for words in ("Salle Harmegnies", "Une facture d’énergie.", "Le café est offert.", "/boite-a-outils/energie"):
        assert words in said
    assert "/inscription/~" in said


def test_each_term_writes_once_and_plans_the_next(
    world: World, come: Come, travel: time_machine.Traveller, session: TrainingSession
) -> None:
    come("Noé", "noe@example.org")
    for moment in (WEEK, WEEK + timedelta(hours=3), EVE, EVE + timedelta(hours=1), START + timedelta(days=1)):
        travel.move_to(moment)
        jobs.run_due()
        reminders.remind(session.id)

    assert [mail.cause["days"] for mail in written(world)] == [7, 1]
    assert not world.all(Job, kind="remind", done_at=None)


def test_a_shared_mailbox_receives_one_that_names_them_all(
    world: World, come: Come, travel: time_machine.Traveller
) -> None:
    for name in ("Noé", "Fatou", "Ali"):
        come(name, "info@example.org")
    travel.move_to(WEEK)

    jobs.run_due()

    [mail] = written(world)
    assert all(name in mail.body_text for name in ("Noé Test", "Fatou Test", "Ali Test"))


def test_the_coordinator_hands_on_what_is_for_people_without_an_address(
    world: World, come: Come, partner: Partner, travel: time_machine.Traveller
) -> None:
    world.coordinator(partner, "coord@example.org")
    come("Noé")
    travel.move_to(WEEK)

    jobs.run_due()

    [mail] = written(world)
    assert mail.to_address == "coord@example.org"
    assert "À transmettre à Noé Test" in mail.body_text
    assert "/inscription/~" not in mail.body_text


def test_a_seat_obtained_after_the_date_gets_none_late(
    world: World, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org", confirmed_at=WEEK + timedelta(hours=1))
    come("Ali", "ali@example.org", state=RegistrationState.WAITLISTED)
    travel.move_to(WEEK + timedelta(hours=5))  # the worker is late

    jobs.run_due()

    assert written(world) == []


def test_a_moved_session_is_reminded_of_by_its_new_date(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    travel.move_to(WEEK)
    jobs.run_due()
    travel.shift(timedelta(hours=1))
    move(world, session, days=14)

    for day in range(21):
        travel.move_to(WEEK + timedelta(days=day + 1))
        jobs.run_due()

    assert [mail.cause["starts_at"][:10] for mail in written(world)] == ["2026-12-10", "2026-12-24", "2026-12-24"]


def move(world: World, session: TrainingSession, days: int) -> None:
    with writing() as open_session:
        plans = plans_of(open_session.get_one(TrainingSession, session.id))
        version = open_session.get_one(TrainingSession, session.id).version
    later = [type(p)(p.starts_at + timedelta(days), p.ends_at + timedelta(days), p.venue_id, id=p.id) for p in plans]
    session_moves.reschedule(session_moves.Reschedule(session.id, version, tuple(later), world.staff().id))


def cancel_seat(world: World, session: TrainingSession, row: Registration) -> None:
    registrations.cancel(row.id, row.version, CancelReason.BY_STAFF, world.staff().id, "malade")


def call_off(world: World, session: TrainingSession, row: Registration) -> None:
    session_cancellations.cancel(session.id, "grève", world.staff().id)
    with time_machine.travel(WEEK + timedelta(minutes=11), tick=False):
        jobs.run_due()


def postpone(world: World, session: TrainingSession, row: Registration) -> None:
    with time_machine.travel(WEEK + timedelta(minutes=1), tick=False):
        move(world, session, days=7)


def postpone_in_the_same_instant(world: World, session: TrainingSession, row: Registration) -> None:
    move(world, session, days=7)


def correct_address(world: World, session: TrainingSession, row: Registration) -> None:
    person = people.NewPerson("Noé", "Test", "ailleurs@example.org", "")
    corrections.correct(row.person_id or 0, 1, person, world.staff().id)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (cancel_seat, "the seat was given up"),
        (call_off, "the session is cancelled"),
        (postpone, "the session moved"),
        (postpone_in_the_same_instant, "the session moved"),
        (correct_address, "the seat was given up"),
    ],
)
def test_one_that_became_untrue_before_it_left_is_dropped_and_says_why(  # noqa: PLR0917 (two are the cases)
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller, change: Any, why: str
) -> None:
    row = come("Noé", "noe@example.org")
    travel.move_to(WEEK)
    jobs.run_due()
    change(world, session, row)
    travel.move_to(WEEK + timedelta(minutes=12))

    while outbox.send_due():
        pass

    [mail] = written(world)
    assert (mail.state, mail.last_error) == (MessageState.DROPPED, why)


def test_of_a_shared_mailbox_only_who_still_comes_is_named(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "info@example.org")
    gone = come("Fatou", "info@example.org")
    travel.move_to(WEEK)
    jobs.run_due()
    cancel_seat(world, session, gone)

    outbox.send_due()

    [mail] = written(world)
    assert mail.state is MessageState.SENT
    assert "Noé" in mail.body_text
    assert "Fatou" not in mail.body_text


def test_while_the_session_may_still_be_called_off_the_reminder_waits(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    travel.move_to(WEEK - timedelta(minutes=5))
    session_cancellations.cancel(session.id, "grève", world.staff().id)
    travel.move_to(WEEK)
    jobs.run_due()
    session_cancellations.restore(session.id, world.staff().id)
    assert written(world) == []

    travel.shift(timedelta(minutes=11))
    jobs.run_due()

    assert len(written(world)) == 1


def test_a_reminder_that_is_due_is_not_lost_when_staff_save_the_session_first(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    travel.move_to(WEEK + timedelta(minutes=1))
    version = world.get(TrainingSession, session.id).version
    settings = Settings(note="Une pièce d’identité.")
    session_changes.change_settings(session.id, version, settings, world.staff().id, tell=False)

    jobs.run_due()
    travel.move_to(EVE)
    jobs.run_due()

    assert [mail.cause["days"] for mail in written(world)] == [7, 1]


def test_one_that_is_on_its_way_is_left_alone(
    world: World,
    session: TrainingSession,
    come: Come,
    travel: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = come("Noé", "noe@example.org")
    travel.move_to(WEEK)
    jobs.run_due()
    cancel_seat(world, session, row)

    def just_claimed() -> object:
        """Another worker is faster."""
        outbox.claim(9, timedelta(minutes=5))
        return writing()

    monkeypatch.setattr(leaving_mails, "writing", just_claimed)

    assert reminders.drop_untrue() == 0
    assert [mail.state for mail in written(world)] == [MessageState.WAITING]


def test_many_reminders_are_looked_at_some_at_once(
    world: World,
    session: TrainingSession,
    come: Come,
    travel: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [come(f"Noé {name}", f"noe.{name}@example.org") for name in ("un", "deux", "trois")]
    travel.move_to(WEEK)
    jobs.run_due()
    for row in rows[1:]:
        cancel_seat(world, session, row)
    monkeypatch.setattr(leaving_mails, "BATCH", 1)

    assert reminders.drop_untrue() == 2
    assert sorted(mail.state for mail in written(world)) == sorted([MessageState.WAITING, *[MessageState.DROPPED] * 2])


def test_staff_choose_the_days(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    version = world.get(TrainingSession, session.id).version
    session_changes.change_settings(session.id, version, Settings(reminder_days=(3,)), world.staff().id, tell=False)

    for days in (7, 3, 1):
        travel.move_to(START - timedelta(days=days))
        jobs.run_due()

    assert [mail.cause["days"] for mail in written(world)] == [3]


def test_a_later_meeting_of_the_session_has_a_reminder_of_its_own(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    second = world.meeting(session, START + timedelta(days=21))
    with writing() as open_session:
        plan_jobs(open_session, open_session.get_one(TrainingSession, session.id), SOME_TIME_BEFORE)

    for day in range(35):
        travel.move_to(WEEK + timedelta(days=day))
        jobs.run_due()

    starts = world.get(Meeting, second.id).starts_at
    told = [datetime.fromisoformat(mail.cause["starts_at"]) for mail in written(world)]
    assert told == [START, START, starts, starts]


def test_a_session_published_before_there_were_reminders_gets_them_when_a_worker_starts(world: World) -> None:
    session = world.training_session(starts_at=START)
    world.training_session(starts_at=START, reminder_days=[])
    world.training_session(starts_at=SOME_TIME_BEFORE - timedelta(days=1))

    assert [reminders.plan_missing(), reminders.plan_missing()] == [1, 0]

    [job] = world.all(Job, kind="remind")
    assert (job.object_id, job.due_at) == (session.id, WEEK)


def moved_by(world: World, session: TrainingSession, by: timedelta) -> None:
    with world.app.app_context():
        training = db.session.get_one(TrainingSession, session.id)
        plans = [replace(plan, starts_at=plan.starts_at + by, ends_at=plan.ends_at + by) for plan in plans_of(training)]
        version = training.version
        db.session.rollback()
    staff = world.staff()
    session_moves.reschedule(session_moves.Reschedule(session.id, version, tuple(plans), staff.id))


def take_back(world: World, session: TrainingSession) -> None:
    version = world.get(TrainingSession, session.id).version
    session_moves.take_move_back(session.id, version, world.all(Account)[0].id)


def test_one_that_waits_outlives_a_move_that_is_taken_back(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    """The mail server is away; the worker looks at the reminder while the session stands elsewhere."""
    come("Noé", "noe@example.org")
    travel.move_to(EVE)
    jobs.run_due()
    moved_by(world, session, timedelta(days=1))
    reminders.drop_untrue()
    travel.shift(timedelta(minutes=5))
    take_back(world, session)
    travel.shift(timedelta(minutes=6))

    reminders.drop_untrue()

    assert [row.state for row in written(world)] == [MessageState.WAITING]


def test_a_term_reached_while_the_session_stood_elsewhere_is_told_when_it_is_put_back(
    world: World, session: TrainingSession, come: Come, travel: time_machine.Traveller
) -> None:
    come("Noé", "noe@example.org")
    travel.move_to(EVE - timedelta(minutes=2))
    jobs.run_due()
    moved_by(world, session, timedelta(days=3))
    travel.move_to(EVE + timedelta(minutes=2))
    take_back(world, session)

    jobs.run_due()

    assert [row.cause["days"] for row in written(world)] == [7, 1]
