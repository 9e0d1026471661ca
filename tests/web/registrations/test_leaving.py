"""What the pages say of giving a registration up, from every state, to the person and to the team."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.mail.wire.personal_links import address_of
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import LIVE, RegistrationState
from portal.rules.registrations.leaving import Leaving
from tests.checked_client import CheckedClient
from tests.factories import World

START = timedelta(days=30)
NEXT = "La place se libère pour la personne suivante."
STOPPED = "La liste d’attente n’avance plus d’elle-même"
REST = "La place prend fin pour les rencontres à venir"
RANK = "La personne suivante avance d’un rang."
ANSWER = "L’équipe n’a plus à y répondre."
AGENDA = "L’invitation quitte l’agenda, un mail le dit."
CONFIRMS = "Un mail le confirme."
TEAM = "Un mail le dit à l’association."
SAYINGS = {NEXT, STOPPED, REST, RANK, ANSWER, AGENDA, CONFIRMS, TEAM}
UPDATES = "Un mail part, et l’agenda se met à jour."

CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
HELD, PENDING = RegistrationState.HELD, RegistrationState.PENDING
BEFORE, FROZEN, BETWEEN = timedelta(0), START - timedelta(hours=1), START + timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """A state at a moment, what the page promises, on its button, and what it says once it is done."""

    kind: Leaving
    state: RegistrationState
    says: set[str]
    act: str
    done: str
    moment: timedelta = BEFORE
    named: bool = True
    email: str | None = "fatou@example.org"


CASES = [
    Case(Leaving.SEAT, CONFIRMED, {NEXT, AGENDA}, "Annuler", f"inscription annulée. {UPDATES}"),
    Case(Leaving.LATE_SEAT, CONFIRMED, {STOPPED, AGENDA}, "Annuler", f"inscription annulée. {UPDATES}", FROZEN),
    Case(Leaving.REST, CONFIRMED, {REST, AGENDA}, "Quitter la suite", f"ne vient pas à la suite. {UPDATES}", BETWEEN),
    Case(Leaving.LINE, WAITLISTED, {RANK, CONFIRMS}, "Quitter la liste", f"Fatou Exemple n’attend plus. {CONFIRMS}"),
    Case(Leaving.REQUEST, PENDING, {ANSWER, CONFIRMS}, "Retirer la demande", f"demande retirée. {CONFIRMS}"),
    Case(Leaving.SEAT, CONFIRMED, {NEXT, TEAM}, "Annuler", f"inscription annulée. {TEAM}", email=None),
    Case(Leaving.LINE, WAITLISTED, {RANK, TEAM}, "Quitter la liste", f"n’attend plus. {TEAM}", email=None),
    Case(Leaving.REQUEST, PENDING, {ANSWER, TEAM}, "Retirer la demande", f"demande retirée. {TEAM}", email=None),
    Case(Leaving.HOLD, HELD, {NEXT, TEAM}, "Rendre la place", f"La place est rendue. {TEAM}", named=False),
    Case(Leaving.LINE, WAITLISTED, {RANK, TEAM}, "Rendre la place", f"La place est rendue. {TEAM}", named=False),
    Case(Leaving.REQUEST, PENDING, {ANSWER, TEAM}, "Retirer la demande", f"demande est retirée. {TEAM}", named=False),
]


class Page:
    """One registration in one of the cases, opened by its person's link or by the team's coordinator."""

    def __init__(self, client: CheckedClient, world: World, case: Case) -> None:
        self.client, self.world = client, world
        self.partner = world.partner("FADD Solidarité")
        self.session = world.training_session(capacity=3)
        world.meeting(self.session, clock.now() + START + timedelta(days=7))
        person = world.person(self.partner, "Fatou", "Exemple", email=case.email)
        values = {} if case.named else {"person_id": None}
        hold = {"hold_expires_at": clock.now() + timedelta(days=5)} if case.state is HELD else {}
        row = Registration(
            session_id=self.session.id,
            partner_id=self.partner.id,
            state=case.state,
            joined_at=clock.now(),
            **{"person_id": person.id, **values, **hold},
        )
        self.row_id = world.save(row).id
        self.coordinator = world.coordinator(self.partner, "coordination@example.org")

    @property
    def row(self) -> Registration:
        return self.world.get(Registration, self.row_id)

    def by_link(self) -> str:
        with self.world.app.app_context():
            return address_of(self.row).removeprefix("http://localhost")

    def by_team(self) -> str:
        self.client.sign_in(self.world.token_of(self.coordinator))
        return f"/inscriptions/{self.row_id}"

    def by_account(self) -> str:
        self.client.sign_in(self.world.token_of(self.world.account("fatou@example.org")))
        return f"/inscriptions/{self.row_id}"

    def read(self, address: str) -> str:
        return self.tidy(self.client.get(address).get_data(as_text=True))

    def send(self, address: str) -> str:
        sent = self.client.post(address, data={"version": str(self.row.version)}, follow_redirects=True)
        return self.tidy(sent.get_data(as_text=True))

    @staticmethod
    def tidy(page: str) -> str:
        return " ".join(page.split())


DOORS: list[Callable[[Page], str]] = [Page.by_link, Page.by_team, Page.by_account]
OPEN = [
    (case, door)
    for case, door in itertools.product(CASES, DOORS)
    if door is Page.by_team or (case.named and (case.email or door is Page.by_link))
]


def test_every_state_and_every_way_to_leave_is_among_the_cases() -> None:
    assert {case.state for case in CASES} == LIVE
    assert {case.kind for case in CASES} == set(Leaving) - {Leaving.NOTHING}


@pytest.mark.parametrize(("case", "door"), OPEN)
def test_the_page_says_what_giving_up_means_and_what_was_done(
    client: CheckedClient, world: World, case: Case, door: Callable[[Page], str]
) -> None:
    page = Page(client, world, case)
    with time_machine.travel(clock.now() + case.moment):
        address = f"{door(page)}/annuler"
        read = page.read(address)
        done = page.send(address)

    assert {saying for saying in SAYINGS if saying in read} == case.says
    assert f"> {case.act}" in read or f"</svg> {case.act}" in read
    assert case.done in done
    assert ("Plutôt un ou une collègue" in read) is (case.state is CONFIRMED)


@pytest.mark.parametrize("case", [case for case in CASES if case.named])
def test_who_was_named_by_mistake_reads_it_too(client: CheckedClient, world: World, case: Case) -> None:
    page = Page(client, world, case)
    with time_machine.travel(clock.now() + case.moment):
        address = f"{page.by_link()}/pas-moi"
        read = page.read(address)
        done = page.send(address)

    assert {saying for saying in SAYINGS if saying in read} == case.says
    assert "ce nom est retiré de la liste." in done


@pytest.mark.parametrize("state", [WAITLISTED, PENDING, HELD, CONFIRMED])
@pytest.mark.parametrize("door", DOORS)
def test_what_cannot_be_given_up_any_more_offers_no_button(
    client: CheckedClient, world: World, state: RegistrationState, door: Callable[[Page], str]
) -> None:
    page = Page(client, world, Case(Leaving.NOTHING, state, set(), "", ""))
    moment = START + timedelta(days=8 if state is CONFIRMED else 1)
    with time_machine.travel(clock.now() + moment):
        read = page.read(f"{door(page)}/annuler")

    assert "Cette inscription ne s’annule plus" in read
    assert {saying for saying in SAYINGS if saying in read} == set()
    assert "Ne rien changer" not in read


SEAT_KEPT = "Les réponses et les besoins donnés avec cette inscription sont effacés."
REST_KEPT = "Celles qui ont eu lieu restent comptées."
NO_SEAT = "Seule une place confirmée peut être donnée à un ou une collègue."


@pytest.mark.parametrize(("case", "door"), OPEN)
def test_the_page_of_a_colleague_who_comes_instead_says_what_changes(
    client: CheckedClient, world: World, case: Case, door: Callable[[Page], str]
) -> None:
    page = Page(client, world, case)
    with time_machine.travel(clock.now() + case.moment):
        read = page.read(f"{door(page)}/remplacer")

    expected = NO_SEAT if case.state is not CONFIRMED else REST_KEPT if case.kind is Leaving.REST else SEAT_KEPT
    assert {saying for saying in (NO_SEAT, REST_KEPT, SEAT_KEPT) if saying in read} == {expected}


@pytest.mark.parametrize("door", DOORS)
def test_who_left_the_rest_has_no_seat_to_give(
    client: CheckedClient, world: World, door: Callable[[Page], str]
) -> None:
    page = Page(client, world, CASES[2])
    with time_machine.travel(clock.now() + BETWEEN):
        address = door(page)
        page.send(f"{address}/annuler")
        read = page.read(f"{address}/remplacer")

    assert NO_SEAT in read
    assert "Qui prend la place" not in read


@pytest.mark.parametrize("door", DOORS)
def test_after_a_refusal_the_page_of_the_colleague_knows_the_version(
    client: CheckedClient, world: World, door: Callable[[Page], str]
) -> None:
    page = Page(client, world, CASES[0])
    address = f"{door(page)}/remplacer"
    noe = {"given_name": "Noé", "family_name": "Épreuve", "email": "noe@example.org"}

    refused = client.post(address, data={"version": "0", **noe})

    assert refused.status_code == 409
    assert f'name="version" type="hidden" value="{page.row.version}"' in page.tidy(refused.get_data(as_text=True))
