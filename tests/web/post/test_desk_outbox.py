"""/gestion/courriers: what left, what did not and why, and trying again."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.mail.wire.outbox import PATIENT
from portal.models.post.inbound import Bounce
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import BounceWeight, MessageState
from portal.services.accounts import signing_in
from portal.services.base import heartbeats
from portal.web.post.mail_problems import mail_problem
from tests.checked_client import CheckedClient
from tests.factories import NEXT, World
from tests.mail_desk import Desk
from tests.statements import statements_of

LIST = "/gestion/courriers"


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def mail(world: World, state: MessageState = MessageState.SENT, **values: Any) -> OutboxMessage:
    number = next(NEXT)
    fields: dict[str, Any] = {
        "key": f"k{number}",
        "kind": "waiting",
        "to_address": "noe@example.org",
        "to_name": "Noé Épreuve",
        "subject": f"Objet {number}.",
        "body_text": "Bonjour Noé",
        "body_html": "<html><head></head><body><h1>Bonjour</h1></body></html>",
        "message_id": f"<{number}@example.org>",
        "state": state,
        "created_at": clock.now(),
        "not_before": clock.now(),
    }
    return world.save(OutboxMessage(**{**fields, **values}))


def page(client: CheckedClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def ask_for_a_code(app: Flask, world: World) -> OutboxMessage:
    with app.app_context():
        signing_in.request_code(signing_in.Asking("lise@example.org", "", "browser", "network"))
    return world.all(OutboxMessage)[0]


def test_an_empty_list_says_so(staff: CheckedClient) -> None:
    assert "Aucun mail pour ce choix." in page(staff, LIST)


def test_the_newest_comes_first_with_its_state_and_why(staff: CheckedClient, world: World) -> None:
    older = mail(world)
    newer = mail(world, MessageState.FAILED, last_error="550 5.1.1 no such user")

    text = page(staff, LIST)

    assert text.index(newer.subject) < text.index(older.subject)
    assert "Refusé" in text
    assert "Cette adresse n’existe pas, ou plus." in text


def test_a_state_narrows_the_list(staff: CheckedClient, world: World) -> None:
    sent, dropped = mail(world), mail(world, MessageState.DROPPED, last_error="its subject is past")

    text = page(staff, f"{LIST}?etat=dropped")

    assert dropped.subject in text
    assert "Ce dont il parle est passé." in text
    assert sent.subject not in text


@pytest.mark.parametrize("words", ["fadd", "FADD@Example", " fadd@example.org "])
def test_a_part_of_the_address_finds_its_mails(staff: CheckedClient, world: World, words: str) -> None:
    found, other = mail(world, to_address="fadd@example.org"), mail(world)

    response = staff.get(LIST, query_string={"q": words})

    assert found.subject in response.get_data(as_text=True)
    assert other.subject not in response.get_data(as_text=True)


@pytest.mark.parametrize("tail", ["?q=%25", "?q=_", "?etat=rien", "?avant=0", "?apres=99999", "?avant=x"])
def test_strange_filters_are_no_fault(staff: CheckedClient, world: World, tail: str) -> None:
    mail(world)

    page(staff, LIST + tail)


def test_fifty_a_page_and_the_filter_stays(staff: CheckedClient, world: World) -> None:
    for _ in range(101):
        mail(world)

    first = page(staff, f"{LIST}?etat=sent")
    [to_second] = re.findall(r'href="([^"]+avant=[^"]+)"', first)
    second = page(staff, unescape(to_second))
    [to_third] = re.findall(r'href="([^"]+avant=[^"]+)"', second)
    third = page(staff, unescape(to_third))
    [back] = re.findall(r'href="([^"]+apres=[^"]+)"', third)

    assert [text.count("<tr>") for text in (first, second, third)] == [51, 51, 2]
    assert "etat=sent" in to_third
    assert page(staff, unescape(back)) == second
    assert "apres=" not in first
    assert "avant=" not in third


def test_the_page_before_the_newest_is_the_newest(staff: CheckedClient, world: World) -> None:
    """Mails that came meanwhile make a short page of newer ones: shown is the newest page, whole."""
    for _ in range(60):
        mail(world)
    newest = max(row.id for row in world.all(OutboxMessage))

    assert page(staff, f"{LIST}?apres={newest - 5}") == page(staff, LIST)


def test_the_list_asks_as_much_for_three_mails_as_for_one(staff: CheckedClient, world: World) -> None:
    mail(world)
    first = statements_of(world.app, lambda: page(staff, LIST))
    mail(world)
    mail(world)

    assert len(statements_of(world.app, lambda: page(staff, LIST))) == len(first)


def test_a_mail_shows_its_facts_its_words_and_its_invitation(app: Flask, staff: CheckedClient, world: World) -> None:
    partner = world.partner("FADD Solidarité")
    desk = Desk(world, world.training_session(), world.coordinator(partner).id)
    with app.app_context():
        desk.register(world.person(partner, "Noé", "Épreuve", email="noe@example.org"))
    row = world.all(OutboxMessage, kind="place_confirmed")[0]

    response = staff.get(f"{LIST}/{row.id}")
    text = response.get_data(as_text=True)

    assert "noe@example.org" in text
    assert "VOTRE PLACE EST CONFIRMÉE" in text
    assert "METHOD:REQUEST" in text
    assert f'src="{LIST}/{row.id}/html"' in text
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_no_personal_link_of_a_mail_works_from_here(app: Flask, staff: CheckedClient, world: World) -> None:
    link = "http://localhost/inscription/~1~nonce"
    html = f'<html><head></head><body><a href="{link}">Voir</a></body></html>'
    row = mail(world, body_text=f"Voir {link}", body_html=html)

    texts = [staff.get(f"{LIST}/{row.id}"), plain(app, staff).get(f"{LIST}/{row.id}/html")]

    for response in texts:
        text = response.get_data(as_text=True)
        assert "/inscription/lien-personnel" in text
        assert "~1~nonce" not in text


def plain(app: Flask, staff: CheckedClient) -> FlaskClient:
    """The same visitor, without the checks of a page: a mail brings its styles."""
    client = FlaskClient(app, app.response_class)
    with staff.session_transaction() as ours, client.session_transaction() as theirs:
        theirs.update(ours)
    return client


def test_the_html_of_a_mail_stands_in_a_frame_that_may_do_nothing(
    app: Flask, staff: CheckedClient, world: World
) -> None:
    response = plain(app, staff).get(f"{LIST}/{mail(world).id}/html")

    rules = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "sandbox allow-top-navigation-by-user-activation" in rules
    assert "script" not in rules
    assert response.headers["Cache-Control"] == "no-store"
    assert "<h1>Bonjour</h1>" in response.get_data(as_text=True)


def test_a_secret_mail_shows_neither_subject_nor_words(app: Flask, staff: CheckedClient, world: World) -> None:
    row = ask_for_a_code(app, world)
    code = row.subject.split()[-1]

    listed, shown = page(staff, LIST), page(staff, f"{LIST}/{row.id}")

    assert "Message confidentiel" in listed
    assert "Ce mail porte un secret" in shown
    assert "iframe" not in shown
    assert code not in listed + shown
    page(staff, f"{LIST}/{row.id}/html", 404)


def test_a_refused_mail_is_tried_again(staff: CheckedClient, world: World) -> None:
    row = mail(world, MessageState.FAILED, attempts=3)

    answer = staff.post(f"{LIST}/{row.id}/reessayer")

    assert (answer.status_code, answer.location) == (303, f"{LIST}/{row.id}")
    assert world.all(OutboxMessage)[0].state is MessageState.WAITING
    assert "Ce mail repart tout de suite." in page(staff, f"{LIST}/{row.id}")


def test_a_mail_that_left_is_not_and_the_page_says_why(staff: CheckedClient, world: World) -> None:
    row = mail(world)

    answer = staff.post(f"{LIST}/{row.id}/reessayer")

    assert answer.status_code == 409
    assert "il ne se réessaie plus." in answer.get_data(as_text=True)


def test_a_mail_about_something_past_offers_no_button(staff: CheckedClient, world: World) -> None:
    row = mail(world, MessageState.FAILED, expires_at=clock.now() - timedelta(minutes=1))

    text = page(staff, f"{LIST}/{row.id}")

    assert "Ce dont ce mail parle est passé" in text
    assert "/reessayer" not in text


def test_all_that_was_refused_is_tried_again_by_one_button(staff: CheckedClient, world: World) -> None:
    assert "Réessayer tous les refusés" not in page(staff, LIST)
    mail(world, MessageState.FAILED)
    mail(world, MessageState.FAILED)
    assert "Réessayer tous les refusés" in page(staff, LIST)

    assert staff.post(f"{LIST}/reessayer").status_code == 303

    assert "2 mails repartent tout de suite." in page(staff, LIST)
    assert {row.state for row in world.all(OutboxMessage)} == {MessageState.WAITING}


def test_where_none_may_leave_again_the_page_says_so(staff: CheckedClient, world: World) -> None:
    mail(world, MessageState.FAILED, expires_at=clock.now() - timedelta(minutes=1))
    staff.post(f"{LIST}/reessayer")

    assert "Aucun mail ne repart" in page(staff, LIST)


@pytest.mark.parametrize("tail", ["999", str(10**20), "999/html"])
def test_a_mail_that_does_not_exist_is_not_found(staff: CheckedClient, tail: str) -> None:
    page(staff, f"{LIST}/{tail}", 404)


def test_the_desk_leads_here(staff: CheckedClient, world: World) -> None:
    mail(world, MessageState.FAILED)

    text = page(staff, "/gestion")

    assert "Voir 1 mail refusé" in text
    assert text.count(f'href="{LIST}"') >= 3


def test_a_mail_whose_words_are_erased_says_so(staff: CheckedClient, world: World) -> None:
    erased = mail(world, subject="", body_text="", body_html="")

    text = page(staff, f"{LIST}/{erased.id}")

    assert "Son contenu est effacé." in text and "<iframe" not in text


def test_health_counts_what_waits(client: CheckedClient, world: World) -> None:
    mail(world, MessageState.WAITING, not_before=clock.now() + timedelta(hours=1))
    mail(world, MessageState.WAITING)
    mail(world, MessageState.FAILED)

    client.get("/aide")
    checks = client.get("/healthz").get_json()

    assert checks.pop("disk_free_megabytes") > 0
    assert checks == {
        "status": "degraded",
        "troubles": ["worker_away"],
        "database": "ok",
        "worker_seen_seconds_ago": None,
        "mails_waiting": 2,
        "mails_due": 1,
        "oldest_due_seconds": 0,
        "mails_failed": 1,
        "mails_failed_last_day": 0,
        "address": "ok",
        "disk": "ok",
    }


def test_health_says_when_the_worker_was_seen_and_that_mail_is_late(
    app: Flask, client: CheckedClient, world: World
) -> None:
    with app.app_context():
        heartbeats.beat()
        heartbeats.beat()
    assert client.get("/healthz").get_json()["status"] == "ok"
    mail(world, MessageState.WAITING)
    hours_ago = clock.now() - timedelta(hours=2)
    mail(world, MessageState.WAITING, created_at=hours_ago, attempts=3)
    mail(world, MessageState.WAITING, created_at=hours_ago, priority=PATIENT)
    assert client.get("/healthz").get_json()["status"] == "ok"

    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")
    assert answer.get_json()["troubles"] == ["worker_away", "mails_late"]
    assert answer.get_json()["worker_seen_seconds_ago"] == answer.get_json()["oldest_due_seconds"] == 960


def test_mails_that_our_relay_never_took_are_late_between_two_tries_too(
    client: CheckedClient, staff: CheckedClient, world: World
) -> None:
    soon, long_ago = clock.now() + timedelta(seconds=20), clock.now() - timedelta(minutes=20)
    mail(world, MessageState.WAITING, created_at=long_ago, not_before=soon)
    before = client.get("/healthz").get_json()
    mail(world, MessageState.WAITING, created_at=long_ago, not_before=soon, last_error="Connection refused")
    after = client.get("/healthz").get_json()

    assert before["oldest_due_seconds"] is None and "mails_late" not in before["troubles"]
    assert after["oldest_due_seconds"] >= 1200 and "mails_late" in after["troubles"]
    assert "prochain envoi prévu le" in page(staff, "/gestion")


def test_a_rise_of_refusals_is_on_the_desk_and_in_health(
    client: CheckedClient, staff: CheckedClient, world: World
) -> None:
    for _refused in range(5):
        mail(world, MessageState.FAILED, failed_at=clock.now() - timedelta(hours=1))
    mail(world, MessageState.FAILED, failed_at=clock.now() - timedelta(hours=30))

    text = page(staff, "/gestion")

    assert "5 mails refusés en un jour" in text
    assert "C’est bien plus que la veille\u00a0: 1." in text
    assert f'href="{LIST}?etat=failed"' in text
    assert "failures_rise" in client.get("/healthz").get_json()["troubles"]


def test_a_relay_that_refuses_is_on_the_desk_and_in_health(
    client: CheckedClient, staff: CheckedClient, world: World
) -> None:
    assert "refuse nos mails" not in page(staff, "/gestion")
    for number in range(3):
        said = {"relay_refused_at": clock.now(), "last_error": "our relay refuses it: 550 5.1.1 suspended"}
        mail(world, MessageState.WAITING, to_address=f"p{number}@example.org", attempts=1, **said)

    assert "Notre serveur de courrier refuse nos mails" in page(staff, "/gestion")
    assert "relay_refuses" in client.get("/healthz").get_json()["troubles"]
    assert "Notre serveur de courrier refuse ce mail" in page(staff, LIST)


def test_a_returned_mail_is_shown_in_the_list_and_on_its_page(staff: CheckedClient, world: World) -> None:
    back, other = mail(world), mail(world)
    for weight, status in ((BounceWeight.PASSING, "4.4.7"), (BounceWeight.UNREACHABLE, "5.1.1")):
        world.save(Bounce(mailbox="noe@example.org", at=clock.now(), status=status, weight=weight, outbox_id=back.id))

    assert page(staff, LIST).count("Revenu\u00a0: adresse inconnue") == 1
    shown = page(staff, f"{LIST}/{back.id}")
    assert "Revenu\u00a0: adresse inconnue" in shown and "(5.1.1)" in shown
    assert "Revenu\u00a0: pas arrivé à temps" in shown
    assert "Revenu\u00a0:" not in page(staff, f"{LIST}/{other.id}")
    narrowed = page(staff, f"{LIST}?etat=revenu")
    assert f'href="{LIST}/{back.id}"' in narrowed and f'href="{LIST}/{other.id}"' not in narrowed
    assert 'name="etat" value="revenu"' in narrowed


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("", ""),
        ("550 5.1.1 <noe@example.org> no such user", "Cette adresse n’existe pas, ou plus."),
        ("452 4.2.2 mailbox full", "La boîte de cette personne est pleine."),
        ("550 rejected", "Le serveur a refusé ce mail."),
        ("451 4.7.1 greylisted", "Le serveur demande d’attendre."),
        ("given up after five days", "Il n’a pas pu partir en cinq jours."),
        (
            "our relay refuses it: 550 5.1.1 no",
            "Notre serveur de courrier refuse ce mail\u00a0: il sera essayé de nouveau.",
        ),
        ("our relay refuses our mails", "Notre serveur de courrier refuse nos mails en ce moment."),
        ("LookupError", "Le mail n’a pas pu partir."),
    ],
)
def test_a_problem_is_told_in_words(app: Flask, problem: str, words: str) -> None:
    with app.test_request_context():
        assert mail_problem(problem) == words
