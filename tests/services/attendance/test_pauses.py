"""Breaks are declared before a session or after: certificates follow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.attendance.certificates import Certificate
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import Outcome
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import OutcomeOver
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged
from portal.rules.refusals.planning import PauseTooLong
from portal.services.attendance.outcomes import Close, close
from portal.services.attendance.pauses import declare
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    with time_machine.travel(START + timedelta(days=1), tick=False):
        yield


class Given:
    """A session of one morning that Nadia attended, and that Tom did not."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session = world.training_session(starts_at=START, published_at=START - timedelta(days=40))
        self.trainer: Account = world.account("yanis@example.org")
        world.save(SessionTrainer(session_id=self.session.id, account_id=self.trainer.id))
        partner = world.partner("FADD")
        people = [world.person(partner, "Nadia", "Essai", email="nadia@example.org"), world.person(partner)]
        self.rows = [world.registration(self.session, person) for person in people]
        [self.meeting] = world.all(Meeting, session_id=self.session.id)
        for row, present in zip(self.rows, (True, False), strict=True):
            world.noted(row.id, self.meeting.id, present, self.trainer.id)

    @property
    def version(self) -> int:
        return self.world.get(TrainingSession, self.session.id).version

    def close(self) -> None:
        close(Close(self.session.id, self.trainer.id))

    def declare(self, minutes: int) -> int:
        return declare(self.session.id, self.version, {self.meeting.id: minutes}, self.trainer.id)


@pytest.fixture
def given(world: World) -> Given:
    return Given(world)


def test_a_pause_declared_before_the_closing_is_taken_off_the_certificate(world: World, given: Given) -> None:
    whole = int((given.meeting.ends_at - given.meeting.starts_at).total_seconds() // 60)

    assert given.declare(20) == 0
    given.close()

    assert [one.minutes for one in world.all(Certificate)] == [whole - 20]


def test_a_pause_declared_late_replaces_the_certificates_and_tells_their_people(world: World, given: Given) -> None:
    given.close()
    [old] = world.all(Certificate)

    assert given.declare(20) == 1

    before, fresh = sorted(world.all(Certificate), key=lambda one: one.id)
    assert (before.id, before.replaced_by_id, fresh.replaced_at) == (old.id, fresh.id, None)
    assert (fresh.minutes, fresh.name, fresh.meetings) == (old.minutes - 20, old.name, old.meetings)
    told = [mail.to_address for mail in world.all(OutboxMessage) if mail.kind == "certificate_changed"]
    assert told == ["nadia@example.org"]
    assert world.get(Registration, given.rows[0].id).outcome is Outcome.ATTENDED


def test_what_changes_nothing_replaces_nothing(world: World, given: Given) -> None:
    given.close()

    with pytest.raises(NothingChanged):
        given.declare(0)
    assert len(world.all(Certificate)) == 1


def test_a_pause_leaves_some_of_its_meeting(given: Given) -> None:
    length = int((given.meeting.ends_at - given.meeting.starts_at).total_seconds() // 60)

    with pytest.raises(PauseTooLong):
        given.declare(length)
    with pytest.raises(PauseTooLong):
        given.declare(-1)
    given.declare(length - 1)


def test_only_meetings_of_the_session_as_it_was_read(given: Given) -> None:
    with pytest.raises(NotFound):
        declare(given.session.id, given.version, {given.meeting.id + 99: 10}, given.trainer.id)
    with pytest.raises(EditedMeanwhile):
        declare(given.session.id, given.version - 1, {given.meeting.id: 10}, given.trainer.id)


def test_after_a_year_hours_stay(given: Given) -> None:
    with time_machine.travel(START + timedelta(days=400), tick=False), pytest.raises(OutcomeOver):
        given.declare(10)
