"""The pages of *Venez-vous toujours ?*."""

from datetime import timedelta

from portal import clock
from portal.database import writing
from portal.mail.wire.personal_links import token_of
from portal.models.base.journal import Event
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.services.planning import still_coming
from tests.checked_client import CheckedClient
from tests.factories import World


class Line:
    """A full session, and one of the partner who waits in its line."""

    def __init__(self, world: World) -> None:
        self.partner = world.partner("FADD")
        self.session = world.training_session(capacity=1)
        world.registration(self.session, world.person(self.partner, "Luc", "Assis"))
        person = world.person(self.partner, "Inès", "Essai", email="ines@example.org")
        joined = clock.now() - timedelta(hours=1)
        self.row = world.registration(self.session, person, RegistrationState.WAITLISTED, joined_at=joined)
        self.staff_url = f"/gestion/seances/{self.session.public_id}/toujours"
        self.world = world

    def ask(self) -> None:
        with self.world.app.app_context():
            still_coming.ask(self.session.id, self.world.staff().id)

    def link(self) -> str:
        with self.world.app.test_request_context():
            return f"/inscription/{token_of(self.world.get(Registration, self.row.id))}"


def test_staff_ask_and_read_the_answers(client: CheckedClient, world: World) -> None:
    line = Line(world)
    client.sign_in(world.token_of(world.staff()))

    offered = client.get(f"/gestion/seances/{line.session.public_id}").get_data(as_text=True)
    before = client.get(line.staff_url).get_data(as_text=True)
    assert client.post(line.staff_url).status_code == 303
    asked = client.get(line.staff_url).get_data(as_text=True)
    client.post(f"/inscriptions/{line.row.id}/toujours")
    after = client.get(line.staff_url).get_data(as_text=True)

    assert line.staff_url in offered
    assert "Inès Essai" in before and "Pas de réponse" not in before
    assert "Pas de réponse" in asked and "1 personne reçoit la question" in asked
    assert "Oui, le" in after


def test_a_coordinator_answers_for_the_team(client: CheckedClient, world: World) -> None:
    line = Line(world)
    line.ask()
    team = f"/associations/{line.partner.slug}/seances/{line.session.public_id}"
    client.sign_in(world.token_of(world.coordinator(line.partner)))

    asked = client.get(team).get_data(as_text=True)
    response = client.post(f"/inscriptions/{line.row.id}/toujours")

    assert "Oui, Inès Essai vient toujours" in asked
    assert response.location.endswith(team)
    assert "vient toujours" not in client.get(team).get_data(as_text=True).partition("Ce qui s’est passé")[0]


def test_a_person_answers_by_the_link_and_opening_it_answers_nothing(client: CheckedClient, world: World) -> None:
    line = Line(world)
    line.ask()

    page = client.get(line.link()).get_data(as_text=True)
    before = world.all(Event, verb="still_coming")
    response = client.post(f"{line.link()}/toujours")

    assert "Oui, Inès Essai vient toujours" in page
    assert before == []
    assert (response.status_code, len(world.all(Event, verb="still_coming"))) == (303, 1)


def test_nobody_answers_for_another_partner(client: CheckedClient, world: World) -> None:
    line = Line(world)
    line.ask()
    client.sign_in(world.token_of(world.coordinator(world.partner("Relogeas"))))

    assert client.post(f"/inscriptions/{line.row.id}/toujours").status_code == 404
    assert world.all(Event, verb="still_coming") == []


def test_who_has_a_seat_says_after_a_move_that_it_still_suits(client: CheckedClient, world: World) -> None:
    line = Line(world)
    earlier = clock.now() - timedelta(hours=1)
    seated = world.registration(
        line.session, world.person(line.partner, "Zoé", "Essai"), confirmed_at=earlier, joined_at=earlier
    )
    with world.app.test_request_context():
        link = f"/inscription/{token_of(seated)}"
    assert "La séance a changé" not in client.get(link).get_data(as_text=True)
    assert client.post(f"{link}/toujours").status_code == 303
    assert world.all(Event) == []
    with world.app.app_context(), writing() as session:
        session.get_one(TrainingSession, line.session.id).moved_at = clock.now()

    asked = client.get(link).get_data(as_text=True)
    client.post(f"{link}/toujours")
    after = client.get(link).get_data(as_text=True)
    client.sign_in(world.token_of(world.staff()))
    told = client.get(f"/gestion/seances/{line.session.public_id}").get_data(as_text=True)

    assert "La séance a changé" in asked and f"{link}/annuler" in asked
    assert "La séance a changé" not in after
    assert [event.object_id for event in world.all(Event)] == [seated.id]
    assert told.count("Vient toujours, dit le") == 1
