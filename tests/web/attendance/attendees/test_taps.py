"""What a phone taps in the room: sent at once, told apart from what others noted, counted once."""

import json

import pytest
from werkzeug.test import TestResponse

from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import PresenceMark, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of
from tests.web.attendance.attendees.conftest import seat


class Phone:
    """A trainer's phone on the list of two people."""

    def __init__(self, client: CheckedClient, world: World, session: TrainingSession, partner: Partner) -> None:
        self.client, self.world, self.session = client, world, session
        self.one, self.two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Bis")
        [self.meeting] = world.all(Meeting, session_id=session.id)

    def send(self, *taps: object, **more: object) -> TestResponse:
        data = {"meeting": self.meeting.id, "taps": json.dumps(taps), **more}
        return self.client.post(f"/seances/{self.session.public_id}/presences", data=data)

    def marks(self) -> dict[int, PresenceMark]:
        return {row.registration_id: row.mark for row in self.world.all(Presence)}


@pytest.fixture
def phone(signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner) -> Phone:
    return Phone(signed_in, world, session, partner)


def test_a_tap_is_answered_with_every_mark_of_the_meeting(phone: Phone) -> None:
    phone.world.noted(phone.two.id, phone.meeting.id, PresenceMark.EXCUSED)

    response = phone.send(["k1", str(phone.one.id), "", "present"])

    assert response.get_json() == {"marks": {str(phone.one.id): "present", str(phone.two.id): "excused"}, "words": {}}
    assert response.headers["Cache-Control"] == "no-store"


def test_the_same_key_counts_once_whatever_happened_since(phone: Phone) -> None:
    tap = ["k1", str(phone.one.id), "", "present"]
    phone.send(tap)
    phone.send(["k2", str(phone.one.id), "present", ""])

    assert phone.send(tap).get_json() == {"marks": {}, "words": {}}


def test_a_tap_beside_another_mark_comes_back_with_both(phone: Phone) -> None:
    phone.world.noted(phone.one.id, phone.meeting.id)

    told = phone.send(["k1", str(phone.one.id), "", "absent"]).get_json()

    assert told["marks"] == {str(phone.one.id): "present"}
    assert "Que garde-t-on" in told["words"][str(phone.one.id)]
    assert 'data-replace="absent"' in told["words"][str(phone.one.id)]


def test_a_tap_for_somebody_cancelled_meanwhile_is_said(phone: Phone) -> None:
    gone = phone.world.get(Registration, phone.one.id)
    gone.state = RegistrationState.CANCELLED
    phone.world.save(gone)

    told = phone.send(["k1", str(phone.one.id), "", "present"], ["k2", str(phone.two.id), "", "present"]).get_json()

    assert "Luc Démo n’est plus sur la liste" in told["words"][str(phone.one.id)]
    assert phone.marks() == {phone.two.id: PresenceMark.PRESENT}


def test_a_refusal_is_a_sentence(phone: Phone) -> None:
    closed = phone.world.get(TrainingSession, phone.session.id)
    closed.status = SessionStatus.DONE
    phone.world.save(closed)

    response = phone.send(["k1", str(phone.one.id), "", "present"])

    assert response.status_code == 409
    assert response.get_json()["refused"].startswith("Cette séance est déjà clôturée.")


GARBLED = [
    "x",
    ["k", "1"],
    ["k", "1", "", "here"],
    ["", "1", "", "present"],
    ["k" * 65, "1", "", ""],
    ["k", True, "", ""],
]


@pytest.mark.parametrize("tap", GARBLED)
def test_what_no_phone_of_ours_sends_is_refused(phone: Phone, tap: object) -> None:
    assert phone.send(tap).status_code == 400
    assert phone.marks() == {}


@pytest.mark.parametrize("taps", ["", "[", "[" * 9000, "{}", "null"])
def test_what_is_no_list_of_taps_is_refused_or_empty(phone: Phone, taps: str) -> None:
    assert phone.send(taps=taps).status_code in (400, 200)
    assert phone.marks() == {}


def test_more_than_two_hundred_taps_at_once_are_refused(phone: Phone) -> None:
    assert phone.send(*[[f"k{number}", str(phone.one.id), "", "present"] for number in range(201)]).status_code == 400


def test_another_trainer_taps_nothing(phone: Phone) -> None:
    other = phone.world.trainer(phone.world.training_session())
    phone.client.sign_in(phone.world.token_of(other))

    assert phone.send(["k1", str(phone.one.id), "", "present"]).status_code == 404


def test_signed_out_the_phone_is_told_so(phone: Phone) -> None:
    phone.client.sign_in("")

    assert phone.send(["k1", str(phone.one.id), "", "present"]).status_code in (303, 401)
    assert phone.marks() == {}


def test_a_tap_costs_as_many_statements_for_many_people(phone: Phone, partner: Partner) -> None:
    counts = []
    for number in range(2):
        for _ in range(number * 5):
            seat(phone.world, phone.session, partner, "Ida", "Autre")
        tap = [f"k{number}", str(phone.one.id), "present" if number else "", "absent" if number else "present"]
        counts.append(len(statements_of(phone.world.app, lambda tap=tap: phone.send(tap))))

    assert counts[0] == counts[1] <= 8
