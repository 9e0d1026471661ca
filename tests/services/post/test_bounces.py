"""Bounces: traced by their sealed address or our Message-ID, weighed, shown, and gone once the address is corrected."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.database import db
from portal.mail.wire.bounce_addresses import bounce_address
from portal.mail.wire.causes import Cause
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.inbound import Bounce, InboundMessage
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.queries.registrations.reached import unreachable
from portal.rules.base.states import InboundReason, InboundState, MessageState
from portal.services.base import jobs
from portal.services.crossings import corrections
from portal.services.planning import still_coming
from portal.services.post import bounces, outbox
from portal.services.post.inbound import receive
from portal.services.registrations.people import NewPerson
from portal.services.upkeep import retention
from tests.factories import World
from tests.mail.conftest import MailServer, start_server
from tests.mail.replies import report
from tests.mail_desk import WAITING, Desk, event_of, mails, sent
from tests.services.post.test_outbox import only, server, through, write

__all__ = ["server", "start_server", "through"]
BOX = "noe@example.org"

pytestmark = pytest.mark.usefixtures("sealed")


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD")


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session()


def marked(world: World) -> set[str]:
    db.session.rollback()
    return set(unreachable({BOX, "p0@example.org", "neuf@example.org"}))


def to_ours(message: OutboxMessage) -> str:
    return bounce_address(message.id)


def test_the_envelope_names_the_message_and_the_letter_does_not(server: MailServer, world: World) -> None:
    write()

    outbox.send_due()

    [letter] = server.letters
    assert letter.mail_from == to_ours(only(world))
    assert b"rebonds" not in bytes(letter.content or b"")


def test_a_mailbox_that_is_no_more_is_marked_by_one_report(world: World, message: OutboxMessage) -> None:
    raw = report(to_ours(message), "5.1.1")

    assert [receive(raw), receive(raw)] == [InboundState.APPLIED, None]

    assert marked(world) == {BOX}
    [bounce] = world.all(Bounce)
    assert (bounce.mailbox, bounce.status, bounce.outbox_id) == (BOX, "5.1.1", message.id)
    assert world.all(InboundMessage)[0].words == ""


def test_our_message_id_in_what_came_back_is_enough(world: World, message: OutboxMessage) -> None:
    receive(report("formations@example.org", "5.1.1", message.message_id))

    assert marked(world) == {BOX}


def test_without_either_no_address_is_touched(world: World, message: OutboxMessage) -> None:
    forged = to_ours(message).replace(to_ours(message)[-22:-12], "0123456789")

    assert receive(report(forged, "5.1.1")) is InboundState.IGNORED
    assert receive(report("rebonds@example.org", "5.1.1")) is InboundState.IGNORED

    assert (marked(world), world.all(Bounce)) == (set(), [])
    assert {row.reason for row in world.all(InboundMessage)} == {InboundReason.UNTRACED}


@pytest.mark.parametrize(("status", "action"), [("4.4.7", "delayed"), ("5.1.1", "delayed"), ("2.0.0", "delivered")])
def test_what_passes_is_not_held_against_an_address(
    world: World, message: OutboxMessage, status: str, action: str
) -> None:
    receive(report(to_ours(message), status, action=action))

    assert world.all(Bounce) == []


def test_a_closed_mailbox_is_marked_at_the_third_message(world: World) -> None:
    for number in range(3):
        write(number, to_address=BOX)
    rows = world.all(OutboxMessage)

    for row in rows[:2]:
        receive(report(to_ours(row), "5.2.1"))
        receive(report(to_ours(row), "5.2.1", action="failed", returned="<again@x>"))
    assert marked(world) == set()
    receive(report(to_ours(rows[2]), "5.2.1"))

    assert marked(world) == {BOX}


def test_a_server_that_distrusts_us_is_told_to_staff_once_a_day(world: World, message: OutboxMessage) -> None:
    world.staff("lise@example.org")
    write(1, to_address=BOX)

    for row in world.all(OutboxMessage):
        receive(report(to_ours(row), "5.7.1"))

    [alert] = world.all(OutboxMessage, kind="mail_distrusted")
    assert (alert.to_address, marked(world)) == ("lise@example.org", set())


@pytest.mark.parametrize(("answer", "found"), [("550 5.1.1 no such user", {"p0@example.org"}), ("550 no", set())])
def test_a_refusal_while_we_speak_counts_like_a_report(
    server: MailServer, world: World, answer: str, found: set[str]
) -> None:
    server.answers["RCPT"] = answer
    write()

    outbox.send_due()

    assert marked(world) == found
    assert len(world.all(Bounce)) == 1


def test_a_letter_refused_for_its_words_says_nothing_of_the_address(server: MailServer, world: World) -> None:
    server.answers["DATA"] = "550 5.1.1 spam"
    write()

    outbox.send_due()

    assert (only(world).state, world.all(Bounce)) == (MessageState.WAITING, [])


@pytest.fixture
def corrected(world: World) -> Callable[[Person, str], None]:
    def correct(person: Person, email: str) -> None:
        kept = world.get(Person, person.id)
        corrections.correct(kept.id, kept.version, NewPerson(kept.given_name, kept.family_name, email), None)

    return correct


def test_a_corrected_address_receives_what_did_not_arrive(
    world: World, partner: Partner, session: TrainingSession, corrected: Callable[[Person, str], None]
) -> None:
    noe = world.person(partner, "Noé", "Épreuve", email=BOX)
    Desk(world, session, world.coordinator(partner).id).register(noe, state=WAITING)
    still_coming.ask(session.id, world.staff().id)
    sent(world)
    told = {row.kind: row for row in mails(world, to_address=BOX)}
    for row in told.values():
        receive(report(to_ours(row), "5.1.1"))
    assert marked(world) == {BOX}

    corrected(noe, "neuf@example.org")

    [again] = mails(world, to_address="neuf@example.org", kind="still_coming")
    assert (again.subject, again.state) == (told["still_coming"].subject, MessageState.WAITING)
    assert again.body_text != told["still_coming"].body_text  # the link is the one that opens now
    assert len(mails(world, to_address="neuf@example.org", kind="waiting")) == 1
    assert "neuf@example.org" not in marked(world)


def test_an_address_that_is_good_after_all_receives_everything_again(
    world: World, partner: Partner, session: TrainingSession
) -> None:
    noe = world.person(partner, "Noé", "Épreuve", email=BOX)
    Desk(world, session, world.coordinator(partner).id).register(noe)
    sent(world)
    write(to_address=BOX, cause=Cause(registrations=[1]))
    write(1, to_address=BOX, to_name="Une annonce", stop_link="/annonces/arret/~p1~")
    sent(world)
    for row in mails(world, to_address=BOX):
        receive(report(to_ours(row), "5.1.1"))

    bounces.confirm(noe.id, None)
    bounces.confirm(noe.id, None)

    again = mails(world, to_address=BOX, state=MessageState.WAITING)
    assert sorted(row.kind for row in again) == ["account_invited", "place_confirmed"]
    assert [event_of(row)["sequence"] for row in again if row.calendar] == [1]
    assert marked(world) == set()
    assert len(world.all(Event, verb="confirmed_address")) == 1


def test_what_servers_said_is_forgotten_after_a_year(world: World, message: OutboxMessage) -> None:
    receive(report(to_ours(message), "5.1.1"))
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        retention.keep_to_terms(jobs.EVERYTHING)

    assert world.all(Bounce) == []
