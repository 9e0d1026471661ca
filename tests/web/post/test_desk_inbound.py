"""Where answers show: on the team's page, the trainer's list, the staff's desk; and the two buttons of the mail."""

import re
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.mail.wire.personal_links import token_of
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.inbound import Bounce, InboundMessage
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import (
    BounceWeight,
    CancelReason,
    InboundKind,
    InboundReason,
    InboundState,
    PartStat,
    RegistrationState,
)
from portal.services.post.inbound import receive
from tests.checked_client import CheckedClient
from tests.factories import NEXT, World
from tests.mail.replies import Answer, gmail
from tests.mail_desk import Desk, sent

HOSTILE = "<script>alert(1)</script> & Bonjour\nDeuxième ligne"


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD", slug="fadd")


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(public_id="seance01")


@pytest.fixture
def noe(world: World, partner: Partner) -> Person:
    return world.person(partner, "Noé", "Épreuve", email="noe@example.org")


@pytest.fixture
def row(app: Flask, world: World, session: TrainingSession, noe: Person, partner: Partner) -> Registration:
    """Noé has a seat and her invitation has left."""
    with app.app_context():
        Desk(world, session, world.coordinator(partner, "coord@example.org").id).register(noe)
        sent(world)
    return world.all(Registration)[0]


def answer(app: Flask, world: World, partstat: PartStat, comment: str = "") -> CalendarEntry:
    entry = world.all(CalendarEntry)[0]
    entry.partstat, entry.answer_comment, entry.answered_at = partstat, comment, clock.now()
    return world.save(entry)


def received(world: World, **values: Any) -> InboundMessage:
    fields: dict[str, Any] = {
        "digest": f"{next(NEXT):064}",
        "received_at": clock.now(),
        "kind": InboundKind.REPLY,
        "state": InboundState.TO_READ,
        "reason": InboundReason.OTHER_SENDER,
        "sender": "alias@example.org",
        "subject": "Refusé",
        "words": HOSTILE,
    }
    return world.save(InboundMessage(**{**fields, **values}))


def coordinator(client: CheckedClient, world: World) -> CheckedClient:
    [account] = world.all(Account, email="coord@example.org")
    return client.sign_in(world.token_of(account))


def text_of(client: CheckedClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def token(app: Flask, world: World, row: Registration) -> str:
    with app.app_context():
        return token_of(world.get(Registration, row.id))


@pytest.mark.parametrize("path", ["/associations/fadd/seances/seance01", "/mon-association"])
def test_the_coordinator_sees_the_answer_and_its_comment(
    app: Flask, client: CheckedClient, world: World, row: Registration, path: str
) -> None:
    answer(app, world, PartStat.DECLINED, "Je suis en congé <b>")

    text = text_of(coordinator(client, world), path)

    assert "Invitation refusée" in text
    assert "Je suis en congé &lt;b&gt;" in text


def test_the_trainer_sees_the_answer_on_the_list(
    app: Flask, client: CheckedClient, world: World, row: Registration, session: TrainingSession
) -> None:
    answer(app, world, PartStat.TENTATIVE)
    client.sign_in(world.token_of(world.trainer(session)))

    assert "Invitation acceptée provisoirement" in text_of(client, "/seances/seance01/participants")


def test_an_address_that_refuses_is_shown_with_the_way_to_correct_it(
    client: CheckedClient, world: World, row: Registration
) -> None:
    world.save(
        Bounce(
            mailbox="noe@example.org",
            at=clock.now(),
            status="5.1.1",
            weight=BounceWeight.UNREACHABLE,
            unreachable=True,
        )
    )
    coordinator(client, world)

    for path in ("/associations/fadd/seances/seance01", "/mon-association"):
        text = text_of(client, path)
        assert "Revenu\u00a0: adresse inconnue" in text
        assert "Adresse injoignable" in text
        assert f"/personnes/{row.person_id}/corriger" in text
    assert "L’adresse est bonne" in text_of(client, f"/personnes/{row.person_id}/corriger")

    assert client.post(f"/personnes/{row.person_id}/adresse").status_code == 303

    for path in ("/mon-association", f"/personnes/{row.person_id}/corriger"):
        assert "injoignable" not in text_of(client, path)


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (BounceWeight.FULL, "boîte pleine"),
        (BounceWeight.PASSING, "pas arrivé à temps"),
        (BounceWeight.DISTRUSTED, "le serveur se méfie de nos mails"),
        (BounceWeight.COUNTED, "refusé par le serveur"),
    ],
)
def test_every_returned_mail_is_shown_beside_its_person(
    client: CheckedClient, world: World, row: Registration, weight: BounceWeight, words: str
) -> None:
    world.save(Bounce(mailbox="noe@example.org", at=clock.now(), status="", weight=weight))
    coordinator(client, world)

    for path in ("/associations/fadd/seances/seance01", "/mon-association"):
        text = text_of(client, path)
        assert f"Revenu\u00a0: {words}" in text
        assert "injoignable" not in text
    assert words in text_of(client, f"/personnes/{row.person_id}/corriger")


def test_coming_anyway_is_a_question_then_a_button(
    app: Flask, client: CheckedClient, world: World, row: Registration
) -> None:
    answer(app, world, PartStat.DECLINED)
    path = f"/inscription/{token(app, world, row)}/je-viens"
    before = len(world.all(OutboxMessage))

    assert "la place est toujours à vous" in text_of(client, path)
    assert (len(world.all(OutboxMessage)), world.all(CalendarEntry)[0].partstat) == (before, PartStat.DECLINED)
    assert client.post(path).status_code == 303

    assert len(world.all(OutboxMessage)) == before + 1
    assert world.all(CalendarEntry)[0].partstat is None
    assert text_of(client, f"/inscription/{token(app, world, row)}/annuler")


def test_who_did_not_decline_or_has_said_it_already_is_promised_no_mail(
    app: Flask, client: CheckedClient, world: World, row: Registration
) -> None:
    answer(app, world, PartStat.ACCEPTED)
    path = f"/inscription/{token(app, world, row)}/je-viens"
    before = len(world.all(OutboxMessage))

    text = text_of(client, path)
    assert "a refusé l’invitation" not in text and "on vous attend" in text
    told = client.post(path, follow_redirects=True).get_data(as_text=True)

    assert "revient par mail" not in told and "rien à changer" in told
    assert len(world.all(OutboxMessage)) == before


def test_one_whose_calendar_freed_the_seat_comes_back(
    app: Flask, client: CheckedClient, world: World, row: Registration
) -> None:
    row.state, row.cancel_reason = RegistrationState.CANCELLED, CancelReason.DECLINED
    world.save(row)
    path = f"/inscription/{token(app, world, row)}/revenir"

    assert client.post(path).status_code == 303

    _gone, again = world.all(Registration)
    assert (again.state, again.joined_at) == (RegistrationState.CONFIRMED, row.joined_at)
    assert client.post(path).status_code == 409
    assert len(world.all(Registration)) == 2


def test_who_was_cancelled_otherwise_does_not(
    app: Flask, client: CheckedClient, world: World, row: Registration
) -> None:
    path = f"/inscription/{token(app, world, row)}/revenir"

    assert client.post(path).status_code == 409
    assert len(world.all(Registration)) == 1


@pytest.mark.parametrize(
    ("method", "mailbox", "shown"),
    [
        ("COUNTER", "noe@example.org", ["acceptée provisoirement", "14 décembre 2026", "Plus tard", "9 h 30"]),
        ("REPLY", "ali@example.org", ["acceptée provisoirement", "Plus tard"]),
    ],
)
def test_staff_read_what_was_answered_where_nothing_can_be_applied(  # noqa: PLR0917 (two are the cases)
    app: Flask, client: CheckedClient, world: World, row: Registration, method: str, mailbox: str, shown: list[str]
) -> None:
    uid = world.all(CalendarEntry)[0].uid
    raw = gmail(Answer(uid, "TENTATIVE", mailbox, method=method, comment="Plus tard"))
    raw = re.sub(rb"DTSTART[^\r]*\r\n", b"DTSTART:20261214T083000Z\r\n", raw)
    with app.app_context():
        receive(raw)
    [message] = world.all(InboundMessage)
    client.sign_in(world.token_of(world.staff()))

    text = text_of(client, f"/gestion/reponses/{message.id}").replace("\u00a0", " ")

    assert [words for words in shown if words not in text] == []
    assert "Noter cette réponse" not in text


def test_staff_read_a_message_as_text_and_say_it_is_dealt_with(
    client: CheckedClient, world: World, session: TrainingSession, row: Registration
) -> None:
    entry = world.all(CalendarEntry)[0]
    message = received(world, entry_id=entry.id, session_id=session.id)
    received(world, state=InboundState.IGNORED, subject="Sans suite")
    client.sign_in(world.token_of(world.staff()))

    assert "Lire 1 réponse à traiter" in text_of(client, "/gestion")
    listed = text_of(client, "/gestion/reponses")
    assert "La réponse vient d’une autre adresse" in listed and "Sans suite" not in listed
    path = f"/gestion/reponses/{message.id}"
    text = text_of(client, path)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Bonjour" in text
    assert "/associations/fadd/seances/seance01" in text and "/gestion/seances/seance01" in text
    assert client.post(f"{path}/noter").status_code == 409
    message.partstat, message.answered_at, message.answered_sequence = PartStat.TENTATIVE, clock.now(), 0
    world.save(message)
    assert "Noter cette réponse" in text_of(client, path)
    assert client.post(f"{path}/noter").status_code == 303
    assert "Noter cette réponse" not in text_of(client, path)
    assert world.all(CalendarEntry)[0].partstat is PartStat.TENTATIVE
    message.state = InboundState.TO_READ
    world.save(message)

    assert client.post(f"{path}/traite").status_code == 303

    assert "Rien à lire ici." in text_of(client, "/gestion/reponses")
    assert "Refusé" in text_of(client, "/gestion/reponses?etat=read")
    assert "réponse à traiter" not in text_of(client, "/gestion").replace("Réponses à traiter", "")
    kept = world.get(InboundMessage, message.id)
    assert (kept.state, kept.read_by_id is not None) == (InboundState.READ, True)
