"""Two phones note presence on one list: the way is cut and comes back, the server fails, a tab is thrown away."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from portal import clock
from portal.models.accounts.accounts import SignIn
from portal.models.planning.sessions import Meeting
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import NotedBy, PresenceMark, RegistrationState
from tests.browser.attendance.test_trainer import tap
from tests.browser.conftest import Portal, Visitors
from tests.browser.mailbox import sign_in_by_mail
from tests.factories import NEXT
from tests.patience import until

PRESENT, ABSENT, EXCUSED = PresenceMark.PRESENT, PresenceMark.ABSENT, PresenceMark.EXCUSED
PEOPLE = (("Aline", "Brouillon"), ("Karim", "Test"), ("Maud", "Essai"))


class Room:
    """A morning that is under way, two trainers and three people."""

    def __init__(self, portal: Portal) -> None:
        self.portal, self.world = portal, portal.world
        number = next(NEXT)
        begun = clock.now() - timedelta(hours=1)
        workshop = self.world.workshop(f"Accueillir un ménage {number}")
        self.session = self.world.training_session(workshop_id=workshop.id, starts_at=begun)
        self.trainers = [self.world.trainer(self.session, f"anim{number}.{one}@example.org") for one in range(2)]
        partner = self.world.partner(f"Relogeas {number}")
        rows = [self.world.registration(self.session, self.world.person(partner, *name)) for name in PEOPLE]
        self.ids: dict[str, int] = {given: row.id for (given, _family), row in zip(PEOPLE, rows, strict=True)}
        [self.meeting] = self.world.all(Meeting, session_id=self.session.id)
        self.url = f"/seances/{self.session.public_id}/participants"

    def open(self, visitors: Visitors, trainer: int = 0) -> Page:
        page = visitors.new()
        page.goto(self.url)
        sign_in_by_mail(page, self.portal, self.trainers[trainer].email)
        expect(page.locator("[data-marks]")).to_be_visible()
        return page

    def marks(self) -> dict[str, PresenceMark]:
        rows = {row.registration_id: row.mark for row in self.world.all(Presence, meeting_id=self.meeting.id)}
        return {name: rows[number] for name, number in self.ids.items() if number in rows}


@pytest.fixture
def room(portal: Portal) -> Room:
    return Room(portal)


with_javascript = pytest.mark.parametrize("visitors", [(360, True)], indirect=True, ids=["360px-js-on"])


def state_is(page: Page, words: str) -> None:
    expect(page.get_by_role("region", name="État de la liste").get_by_role("status")).to_have_text(words)


@with_javascript
def test_a_tap_is_saved_at_once_and_taken_back(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)

    tap(page, "Aline")
    state_is(page, "Enregistré")
    tap(page, "Karim", "Excuse")
    state_is(page, "Enregistré")
    expect(page.locator(".mark--waiting")).to_have_count(0)
    assert room.marks() == {"Aline": PRESENT, "Karim": EXCUSED}

    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".mark--waiting")).to_have_count(0)
    assert room.marks() == {"Aline": PRESENT}
    tap(page, "Aline")  # a second tap takes it away
    expect(page.locator(".mark--waiting")).to_have_count(0)
    assert room.marks() == {}


@with_javascript
def test_taps_wait_where_the_way_is_shut_and_survive_a_reload(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    expect(page.locator("[data-live]")).to_be_visible()
    page.context.set_offline(True)
    tap(page, "Aline")
    tap(page, "Karim", "Absence")
    state_is(page, "2 présences à envoyer. Elles partiront seules.")
    assert room.marks() == {}

    page.context.set_offline(False)
    expect(page.get_by_text("à envoyer")).to_have_count(0)
    state_is(page, "Enregistré")
    assert room.marks() == {"Aline": PRESENT, "Karim": ABSENT}

    def fail(route: Route) -> None:
        route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")

    page.route("**/presences", fail)
    tap(page, "Maud")
    state_is(page, "1 présence à envoyer. Elle partira seule.")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert str(room.ids["Maud"]) in kept and "Maud" not in kept and "Essai" not in kept
    page.unroute("**/presences", fail)
    page.reload()
    state_is(page, "Enregistré")
    assert room.marks() == {"Aline": PRESENT, "Karim": ABSENT, "Maud": PRESENT}
    assert page.evaluate("sessionStorage.length") == 0


@with_javascript
def test_a_tap_before_the_script_is_there_leaves_when_it_comes(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/presence.*.js", hold)
    page.goto(room.url, wait_until="commit")
    tap(page, "Aline")
    expect(page.get_by_role("group", name="Aline").get_by_role("radio", name="présence")).to_be_checked()
    until(lambda: held, "the page asks for its script")

    held[0].continue_()

    state_is(page, "Enregistré")
    assert room.marks() == {"Aline": PRESENT}


@with_javascript
def test_an_answer_that_was_lost_makes_no_second_tap(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    taps: list[str] = []

    def lose(route: Route) -> None:
        taps.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/presences", lose, times=1)
    tap(page, "Aline")
    state_is(page, "1 présence à envoyer. Elle partira seule.")
    assert room.marks() == {"Aline": PRESENT}
    page.get_by_role("button", name="Essayer").click()

    state_is(page, "Enregistré")
    assert len(taps) == 1 and room.marks() == {"Aline": PRESENT}
    expect(page.get_by_text("Que garde-t-on")).to_have_count(0)


@with_javascript
def test_two_phones_see_each_other_and_the_author_decides(visitors: Visitors, room: Room) -> None:
    first, second = room.open(visitors), room.open(visitors, 1)
    tap(first, "Aline")
    state_is(first, "Enregistré")

    tap(second, "Aline", "Absence")
    choice = second.get_by_text("Que garde-t-on")
    expect(choice).to_be_visible()
    assert room.marks() == {"Aline": PRESENT}
    second.get_by_role("button", name="Absence pour Aline Brouillon").click()

    state_is(second, "Enregistré")
    expect(choice).to_have_count(0)
    assert room.marks() == {"Aline": ABSENT}
    tap(first, "Karim")
    expect(first.get_by_role("group", name="Aline").get_by_role("radio", name="Absence")).to_be_checked()


@with_javascript
def test_everybody_is_there_in_one_press(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    tap(page, "Karim", "Excuse")
    page.get_by_role("button", name="Tout le monde est là").click()

    state_is(page, "Enregistré")
    expect(page.locator(".mark--waiting")).to_have_count(0)
    assert room.marks() == {"Aline": PRESENT, "Karim": EXCUSED, "Maud": PRESENT}


@with_javascript
def test_somebody_signed_out_meanwhile_loses_nothing(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    [sign_in] = room.world.all(SignIn, account_id=room.trainers[0].id)
    sign_in.revoked_at = clock.now()
    room.world.save(sign_in)
    tap(page, "Aline")
    expect(page.get_by_text("Votre connexion a pris fin")).to_be_visible()
    expect(page.get_by_role("region", name="État de la liste").get_by_role("link", name="Se connecter")).to_be_visible()

    sign_in.revoked_at = None
    room.world.save(sign_in)
    page.reload()
    state_is(page, "Enregistré")
    assert room.marks() == {"Aline": PRESENT}


@with_javascript
def test_who_cancelled_meanwhile_is_named_and_not_marked(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    row = room.world.get(Registration, room.ids["Aline"])
    row.state = RegistrationState.CANCELLED
    room.world.save(row)

    tap(page, "Aline")

    expect(page.get_by_text("Aline Brouillon n’est plus sur la liste.")).to_be_visible()
    assert room.marks() == {}


@pytest.mark.parametrize("visitors", [(360, False)], indirect=True, ids=["360px-js-off"])
def test_without_javascript_what_was_not_touched_stays(visitors: Visitors, room: Room) -> None:
    page = room.open(visitors)
    room.world.noted(room.ids["Karim"], room.meeting.id, EXCUSED)

    tap(page, "Aline")
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.get_by_text("1 présence notée.").first).to_be_visible()
    assert room.marks() == {"Aline": PRESENT, "Karim": EXCUSED}
    expect(page.get_by_role("group", name="Karim").get_by_role("radio", name="Excuse")).to_be_checked()


@with_javascript
def test_taps_copied_from_the_sheet_are_told_from_the_others_wherever_they_waited(
    visitors: Visitors, room: Room
) -> None:
    meeting = room.world.get(Meeting, room.meeting.id)
    meeting.ends_at = clock.now() - timedelta(minutes=1)
    room.world.save(meeting)
    page = room.open(visitors)
    page.context.set_offline(True)
    tap(page, "Aline")
    page.get_by_label("Je recopie la feuille signée").check()
    bar = page.get_by_role("region", name="État de la liste").bounding_box()
    assert bar is not None and bar["height"] < 180  # with all its buttons, on the narrowest phone
    tap(page, "Karim")
    tap(page, "Maud")
    state_is(page, "3 présences à envoyer. Elles partiront seules.")

    page.context.set_offline(False)

    expect(page.locator(".mark--waiting")).to_have_count(0)
    by = {row.registration_id: row.noted_by for row in room.world.all(Presence, meeting_id=room.meeting.id)}
    assert by == {
        room.ids["Aline"]: NotedBy.TRAINER,
        room.ids["Karim"]: NotedBy.PAPER,
        room.ids["Maud"]: NotedBy.PAPER,
    }
