"""How many SQL statements a page takes: few, and as many for three rows as for one.

A page is drawn once with one row of everything on it, once with three. A page that goes beyond its limit is
looked into; the limit stays.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.mail.wire.personal_links import address_of
from portal.models.accounts.accounts import Account
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from tests import partner_factories as network
from tests import sheet_factories as sheets
from tests.checked_client import CheckedClient
from tests.factories import NEXT, World
from tests.statements import statements_of

# One of a registration keeps people from being mailed in a loop (services/registrations/pace.py, blocks.py).
# One renames what public pages show (docs/adr/0020); two of an anonymous page ask for that name and, at the first
# visit after a change, for the moment of the next.
ANONYMOUS, SIGNED_IN, REGISTRATION = 7, 7, 19
# The pages that most people open.
FEWEST = {"agenda": 4, "session": 4, "directory": 4}
LINE = 200


class Growing:
    """A page that shows one more row of everything at each `add`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.workshop = world.workshop("Accompagner un ménage")
        self.session = world.training_session(workshop_id=self.workshop.id, quota=2)
        self.partner = world.partner("Service d’énergie")
        self.sheet = sheets.published(world, "Payer son énergie")
        self.toolkit = sheets.toolkit(world, "Énergie", self.sheet.id, workshop_id=self.workshop.id)
        network.index(world, self.partner)

    def add_session(self) -> TrainingSession:
        """With somebody seated and somebody who waits."""
        session = self.world.training_session(workshop_id=self.world.workshop().id, capacity=1)
        self.fill(session, self.world.partner())
        return session

    def fill(self, session: TrainingSession, partner: Partner, person: Person | None = None) -> None:
        seated = person or self.world.person(partner)
        self.world.registration(session, seated, RegistrationState.CONFIRMED)
        self.world.registration(session, self.world.person(partner), RegistrationState.WAITLISTED)

    def add(self) -> None:
        """One more of all that the anonymous pages show."""
        self.add_session()
        later = clock.now() + timedelta(days=40)
        self.world.meeting(self.session, later, self.world.venue(f"Salle {next(NEXT)}").id)
        self.world.trainer(self.session)
        self.fill(self.session, self.world.partner())
        self.add_to_directory()
        self.add_to_library()

    def add_to_directory(self) -> None:
        theme = self.world.theme(f"theme_{next(NEXT)}", f"Thème {next(NEXT)}")
        for partner in (self.partner, self.world.partner(f"Énergie {next(NEXT)}")):
            network.relationship(self.world, partner)
            network.site(self.world, partner)
            network.contact(self.world, partner, phone="+32 71 00 00 05")
            network.theme_of(self.world, partner, theme.id)
            network.index(self.world, partner)

    def add_to_library(self) -> None:
        another = sheets.published(self.world, f"Énergie {next(NEXT)}")
        sheets.added(self.world, self.toolkit, another)
        sheets.attachment(self.world, self.sheet, b"%d\n" % next(NEXT))
        sheets.toolkit(self.world, f"Boîte {next(NEXT)}", self.sheet.id, workshop_id=self.world.workshop().id)


def sent(client: CheckedClient, address: str) -> list[str]:
    def get() -> None:
        with client.get(address) as response:
            assert response.status_code == 200

    return statements_of(client.application, get)


def counted(client: CheckedClient, address: str, add: Callable[[], object]) -> tuple[int, int]:
    """How many statements the page takes with one row of everything, and with three."""
    add()
    few = len(sent(client, address))
    add()
    add()
    return few, len(sent(client, address))


@pytest.fixture
def growing(world: World) -> Growing:
    return Growing(world)


@pytest.fixture
def coordinator(growing: Growing) -> Account:
    return growing.world.coordinator(growing.partner, "fatou@example.org")


@pytest.fixture
def signed_in(client: CheckedClient, world: World, coordinator: Account) -> CheckedClient:
    return client.sign_in(world.token_of(coordinator))


ANONYMOUS_PAGES = {
    "agenda": lambda g: "/",
    "workshops": lambda g: "/formations",
    "workshop": lambda g: f"/formations/{g.workshop.slug}",
    "session": lambda g: f"/seances/{g.session.public_id}",
    "directory": lambda g: "/annuaire",
    "directory, asked": lambda g: "/annuaire?q=energie",
    "partner": lambda g: f"/annuaire/{g.partner.slug}",
    "toolkits": lambda g: "/boite-a-outils",
    "toolkit": lambda g: f"/boite-a-outils/{g.toolkit.slug}",
    "sheet": lambda g: f"/fiches/{g.sheet.slug}",
    "search": lambda g: "/recherche?q=energie",
    "search, nothing found": lambda g: "/recherche?q=introuvable",
    "feed": lambda g: "/agenda.ics",
}


@pytest.mark.parametrize("name", ANONYMOUS_PAGES)
def test_an_anonymous_page_takes_few_statements_for_one_row_as_for_three(
    client: CheckedClient, growing: Growing, name: str
) -> None:
    few, many = counted(client, ANONYMOUS_PAGES[name](growing), growing.add)

    assert many == few
    assert few <= FEWEST.get(name, ANONYMOUS)


@pytest.mark.parametrize("name", ["agenda", "session"])
def test_a_page_of_sessions_takes_few_statements_for_a_coordinator(
    signed_in: CheckedClient, growing: Growing, name: str
) -> None:
    few, many = counted(signed_in, ANONYMOUS_PAGES[name](growing), growing.add)

    assert many == few
    assert few <= SIGNED_IN


@pytest.mark.parametrize("address", ["/mon-association", "/mes-inscriptions"])
def test_own_registrations_take_as_many_statements_in_one_session_as_in_three(
    signed_in: CheckedClient, growing: Growing, coordinator: Account, address: str
) -> None:
    herself = growing.world.person(growing.partner, "Fatou", "Exemple", email=coordinator.email)

    def add() -> None:
        session = growing.world.training_session(workshop_id=growing.workshop.id)
        growing.fill(session, growing.partner, herself)

    few, many = counted(signed_in, address, add)

    assert many == few


def test_the_list_of_attendees_takes_as_many_statements_for_one_association_as_for_three(
    client: CheckedClient, growing: Growing
) -> None:
    trainer = growing.world.trainer(growing.session)
    client.sign_in(growing.world.token_of(trainer))
    address = f"/seances/{growing.session.public_id}/participants"

    few, many = counted(client, address, lambda: growing.fill(growing.session, growing.world.partner()))

    assert many == few


def test_questions_to_the_trainers_take_as_many_statements_for_one_as_for_three(
    client: CheckedClient, growing: Growing
) -> None:
    world, session = growing.world, growing.session
    trainer, row = world.trainer(session), world.registration(session, world.person(growing.partner))
    with world.app.app_context():
        link = address_of(world.get(Registration, row.id)).removeprefix("http://localhost")

    def add() -> None:
        own = world.training_session()
        world.save(SessionTrainer(session_id=own.id, account_id=trainer.id))
        for one in (session, own):
            world.save(TrainerQuestion(session_id=one.id, registration_id=row.id, text="Attend"))
            world.save(TrainerQuestion(session_id=one.id, text="Publiée", released_at=clock.now()))

    own_page = counted(client, f"{link}/questions", add)
    client.sign_in(world.token_of(trainer))
    moderated = counted(client, f"/seances/{session.public_id}/questions", add)
    taught = counted(client, "/mes-seances", add)

    assert [few == many for few, many in (own_page, moderated, taught)] == [True] * 3


@pytest.mark.parametrize("address", ["/gestion", "/gestion/seances", "/gestion/partenaires", "/gestion/fiches"])
def test_a_list_of_staff_takes_as_many_statements_for_one_row_as_for_three(
    client: CheckedClient, growing: Growing, address: str
) -> None:
    client.sign_in(growing.world.token_of(growing.world.staff(totp_confirmed_at=clock.now())))

    few, many = counted(client, address, growing.add)

    assert many == few


def test_a_registration_takes_as_many_statements_in_an_empty_session_as_behind_a_line(
    signed_in: CheckedClient, growing: Growing
) -> None:
    """The limit of one seat a partner holds the line back, so that both times one is seated and one waits."""
    empty, full = (growing.world.training_session(capacity=2, quota=1) for _session in range(2))
    others = growing.world.partner()
    growing.world.registration(full, growing.world.person(others), RegistrationState.CONFIRMED)
    for _number in range(LINE - 1):
        growing.world.registration(full, growing.world.person(others), RegistrationState.WAITLISTED)

    alone, behind = (posted(signed_in, session, growing.partner) for session in (empty, full))

    for session in (empty, full):
        rows = growing.world.all(Registration, session_id=session.id, partner_id=growing.partner.id)
        assert [row.state for row in rows] == [RegistrationState.CONFIRMED, RegistrationState.WAITLISTED]
    assert len(alone) == len(behind)
    assert len(alone) <= REGISTRATION


def posted(client: CheckedClient, session: TrainingSession, partner: Partner) -> list[str]:
    """What registering two people sends."""
    fields = {"partner": partner.slug, "form_key": session.public_id}
    for number, name in enumerate(("Noé", "Karim")):
        address = f"{number}.{session.public_id}@example.org"
        person = {"given_name": name, "family_name": "Épreuve", "email": address}
        fields |= {f"people-{number}-{field}": value for field, value in person.items()}

    def post() -> None:
        assert client.post(f"/seances/{session.public_id}/inscription", data=fields).status_code == 303

    return statements_of(client.application, post)
