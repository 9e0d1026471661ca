"""The pages that close a session and correct an outcome."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import insert

from portal.database import writing
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import Outcome, PresenceMark, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of

START = datetime(2026, 12, 3, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    with time_machine.travel(START + timedelta(hours=4), tick=False):
        yield


class Closing:
    """A session that is over, its trainer signed in, one who came and one who did not."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.session = world.training_session(starts_at=START, published_at=START - timedelta(days=40))
        self.partner = world.partner("FADD")
        self.trainer = world.trainer(self.session)
        self.came, self.away = self.seat(world, "Luc", True), self.seat(world, "Ana", False)
        self.url = f"/seances/{self.session.public_id}/cloture"
        client.sign_in(world.token_of(self.trainer))

    def seat(self, world: World, name: str, present: bool) -> Registration:
        row = world.registration(self.session, world.person(self.partner, name, "Essai"))
        [meeting] = world.all(Meeting, session_id=self.session.id)
        world.noted(row.id, meeting.id, present)
        return row


def test_the_trainer_closes_the_session_from_its_list(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    listed = client.get(f"/seances/{closing.session.public_id}/participants").get_data(as_text=True)
    page = client.get(closing.url).get_data(as_text=True)

    response = client.post(closing.url, data={})

    assert closing.url in listed
    assert "Ana Essai" in page and "Absence non excusée" in page
    assert response.status_code == 303
    assert world.get(TrainingSession, closing.session.id).status is SessionStatus.DONE
    assert world.get(Registration, closing.away.id).outcome is Outcome.NO_SHOW


def test_an_excuse_noted_in_the_list_is_what_the_closing_says(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    [noted] = world.all(Presence, registration_id=closing.away.id)
    noted.mark = PresenceMark.EXCUSED
    world.save(noted)

    page = client.get(closing.url).get_data(as_text=True)
    client.post(closing.url, data={})

    assert "Absence excusée" in page and "Une absence était excusée" not in page
    assert world.get(Registration, closing.away.id).outcome is Outcome.EXCUSED


def test_who_is_not_marked_is_named_and_nothing_can_be_closed(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    world.registration(closing.session, world.person(closing.partner, "Inès", "Oubliée"))

    page = client.get(closing.url).get_data(as_text=True)
    response = client.post(closing.url, data={})

    assert "Inès Oubliée" in page and '<form class="form' not in page
    assert response.status_code == 409


def test_a_trainer_whose_days_to_mark_are_over_is_sent_to_the_team_and_not_to_a_list_without_boxes(
    client: CheckedClient, world: World
) -> None:
    closing = Closing(client, world)
    world.registration(closing.session, world.person(closing.partner, "Inès", "Oubliée"))

    with time_machine.travel(START + timedelta(days=6), tick=False):
        client.sign_in(world.token_of(closing.trainer))
        page = client.get(closing.url).get_data(as_text=True)
        client.sign_in(world.token_of(world.staff(totp_confirmed_at=START)))
        of_staff = client.get(closing.url).get_data(as_text=True)

    assert "Inès Oubliée" in page and "Noter les présences" not in page
    assert "Vos jours pour noter sont passés depuis le mardi 8 décembre 2026." in page
    assert "Noter les présences" in of_staff and "Vos jours" not in of_staff


def test_a_closed_session_is_not_closed_again(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    client.post(closing.url, data={})

    assert client.get(closing.url).status_code == 409


def test_an_outcome_is_corrected_from_the_list(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    client.post(closing.url, data={})
    url = f"/inscriptions/{closing.away.id}/resultat"
    version = str(world.get(Registration, closing.away.id).version)

    assert url in client.get(f"/seances/{closing.session.public_id}/participants").get_data(as_text=True)
    stale = client.post(url, data={"version": "0", "outcome": "excused"})
    assert stale.status_code == 409
    assert client.post(url, data={"version": version, "outcome": "excused"}).status_code == 303
    assert world.get(Registration, closing.away.id).outcome is Outcome.EXCUSED


def test_what_can_no_longer_be_corrected_offers_no_button(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    client.post(closing.url, data={})
    url = f"/inscriptions/{closing.away.id}/resultat"
    in_time = client.get(url).get_data(as_text=True)

    with time_machine.travel(START + timedelta(days=20), tick=False):
        client.sign_in(world.token_of(closing.trainer))
        over = client.get(url).get_data(as_text=True)

    assert "Corriger</button>" in " ".join(in_time.split()).replace(" </button>", "</button>")
    assert (
        "Ce résultat ne change plus" in over and "</button>" not in over.partition("<main")[2].partition("</main>")[0]
    )


def test_where_there_are_several_meetings_their_marks_are_corrected_too(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    second = world.meeting(closing.session, START - timedelta(days=7))
    for row in (closing.came, closing.away):
        world.noted(row.id, second.id)
    client.post(closing.url, data={})
    url, version = f"/inscriptions/{closing.away.id}/resultat", world.get(Registration, closing.away.id).version
    page = client.get(url).get_data(as_text=True)
    rows = {"meetings-0-id": str(second.id), "meetings-0-mark": "excused"}

    response = client.post(url, data={"version": str(version), "outcome": "partial", **rows})

    assert "26 nov. matin" in page.lower() and "3 déc. matin" in page.lower()
    assert response.status_code == 303
    [noted] = world.all(Presence, registration_id=closing.away.id, meeting_id=second.id)
    assert noted.mark is PresenceMark.EXCUSED
    assert world.get(Registration, closing.away.id).outcome is Outcome.PARTIAL


def test_another_trainer_finds_neither_page(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    client.post(closing.url, data={})
    client.sign_in(world.token_of(world.trainer(world.training_session(starts_at=START))))

    assert client.get(closing.url).status_code == 404
    assert client.get(f"/inscriptions/{closing.away.id}/resultat").status_code == 404


def test_the_partner_and_staff_read_the_counts_of_twelve_months(client: CheckedClient, world: World) -> None:
    closing = Closing(client, world)
    client.post(closing.url, data={})

    client.sign_in(world.token_of(world.coordinator(closing.partner)))
    assert "absence non excusée" in client.get("/mon-association").get_data(as_text=True)
    client.sign_in(world.token_of(world.staff()))
    page = client.get(f"/gestion/partenaires/{closing.partner.slug}").get_data(as_text=True)
    assert "absence non excusée" in page


def test_the_page_takes_as_many_statements_for_a_room_of_two_as_of_six_hundred(
    client: CheckedClient, world: World
) -> None:
    closing = Closing(client, world)

    few = statements_of(client.application, lambda: client.get(closing.url))
    fill(client, world, closing)
    many = statements_of(client.application, lambda: client.get(closing.url))

    assert len(many) == len(few)
    assert len(few) <= 6


def fill(client: CheckedClient, world: World, closing: Closing) -> None:
    """Six hundred more who came."""
    [meeting] = world.all(Meeting, session_id=closing.session.id)
    typed = {"partner_id": closing.partner.id, "given_name": "Zoé", "family_name": "Essai", "created_at": START}
    seat = {"session_id": closing.session.id, "partner_id": closing.partner.id, "state": RegistrationState.CONFIRMED}
    marked = {
        "meeting_id": meeting.id,
        "mark": PresenceMark.PRESENT,
        "marked_by_id": closing.trainer.id,
        "marked_at": START,
    }
    with client.application.app_context(), writing() as database:
        named = [typed | {"folded_name": f"zoe essai {number}"} for number in range(600)]
        found = database.scalars(insert(Person).returning(Person.id), named).all()
        seats = [seat | {"person_id": person_id, "joined_at": START} for person_id in found]
        ids = database.scalars(insert(Registration).returning(Registration.id), seats).all()
        database.execute(insert(Presence), [marked | {"registration_id": number} for number in ids])
