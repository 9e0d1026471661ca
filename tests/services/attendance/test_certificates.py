"""The register of certificates, on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.attendance.certificates import Certificate
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import Outcome
from portal.services.attendance.outcomes import Close, Correction, close, correct
from portal.services.crossings import corrections
from portal.services.registrations.people import NewPerson
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
AFTER = START + timedelta(days=1)


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def session(world: World) -> TrainingSession:
    workshop = world.workshop("Se chauffer sans se ruiner")
    published = START - timedelta(days=40)
    after = {"evaluation_link": "https://example.org/avis"}
    return world.training_session(starts_at=START, workshop_id=workshop.id, published_at=published, **after)


@pytest.fixture
def trainer(world: World, session: TrainingSession) -> Account:
    account = world.account("yanis@example.org", given_name="Yanis", family_name="Anime")
    world.save(SessionTrainer(session_id=session.id, account_id=account.id))
    return account


@pytest.fixture
def closed(world: World, session: TrainingSession, trainer: Account) -> Registration:
    """Nadia came, another did not; the session is closed."""
    partner = world.partner("FADD")
    nadia = world.person(partner, "Nadia", "Essai", email="nadia@example.org")
    rows = [world.registration(session, nadia), world.registration(session, world.person(partner))]
    [meeting] = world.all(Meeting, session_id=session.id)
    for row, present in zip(rows, (True, False), strict=True):
        world.noted(row.id, meeting.id, present, trainer.id)
    close(Close(session.id, trainer.id))
    return world.get(Registration, rows[0].id)


def given(world: World, row: Registration, outcome: Outcome, actor: Account) -> None:
    correct(Correction(row.id, world.get(Registration, row.id).version, outcome, actor.id))


def register(world: World) -> list[Certificate]:
    return sorted(world.all(Certificate), key=lambda one: one.id)


def test_closing_gives_who_attended_a_certificate_and_nobody_else(
    world: World, session: TrainingSession, closed: Registration
) -> None:
    [one] = register(world)

    assert (one.registration_id, one.name, one.title) == (closed.id, "Nadia Essai", "Se chauffer sans se ruiner")
    [meeting] = world.all(Meeting, session_id=session.id)
    assert one.meetings == [[meeting.starts_at.isoformat(), meeting.ends_at.isoformat()]]
    assert one.minutes == (meeting.ends_at - meeting.starts_at).total_seconds() // 60
    assert (one.trainers, one.issued_at, one.replaced_at) == (["Yanis Anime"], AFTER, None)
    [event] = world.all(Event, verb="issued_certificate")
    assert (event.object_id, event.inputs) == (closed.id, {"number": one.number})
    [mail] = world.all(OutboxMessage, kind="session_over", to_address="nadia@example.org")
    assert f"/inscription/~{closed.id}~{closed.link_nonce}/attestation.pdf" in mail.body_text
    assert "https://example.org/avis" in mail.body_text
    [absent] = [row for row in world.all(OutboxMessage, kind="session_over") if row.id != mail.id]
    assert "attestation" not in absent.body_text and "https://example.org/avis" not in absent.body_text


def test_an_outcome_corrected_withdraws_the_certificate_and_tells_the_person(
    world: World, closed: Registration, trainer: Account
) -> None:
    given(world, closed, Outcome.PARTIAL, trainer)

    [one] = register(world)
    assert (one.replaced_at, one.replaced_by_id) == (AFTER, None)
    [mail] = world.all(OutboxMessage, kind="certificate_changed")
    assert mail.to_address == "nadia@example.org"
    assert f"L’ATTESTATION N° {one.number} N’EST PLUS VALABLE" in " ".join(mail.body_text.split())


def test_one_given_again_has_another_number_that_the_old_one_leads_to(
    world: World, closed: Registration, trainer: Account
) -> None:
    given(world, closed, Outcome.PARTIAL, trainer)
    given(world, closed, Outcome.ATTENDED, trainer)

    old, new = register(world)
    assert old.replaced_by_id == new.id
    assert old.number != new.number and new.replaced_at is None
    assert len(world.all(OutboxMessage, kind="certificate_changed")) == 2


def test_who_did_attend_after_all_gets_one_for_the_whole_session(
    world: World, session: TrainingSession, closed: Registration, trainer: Account
) -> None:
    [missed] = [row for row in world.all(Registration, session_id=session.id) if row.id != closed.id]

    given(world, missed, Outcome.EXCUSED, trainer)
    given(world, missed, Outcome.ATTENDED, trainer)

    [one] = world.all(Certificate, registration_id=missed.id)
    assert one.minutes > 0
    assert len(world.all(OutboxMessage, kind="certificate_changed")) == 1


def test_a_corrected_name_makes_a_new_certificate_of_the_same_attendance(world: World, closed: Registration) -> None:
    person = world.get(Person, closed.person_id or 0)
    as_typed = NewPerson("Nadia", "Éssai", "nadia@example.org", "Conseil")

    corrections.correct(person.id, person.version, as_typed, None)
    elsewhere = NewPerson("Nadia", "Éssai", "nadia@example.org", "Accueil")
    corrections.correct(person.id, person.version + 1, elsewhere, None)

    old, new = register(world)
    assert (old.name, new.name) == ("Nadia Essai", "Nadia Éssai")
    assert (new.meetings, new.minutes, new.trainers) == (old.meetings, old.minutes, old.trainers)
    assert (old.replaced_by_id, new.replaced_at) == (new.id, None)
    [mail] = world.all(OutboxMessage, kind="certificate_changed")
    assert f"LA NOUVELLE REMPLACE LE N° {old.number}" in " ".join(mail.body_text.split())
