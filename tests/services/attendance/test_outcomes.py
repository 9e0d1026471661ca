"""Closing a session and correcting an outcome, on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.attendance.certificates import Certificate
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.attendance import outcomes as queries
from portal.rules.base.permissions import Actor
from portal.rules.base.states import Outcome, PresenceMark, RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import (
    ClosingOver,
    LateReasonMissing,
    OutcomeOver,
    PresenceMissing,
    SessionClosed,
    SessionNotOver,
)
from portal.rules.refusals.base import NothingChanged, StaleVersion
from portal.services.attendance.outcomes import Close, Correction, close, correct
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
AFTER = START + timedelta(hours=4)
COMPLETED = RegistrationState.COMPLETED


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(starts_at=START, published_at=START - timedelta(days=40))


@pytest.fixture
def trainer(world: World, session: TrainingSession) -> Account:
    return world.trainer(session)


@pytest.fixture
def partner(world: World) -> Partner:
    partner = world.partner("FADD")
    world.coordinator(partner, "fadd@example.org")
    return partner


def seat(world: World, session: TrainingSession, partner: Partner, mark: PresenceMark | bool | None) -> Registration:
    row = world.registration(session, world.person(partner), confirmed_at=START - timedelta(days=9))
    for meeting in world.all(Meeting, session_id=session.id) if mark is not None else ():
        world.noted(row.id, meeting.id, mark)
    return row


def outcome(world: World, row: Registration) -> Outcome | None:
    return world.get(Registration, row.id).outcome


def test_closing_gives_each_one_the_outcome_of_the_presence_marked(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    came, excused, away = (seat(world, session, partner, there) for there in (True, PresenceMark.EXCUSED, False))

    close(Close(session.id, trainer.id))

    assert [outcome(world, row) for row in (came, excused, away)] == [
        Outcome.ATTENDED,
        Outcome.EXCUSED,
        Outcome.NO_SHOW,
    ]
    assert {row.state for row in world.all(Registration)} == {COMPLETED}
    assert world.get(TrainingSession, session.id).status is SessionStatus.DONE
    [event] = world.all(Event, verb="closed_session")
    assert event.inputs == {"attended": 1, "partial": 0, "no_show": 1, "excused": 1}


def test_half_of_a_session_is_partial(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    world.meeting(session, START - timedelta(days=7))
    row = seat(world, session, partner, True)
    missed = world.all(Presence, registration_id=row.id)[0]
    missed.mark = PresenceMark.ABSENT
    world.save(missed)

    close(Close(session.id, trainer.id))

    assert outcome(world, row) is Outcome.PARTIAL


def test_each_person_hears_and_each_association_gets_one_summary(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    came, _away = seat(world, session, partner, True), seat(world, session, partner, False)

    close(Close(session.id, trainer.id))

    subjects = {row.subject for row in world.all(OutboxMessage, kind="session_over")}
    [summary] = world.all(OutboxMessage, kind="partner_summary")
    assert len(subjects) == 2
    assert summary.to_address == "fadd@example.org"
    assert "présence" in summary.body_text and "absence non excusée" in summary.body_text
    assert not world.all(OutboxMessage, calendar=b"")
    assert outcome(world, came) is Outcome.ATTENDED


def test_someone_unmarked_stops_the_closing_and_is_named(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    row = seat(world, session, partner, None)

    with pytest.raises(PresenceMissing) as refused:
        close(Close(session.id, trainer.id))

    assert str(refused.value.details["names"]).startswith("Noé")
    assert world.get(Registration, row.id).state is RegistrationState.CONFIRMED


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (PresenceMark.EXCUSED, Outcome.EXCUSED),
        (PresenceMark.ABSENT, Outcome.NO_SHOW),
        (PresenceMark.PRESENT, Outcome.PARTIAL),
    ],
)
def test_excused_is_who_never_came_and_was_excused_at_every_meeting(
    world: World, session: TrainingSession, partner: Partner, second: PresenceMark, expected: Outcome
) -> None:
    row = seat(world, session, partner, PresenceMark.EXCUSED)
    world.noted(row.id, world.meeting(session, START - timedelta(days=7)).id, second)

    close(Close(session.id, world.staff().id))

    assert outcome(world, row) is expected


def test_a_session_is_closed_once_and_not_before_its_end(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    seat(world, session, partner, True)

    with time_machine.travel(START + timedelta(hours=1), tick=False), pytest.raises(SessionNotOver):
        close(Close(session.id, trainer.id))
    close(Close(session.id, trainer.id))
    once = len(world.all(OutboxMessage))
    with pytest.raises(SessionClosed):
        close(Close(session.id, trainer.id))

    assert len(world.all(OutboxMessage)) == once


def test_an_outcome_is_corrected_silently_and_kept_with_its_author(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    row = seat(world, session, partner, False)
    close(Close(session.id, trainer.id))
    once = len(world.all(OutboxMessage))

    correct(Correction(row.id, world.get(Registration, row.id).version, Outcome.EXCUSED, trainer.id))

    [event] = world.all(Event, verb="T19")
    assert outcome(world, row) is Outcome.EXCUSED
    assert (event.before, event.after, event.actor_id) == ("no_show", "excused", trainer.id)
    assert len(world.all(OutboxMessage)) == once


@pytest.fixture
def closed(world: World, session: TrainingSession, partner: Partner, trainer: Account) -> Registration:
    """Somebody who came, in a session that is closed."""
    row = seat(world, session, partner, True)
    close(Close(session.id, trainer.id))
    return world.get(Registration, row.id)


def test_a_trainer_corrects_for_five_days(world: World, closed: Registration, trainer: Account) -> None:
    with time_machine.travel(AFTER + timedelta(days=5), tick=False):
        correct(Correction(closed.id, closed.version, Outcome.PARTIAL, trainer.id))

    assert outcome(world, closed) is Outcome.PARTIAL


def test_after_five_days_only_staff_corrects(world: World, closed: Registration, trainer: Account) -> None:
    with time_machine.travel(AFTER + timedelta(days=6), tick=False):
        with pytest.raises(OutcomeOver):
            correct(Correction(closed.id, closed.version, Outcome.PARTIAL, trainer.id))
        correct(Correction(closed.id, closed.version, Outcome.PARTIAL, world.staff().id))

    assert outcome(world, closed) is Outcome.PARTIAL


LATE = AFTER + timedelta(days=31)
REASON = "La liste sur papier était perdue."


def reasons(world: World, verb: str) -> list[str]:
    return [event.reason for event in world.all(Event, verb=verb)]


@pytest.mark.parametrize("days", [31, 364])
def test_staff_close_late_with_a_reason_that_the_journal_keeps(
    world: World, session: TrainingSession, partner: Partner, days: int
) -> None:
    row = seat(world, session, partner, True)
    staff = world.staff()

    with time_machine.travel(AFTER + timedelta(days=days), tick=False):
        with pytest.raises(LateReasonMissing):
            close(Close(session.id, staff.id))
        close(Close(session.id, staff.id, REASON))

    assert outcome(world, row) is Outcome.ATTENDED
    assert world.get(TrainingSession, session.id).status is SessionStatus.DONE
    assert len(world.all(OutboxMessage, kind="session_over")) == 1
    assert reasons(world, "closed_session") == [REASON]


def test_late_a_trainer_does_not_close_and_after_a_year_nobody_does(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    row = seat(world, session, partner, True)

    with time_machine.travel(LATE, tick=False), pytest.raises(ClosingOver):
        close(Close(session.id, trainer.id, REASON))
    with time_machine.travel(AFTER + timedelta(days=366), tick=False), pytest.raises(ClosingOver):
        close(Close(session.id, world.staff().id, REASON))

    assert world.get(Registration, row.id).state is RegistrationState.CONFIRMED


def test_staff_correct_for_a_month_after_a_late_closing_then_with_a_reason(
    world: World, session: TrainingSession, partner: Partner
) -> None:
    row = seat(world, session, partner, False)
    staff = world.staff().id
    with time_machine.travel(LATE, tick=False):
        close(Close(session.id, staff, REASON))

    with time_machine.travel(LATE + timedelta(days=30), tick=False):
        correct(Correction(row.id, world.get(Registration, row.id).version, Outcome.EXCUSED, staff))
    with time_machine.travel(LATE + timedelta(days=31), tick=False):
        version = world.get(Registration, row.id).version
        with pytest.raises(LateReasonMissing):
            correct(Correction(row.id, version, Outcome.NO_SHOW, staff))
        correct(Correction(row.id, version, Outcome.NO_SHOW, staff, REASON))
    with time_machine.travel(AFTER + timedelta(days=366), tick=False), pytest.raises(OutcomeOver):
        correct(Correction(row.id, version + 1, Outcome.EXCUSED, staff, REASON))

    assert outcome(world, row) is Outcome.NO_SHOW
    assert reasons(world, "T19") == ["", REASON]


def test_a_stale_or_an_empty_correction_is_refused(closed: Registration, trainer: Account) -> None:
    with pytest.raises(StaleVersion):
        correct(Correction(closed.id, closed.version - 1, Outcome.PARTIAL, trainer.id))
    with pytest.raises(NothingChanged):
        correct(Correction(closed.id, closed.version, Outcome.ATTENDED, trainer.id))


def test_what_has_no_outcome_yet_is_not_corrected(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    row = seat(world, session, partner, True)

    with pytest.raises(NotFound):
        correct(Correction(row.id, row.version, Outcome.PARTIAL, trainer.id))


def test_late_and_no_show_are_counted_over_twelve_months(world: World, partner: Partner) -> None:
    now = clock.now()
    recent = world.training_session(starts_at=now - timedelta(days=60))
    ancient = world.training_session(starts_at=now - timedelta(days=400))
    for session in (recent, ancient):
        missing = {"outcome": Outcome.NO_SHOW, "confirmed_at": now}
        world.registration(session, world.person(partner), COMPLETED, **missing)
    for days in (10, 400):
        late = {"late": True, "ended_at": now - timedelta(days=days)}
        world.registration(recent, world.person(partner), RegistrationState.CANCELLED, **late)

    own = Actor(account_id=1, belongs_to=frozenset({partner.id}))

    assert queries.reliability(own, partner.id) == queries.Reliability(late=1, no_show=1)
    with pytest.raises(NotFound):
        queries.reliability(Actor(account_id=2), partner.id)


def test_marks_corrected_after_the_closing_make_another_certificate(
    world: World, session: TrainingSession, partner: Partner
) -> None:
    """Five mornings, all attended; one of them was a mistake, and 80 % is still attended."""
    for days in range(7, 35, 7):
        world.meeting(session, START - timedelta(days=days))
    row, staff = seat(world, session, partner, True), world.staff().id
    with world.app.app_context():
        close(Close(session.id, staff))
        [first] = [one for one in world.all(Meeting, session_id=session.id) if one.starts_at == START]
        version = world.get(Registration, row.id).version
        correct(Correction(row.id, version, Outcome.ATTENDED, staff, marks={first.id: PresenceMark.EXCUSED}))

    old, new = world.all(Certificate)
    assert (old.replaced_by_id, len(old.meetings), len(new.meetings)) == (new.id, 5, 4)
    assert {one.mark for one in world.all(Presence, meeting_id=first.id)} == {PresenceMark.EXCUSED}
    [event] = world.all(Event, verb="T19")
    assert event.inputs == {"marks": {str(first.id): "excused"}}


def test_a_mark_taken_back_leaves_no_row_and_a_foreign_meeting_is_not_found(
    world: World, session: TrainingSession, closed: Registration
) -> None:
    [meeting] = world.all(Meeting, session_id=session.id)
    other = world.all(Meeting, session_id=world.training_session().id)[0]
    staff = world.staff().id

    with pytest.raises(NotFound):
        correct(Correction(closed.id, closed.version, Outcome.PARTIAL, staff, marks={other.id: None}))
    correct(Correction(closed.id, closed.version, Outcome.PARTIAL, staff, marks={meeting.id: None}))

    assert world.all(Presence, registration_id=closed.id) == []
