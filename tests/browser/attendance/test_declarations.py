"""A phone in the room says that somebody is there, and the trainer's page sees it arrive and confirms it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import NotedBy, PresenceMark
from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.browser.mailbox import sign_in_by_mail
from tests.factories import NEXT

FULL_HD = {"width": 1920, "height": 1080}


class Room:
    """A morning that is under way, its trainer, and Ana who has a seat and an address of her own."""

    def __init__(self, portal: Portal) -> None:
        self.portal, self.world = portal, portal.world
        number = next(NEXT)
        workshop = self.world.workshop(f"Se chauffer {number}")
        begun = clock.now() - timedelta(hours=1)
        self.session = self.world.training_session(workshop_id=workshop.id, starts_at=begun)
        [self.meeting] = self.world.all(Meeting, session_id=self.session.id)
        self.trainer = self.world.trainer(self.session, f"anim{number}.code@example.org")
        self.email = f"ana{number}.code@example.org"
        person = self.world.person(self.world.partner(f"Relogeas {number}"), "Ana", "Essai", email=self.email)
        self.row = self.world.registration(self.session, person)
        self.url = f"/seances/{self.session.public_id}"

    def wall(self, visitors: Visitors) -> Page:
        """The trainer's screen with the code switched on."""
        page = visitors.new()
        page.goto(f"{self.url}/code")
        sign_in_by_mail(page, self.portal, self.trainer.email)
        page.get_by_role("button", name="Afficher le code dans la salle").click()
        expect(page.get_by_role("heading", name="Vous êtes là")).to_be_visible()
        return page

    def list_with_code(self, visitors: Visitors) -> Page:
        """The trainer's list while the code is shown, its clock in the test's hand."""
        page = self.wall(visitors)
        page.clock.install()
        page.get_by_role("link", name="Fermer").click()
        expect(page.get_by_text("Le code est affiché")).to_be_visible()
        expect(page.get_by_role("link", name="Actualiser")).to_be_hidden()
        return page

    def guest(self, given: str) -> Registration:
        """One more seat, of the partner of the first."""
        first = self.world.get(Person, self.row.person_id)
        person = self.world.person(self.world.get(Partner, first.partner_id), given, "Essai")
        return self.world.registration(self.session, person)

    def declared(self, row: Registration) -> None:
        said = DeclaredPresence(meeting_id=self.meeting.id, registration_id=row.id, declared_at=clock.now())
        self.world.save(said)

    def marks(self) -> list[tuple[PresenceMark, NotedBy]]:
        return [(row.mark, row.noted_by) for row in self.world.all(Presence, meeting_id=self.meeting.id)]


@pytest.fixture
def room(portal: Portal) -> Room:
    return Room(portal)


def code_on(page: Page) -> str:
    return "".join(page.locator(".code-now [aria-hidden]").all_inner_texts())


def declare(page: Page, room: Room, code: str) -> None:
    page.goto(f"/presence?code={code}")
    expect(page.get_by_label("Le code affiché dans la salle")).to_have_value(f"{code[:3]} {code[3:]}")
    page.get_by_label("L’adresse de votre inscription").fill(room.email)
    page.get_by_role("button", name="Je suis là").click()
    expect(page.get_by_role("heading", name="C’est dit, merci")).to_be_visible()


@in_two_ways
def test_a_phone_declares_and_the_trainer_confirms(visitors: Visitors, room: Room) -> None:
    wall = room.wall(visitors)
    declare(visitors.new(), room, code_on(wall))
    assert room.marks() == []

    wall.get_by_role("link", name="Fermer").click()
    expect(wall.get_by_text("1 présence déclarée par téléphone")).to_be_visible()
    wall.get_by_role("button", name="Confirmer").click()

    expect(wall.get_by_text("1 présence confirmée.")).to_be_visible()
    expect(wall.get_by_role("group", name="Ana Essai").get_by_role("radio", name="présence")).to_be_checked()
    assert room.marks() == [(PresenceMark.PRESENT, NotedBy.TELEPHONE)]


with_javascript = pytest.mark.parametrize("visitors", [(360, True)], indirect=True, ids=["360px-js-on"])


@with_javascript
def test_a_list_that_is_open_sees_it_arrive(visitors: Visitors, room: Room) -> None:
    page = room.wall(visitors)
    code = code_on(page)
    page.clock.install()
    page.get_by_role("link", name="Fermer").click()
    expect(page.get_by_text("Le code est affiché")).to_be_visible()
    expect(page.get_by_role("link", name="Actualiser")).to_be_hidden()
    expect(page.locator(".marks-phone")).to_have_count(0)

    declare(visitors.new(), room, code)
    page.clock.fast_forward(20_000)

    expect(page.locator("[data-number]")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 présence déclarée par téléphone")).to_have_count(1)
    row = page.get_by_role("group", name="Ana Essai")
    expect(row.get_by_text("Déclarée", exact=True)).to_be_visible()
    expect(row.get_by_text("À noter", exact=True)).to_be_hidden()
    expect(row.get_by_role("radio", name="présence déclarée par téléphone, à confirmer, présence")).to_have_count(1)
    page.get_by_text("Voir qui").click()
    page.get_by_role("button", name="Retirer la déclaration de Ana Essai").click()
    expect(page.get_by_text("La déclaration est retirée.")).to_be_visible()
    assert room.marks() == []


@with_javascript
def test_who_is_looked_up_among_the_declared_is_joined_by_who_declares_next(visitors: Visitors, room: Room) -> None:
    other = room.guest("Luc")
    room.declared(room.row)
    page = room.list_with_code(visitors)
    page.get_by_text("Voir qui").click()
    room.declared(other)
    page.clock.fast_forward(20_000)

    expect(page.get_by_text("2 présences déclarées par téléphone").first).to_be_visible()
    expect(page.get_by_role("button", name="Retirer la déclaration de Luc Essai")).to_be_visible()
    expect(page.locator(".marks-phone__who summary")).to_be_focused()


@with_javascript
def test_a_tap_settles_what_was_declared_and_undoing_it_asks_again(visitors: Visitors, room: Room) -> None:
    room.declared(room.row)
    page = room.list_with_code(visitors)
    row = page.get_by_role("group", name="Ana Essai")
    expect(row.get_by_text("Déclarée", exact=True)).to_be_visible()

    row.get_by_text("Ana Essai").last.click()
    expect(page.locator(".marks-phone")).to_have_count(0)
    row.get_by_text("Ana Essai").last.click()

    expect(page.get_by_role("button", name="Annuler")).to_contain_text("Ana Essai, à noter")
    expect(row.get_by_text("À noter", exact=True)).to_be_visible()
    page.clock.fast_forward(20_000)
    expect(page.locator(".marks-phone")).to_have_count(1)
    expect(row.get_by_text("Déclarée", exact=True)).to_be_visible()


@with_javascript
@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_answers_with_a_fault_does_not_put_the_wall_away(
    visitors: Visitors, room: Room, status: int
) -> None:
    page = room.wall(visitors)
    page.clock.install()
    page.reload()
    expect(page.get_by_text("Code suivant")).to_be_hidden()
    page.route("**/code", lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>Panne</h1>"))
    page.clock.fast_forward(61_000)
    expect(page.get_by_text("Pas de réseau")).to_be_visible()
    expect(page.locator(".code-now")).to_be_visible()

    page.unroute("**/code")
    page.clock.fast_forward(5_000)
    expect(page.get_by_text("Pas de réseau")).to_be_hidden()
    expect(page.locator(".code-now")).to_be_visible()


@with_javascript
def test_at_noon_the_wall_goes_on_to_the_afternoon_with_its_name_and_its_list(visitors: Visitors, room: Room) -> None:
    begun = room.meeting.starts_at
    room.world.save(
        Meeting(
            session_id=room.session.id, starts_at=begun + timedelta(days=1), ends_at=begun + timedelta(days=1, hours=3)
        )
    )
    page = room.wall(visitors)
    page.clock.install()
    page.reload()
    expect(page.get_by_role("link", name="Fermer")).to_have_attribute("href", f"{room.url}/participants?rencontre=1")
    before = page.locator("[data-when]").inner_text()
    room.meeting.ends_at = clock.now() - timedelta(minutes=1)
    room.world.save(room.meeting)
    page.clock.fast_forward(61_000)

    expect(page.get_by_text("Le code s’affiche le")).to_be_visible()
    expect(page.get_by_role("link", name="Fermer")).to_have_attribute("href", f"{room.url}/participants?rencontre=2")
    assert page.locator("[data-when]").inner_text() != before


@with_javascript
def test_the_wall_brings_the_next_code_and_says_when_it_cannot(visitors: Visitors, room: Room) -> None:
    page = room.wall(visitors)
    page.clock.install()
    page.reload()
    [row] = room.world.all(RoomCode, meeting_id=room.meeting.id)
    first = code_on(page)
    expect(page.get_by_text("Code suivant")).to_be_hidden()

    page.context.set_offline(True)
    page.clock.fast_forward(61_000)
    expect(page.get_by_text("Pas de réseau")).to_be_visible()
    row.secret = "cd" * 32  # another code, without waiting for a minute to pass
    room.world.save(row)
    page.context.set_offline(False)
    page.clock.fast_forward(5_000)

    expect(page.get_by_text("Pas de réseau")).to_be_hidden()
    expect(page.locator(".code-now")).to_be_visible()
    assert code_on(page) != first


@with_javascript
@pytest.mark.parametrize("code", ["WWWWWW", "MMMMMM"])
def test_the_widest_code_fits_on_a_screen_on_the_wall(visitors: Visitors, room: Room, code: str) -> None:
    page = room.wall(visitors)
    page.set_viewport_size(FULL_HD)
    halves = page.locator(".code-now [aria-hidden]")
    for place in range(2):
        halves.nth(place).evaluate("(half, text) => { half.textContent = text; }", code[:3])

    fits = "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    assert page.evaluate(fits)
    assert halves.first.evaluate("half => parseFloat(getComputedStyle(half).fontSize)") >= FULL_HD["height"] / 7
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
