"""Journeys of a coordinator of many: three registered, thirty pasted, the gaps of the plan, a seat taken back.

What each costs is counted: pages seen, fields filled, presses.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ContentStatus, RegistrationState
from tests.browser.conftest import Portal, Visitors
from tests.factories import NEXT, World
from tests.partner_factories import site


@dataclass
class Journey:
    """A page with what was done on it so far."""

    page: Page
    seen: list[str] = field(default_factory=list)
    fields: int = 0
    presses: int = 0

    def go(self, url: str) -> None:
        self.page.goto(url)
        self._look()

    def press(self, what: Locator) -> None:
        what.click()
        self.page.wait_for_load_state()
        self.presses += 1
        self._look()

    def tick(self, what: Locator) -> None:
        what.check()
        self.fields += 1

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.fields += 1

    def choose(self, what: Locator, label: re.Pattern[str]) -> None:
        [option] = [one for one in what.locator("option").all_inner_texts() if label.search(one)]
        what.select_option(label=option)
        self.fields += 1

    def _look(self) -> None:
        path = urlsplit(self.page.url).path
        if path not in self.seen:
            self.seen.append(path)

    def costs_at_most(self, most: tuple[int, int, int]) -> None:
        spent = (len(self.seen), self.fields, self.presses)
        assert all(one <= limit for one, limit in zip(spent, most, strict=True)), spent


class Team:
    """A coordinator signed in, with three colleagues of hers and somebody of another association."""

    def __init__(self, visitors: Visitors, portal: Portal) -> None:
        number, self.world = next(NEXT), portal.world
        self.partner = self.world.partner(f"FADD Solidarité {number}")
        self.gilly = site(self.world, self.partner, label="Gilly")
        self.names = [f"{name}{number}" for name in ("Ali", "Mila", "Noe")]
        self.people = [self.world.person(self.partner, name, "Exemple", site_id=self.gilly.id) for name in self.names]
        self.theirs = self.world.person(self.world.partner(f"Relogeas {number}"), f"Ines{number}", "Essai")
        self.title = f"Recherche de logement {number}"
        workshop: Workshop = self.world.workshop(self.title)
        workshop.status = ContentStatus.PUBLISHED
        self.world.save(workshop)
        self.session = self.world.training_session(workshop_id=workshop.id)
        coordinator = self.world.coordinator(self.partner)
        self.journey = Journey(visitors.signed_in(self.world.token_of(coordinator)))

    def registered(self) -> list[int | None]:
        rows = self.world.all(Registration, session_id=self.session.id, state=RegistrationState.CONFIRMED)
        return sorted((row.person_id for row in rows), key=str)


def people_of(world: World, partner_id: int) -> int:
    return len(world.all(Person, partner_id=partner_id))


def test_three_colleagues_are_registered_from_the_agenda(visitors: Visitors, portal: Portal) -> None:
    team = Team(visitors, portal)
    journey, page = team.journey, team.journey.page

    journey.go("/")
    card = page.get_by_role("listitem").filter(has_text=team.title)
    journey.press(card.get_by_role("link", name=re.compile("S’inscrire")))
    expect(page.get_by_text("Essai")).to_have_count(0)
    for name in team.names:
        journey.tick(page.get_by_label(f"{name} Exemple"))
    journey.press(page.get_by_role("button", name="Inscrire", exact=True).last)

    expect(page.get_by_text(f"{team.names[0]} Exemple : inscription confirmée")).to_be_visible()
    assert team.registered() == sorted((one.id for one in team.people), key=str)
    journey.costs_at_most((3, 3, 2))


def test_thirty_people_are_pasted(visitors: Visitors, portal: Portal) -> None:
    team = Team(visitors, portal)
    journey, page = team.journey, team.journey.page
    head = "Nom et prénom\tMail\tFonction\tAntenne\n"
    rows = "".join(f"Personne{number} Collée\tp{number}@example.org\tAccueil\tGilly\n" for number in range(30))

    journey.go("/mon-association/equipe")
    journey.press(page.get_by_role("link", name="Ajouter des personnes"))
    journey.fill(page.get_by_label("Collez ici les cellules d’Excel"), head + rows)
    journey.press(page.get_by_role("button", name="Voir avant d’ajouter"))
    expect(page.get_by_role("heading", level=1)).to_have_text("30 personnes prêtes")
    assert people_of(team.world, team.partner.id) == 3
    journey.press(page.get_by_role("button", name="Ajouter 30 personnes"))

    expect(page.get_by_text("30 personnes ajoutées.")).to_be_visible()
    assert people_of(team.world, team.partner.id) == 33
    journey.costs_at_most((3, 1, 3))


def test_the_gaps_of_the_plan_are_registered(visitors: Visitors, portal: Portal) -> None:
    team = Team(visitors, portal)
    journey, page = team.journey, team.journey.page

    journey.go("/mon-association/plan")
    for name in team.names[:2]:
        journey.tick(page.get_by_label(re.compile(f"{name} Exemple, {team.title}")))
    journey.choose(page.get_by_label("Séance"), re.compile(team.title))
    journey.press(page.get_by_role("button", name="Inscrire les personnes cochées"))

    expect(page.get_by_text(f"{team.names[1]} Exemple : inscription confirmée")).to_be_visible()
    assert team.registered() == sorted((one.id for one in team.people[:2]), key=str)
    journey.costs_at_most((2, 3, 1))


def test_somebody_is_replaced_from_the_team_and_a_cancellation_taken_back(visitors: Visitors, portal: Portal) -> None:
    team = Team(visitors, portal)
    journey, page = team.journey, team.journey.page
    ali, mila = team.people[:2]
    for person in (ali, mila):
        team.world.registration(team.session, person)
    url = f"/associations/{team.partner.slug}/seances/{team.session.public_id}"

    journey.go(url)
    journey.press(page.get_by_role("link", name=f"Remplacer {ali.name}"))
    journey.choose(page.get_by_label("Quelqu’un de votre équipe"), re.compile(team.names[2]))
    journey.press(page.get_by_role("button", name="Donner la place"))
    expect(page.get_by_text(f"{team.names[2]} Exemple a maintenant la place")).to_be_visible()
    journey.costs_at_most((3, 1, 2))

    page.get_by_role("link", name=re.compile(f"Annuler l’inscription.: {mila.name}")).click()
    page.get_by_role("button", name="Annuler l’inscription").click()
    page.get_by_role("button", name=f"Réinscrire {mila.name}").click()
    expect(page.get_by_text(f"{mila.name} : inscription confirmée")).to_be_visible()
