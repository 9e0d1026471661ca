"""The page "Je suis là": filled by the code on the wall, answered in a sentence each, nothing lost, nobody named."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from portal import clock
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.planning.sessions import Meeting
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.room_codes import MOST_WRONG, code_of, minute_of
from portal.rules.base.states import RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
SECRET = "ab" * 32
WRONG = "222222"
FACE_TO_FACE = "Dites votre nom à la personne qui anime"


@pytest.fixture(autouse=True)
def clock_of_the_room() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class Hall:
    """A morning with its code, and Ana Essai who has a seat."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.client, self.world = client, world
        workshop = world.workshop("Se chauffer")
        self.session = world.training_session(workshop_id=workshop.id, starts_at=START)
        [meeting] = world.all(Meeting, session_id=self.session.id)
        world.save(RoomCode(meeting_id=meeting.id, secret=SECRET))
        self.partner = world.partner("FADD")
        person = world.person(self.partner, "Ana", "Essai", email="ana@example.org")
        self.row: Registration = world.registration(self.session, person)

    def code(self, minutes_ago: int = 0) -> str:
        return code_of(SECRET, minute_of(clock.now()) - minutes_ago)

    def send(self, code: str, email: str = "ana@example.org") -> TestResponse:
        return self.client.post("/presence", data={"code": code, "email": email})

    def declared(self) -> list[int]:
        return [row.registration_id for row in self.world.all(DeclaredPresence)]


@pytest.fixture
def hall(client: CheckedClient, world: World) -> Hall:
    return Hall(client, world)


def test_the_link_of_the_wall_fills_in_the_code_and_says_where_one_is(hall: Hall) -> None:
    code = hall.code()
    response = hall.client.get(f"/presence?code={code}")
    page = response.get_data(as_text=True)

    assert f'value="{code[:3]} {code[3:]}"' in page
    assert "Jeu. 3 déc. matin · Se chauffer" in page and "Ana" not in page
    assert response.headers["Cache-Control"] == "no-store" and "noindex" in response.headers["X-Robots-Tag"]
    assert "Se chauffer" not in hall.client.get(f"/presence?code={WRONG}").get_data(as_text=True)


def test_who_says_that_she_is_there_is_thanked_on_a_page_that_tells_nothing(hall: Hall) -> None:
    response = hall.send(hall.code(1).lower())

    assert (response.status_code, response.location) == (303, "/presence/merci")
    page = hall.client.get("/presence/merci").get_data(as_text=True)
    assert "La personne qui anime la confirme." in page and "Ana" not in page and "Se chauffer" not in page
    assert hall.declared() == [hall.row.id]


def test_unknown_shared_and_waiting_get_one_answer_that_names_nobody(hall: Hall) -> None:
    for number, state in enumerate((RegistrationState.CONFIRMED, RegistrationState.CONFIRMED)):
        hall.world.registration(
            hall.session, hall.world.person(hall.partner, "Zoé", f"Pli{number}", email="info@example.org"), state
        )
    waiting = hall.world.person(hall.partner, "Max", "Attente", email="max@example.org")
    hall.world.registration(hall.session, waiting, RegistrationState.WAITLISTED)

    pages = {}
    for email in ("personne@example.org", "info@example.org", "max@example.org"):
        response = hall.send(hall.code(), email)
        assert response.status_code == 409
        page = response.get_data(as_text=True)
        assert FACE_TO_FACE in page and f'value="{email}"' in page
        assert not any(name in page for name in ("Zoé", "Pli", "Max", "Attente", "FADD"))
        pages[email] = page.replace(email, "")
    assert len(set(pages.values())) == 1
    assert hall.declared() == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "Recopiez le code affiché dans la salle."),
        ("K7M", "Le code a 6 lettres ou chiffres"),
        (WRONG, "Ce code n’est pas celui d’une salle en ce moment."),
    ],
)
def test_what_is_no_code_is_told_at_the_code_and_the_address_is_kept(hall: Hall, code: str, told: str) -> None:
    response = hall.send(code)
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert told in page and 'value="ana@example.org"' in page


def test_a_code_of_two_minutes_ago_asks_for_the_one_on_the_screen(hall: Hall) -> None:
    response = hall.send(hall.code(2))
    page = response.get_data(as_text=True)

    assert response.status_code == 422
    assert "Ce code date de plus de deux minutes. Tapez celui qui est à l’écran." in page
    assert 'value="ana@example.org"' in page


def test_a_half_day_that_is_over_and_a_session_that_is_closed_say_so(
    hall: Hall, clock_of_the_room: time_machine.Traveller
) -> None:
    clock_of_the_room.move_to(START + timedelta(hours=3, minutes=30))
    over = hall.send(hall.code(1))
    hall.session.status = SessionStatus.DONE
    hall.world.save(hall.session)
    closed = hall.send(hall.code(1))

    assert (over.status_code, closed.status_code) == (409, 409)
    assert "Cette demi-journée est finie." in over.get_data(as_text=True)
    assert "Cette séance est clôturée ou annulée" in closed.get_data(as_text=True)


def test_an_address_is_asked_for_in_a_sentence(hall: Hall) -> None:
    response = hall.send(hall.code(), "")

    assert response.status_code == 422
    assert "Écrivez l’adresse de votre inscription." in response.get_data(as_text=True)


def test_many_wrong_codes_are_sent_to_the_trainer_and_a_right_one_counts_all_the_same(hall: Hall) -> None:
    statuses = [hall.send(WRONG).status_code for _time in range(MOST_WRONG + 2)]
    assert statuses == [422] * MOST_WRONG + [429, 429]
    assert "Plusieurs codes de suite" in hall.send(WRONG).get_data(as_text=True)

    assert hall.send(hall.code()).status_code == 303
    assert hall.declared() == [hall.row.id]
    assert hall.send(WRONG).status_code == 422


def test_wrong_codes_of_one_phone_are_not_those_of_another(hall: Hall) -> None:
    for _time in range(MOST_WRONG + 1):
        hall.send(WRONG)

    other = hall.client.application.test_client()
    assert isinstance(other, CheckedClient)
    assert other.post("/presence", data={"code": WRONG, "email": "ana@example.org"}).status_code == 422
