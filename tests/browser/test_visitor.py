"""Journey 5: anyone finds a session and the way to it, follows the agenda, searches, and finds help."""

from urllib.request import urlopen

import pytest
import vobject
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from portal import clock
from portal.models.network.partners import Municipality, Theme
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from tests import partner_factories as network
from tests import sheet_factories as sheets
from tests.browser.conftest import Portal, Visitors
from tests.factories import NEXT


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def session_of(portal: Portal, title: str, theme_code: str, commune: str) -> TrainingSession:
    """A session about a theme, in a commune."""
    world = portal.world
    [theme] = world.all(Theme, code=theme_code)
    [place] = world.all(Municipality, name=commune)
    number = next(NEXT)
    venue = world.save(
        Venue(
            name=f"Salle {number}",
            street="rue de l’Exemple 7",
            postcode="6000",
            municipality_nis=place.nis,
            bus="Bus 52, arrêt Exemple, à 200 m",
            step_free="Entrée sans marche par la cour",
        )
    )
    workshop = world.save(
        Workshop(slug=f"atelier-{number}", title=title, status="published", created_at=clock.now(), themes=[theme])
    )
    return world.training_session(
        workshop_id=workshop.id,
        venue_id=venue.id,
        contact_phone="071 00 00 71",
        contact_email="formations@example.org",
    )


def test_a_visitor_narrows_the_agenda_and_learns_how_to_come(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    wanted, other_theme, elsewhere = (f"{name} {number}" for name in ("Aérer", "Déménager", "Sécher"))
    session_of(portal, wanted, "damp", "Châtelet")
    session_of(portal, other_theme, "moving", "Châtelet")
    session_of(portal, elsewhere, "damp", "Fleurus")
    page = visitors.new()

    page.goto("/")
    filters = page.get_by_role("navigation", name="Filtrer les séances")
    link(filters, "Humidité et aération").click()
    expect(link(page, elsewhere)).to_be_visible()
    expect(link(page, other_theme)).to_have_count(0)
    link(filters, "Châtelet").click()
    expect(link(page, elsewhere)).to_have_count(0)
    link(page, wanted).click()

    expect(page.get_by_text("rue de l’Exemple 7")).to_be_visible()
    expect(page.get_by_text("Bus 52, arrêt Exemple")).to_be_visible()
    expect(page.get_by_text("Entrée sans marche par la cour")).to_be_visible()
    expect(link(page, "071 00 00 71")).to_have_attribute("href", "tel:+3271000071")
    expect(link(page, "Poser une question")).to_have_attribute("href", "mailto:formations@example.org")


def test_a_visitor_subscribes_to_the_agenda(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    title, other = f"Chauffer juste {number}", f"Entrer {number}"
    session = session_of(portal, title, "energy", "Gerpinnes")
    session_of(portal, other, "moving", "Gerpinnes")
    page = visitors.new()

    page.goto("/")
    link(page, "S’abonner à l’agenda").click()
    whole = page.get_by_text(f"{portal.url}/agenda.ics", exact=True).text_content() or ""
    parts = page.get_by_role("listitem").filter(has=link(page, "Énergie"))
    energy = parts.locator("code").text_content() or ""

    assert {title, other} <= summaries_read_twice(whole).keys()
    narrowed = summaries_read_twice(energy)
    assert title in narrowed and other not in narrowed
    assert f"/seances/{session.public_id}" in narrowed[title]


def summaries_read_twice(address: str) -> dict[str, str]:
    """The titles in a feed with their address, as two independent parsers read it."""
    with urlopen(address) as response:
        assert response.headers["Content-Type"].startswith("text/calendar")
        text = response.read().decode()
    events = {str(event["SUMMARY"]): str(event["URL"]) for event in Calendar.from_ical(text).walk("VEVENT")}
    others = {event.summary.value: event.url.value for event in vobject.readOne(text).vevent_list}
    assert events == others
    return events


@pytest.mark.parametrize(("plain", "accented"), [("energie", "énergie"), ("cpas", "CPAS")])
def test_a_search_finds_the_same_with_and_without_accents(
    visitors: Visitors, portal: Portal, plain: str, accented: str
) -> None:
    number = next(NEXT)
    world = portal.world
    partner = network.index(world, world.partner(f"CPAS d’Énergie-sur-Sambre {number}"))
    sheet = sheets.published(world, f"Énergie et CPAS {number}")
    page = visitors.new()

    found = []
    for words in (plain, accented):
        page.goto("/recherche")
        page.get_by_label("Chercher").fill(f"{words} {number}")
        press(page, "Chercher")
        whole = page.get_by_role("listitem").filter(has_not_text="Répond à une partie de la demande")
        expect(whole.get_by_role("heading", level=3).first).to_be_visible()
        found.append(whole.get_by_role("heading", level=3).all_text_contents())

    assert sorted(found[0]) == sorted([partner.name, sheet.title])
    assert found[0] == found[1]


def test_a_visitor_finds_help_privacy_and_accessibility(visitors: Visitors) -> None:
    page = visitors.new()

    page.goto("/connexion")
    link(page, "Je n’ai pas reçu le code").click()
    expect(page).to_have_url("/aide#code")
    expect(page.get_by_role("heading", name="Je n’ai pas reçu le code")).to_be_in_viewport()
    link(page, "Vie privée").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vie privée")
    expect(page.get_by_text("formations@example.org").first).to_be_visible()
    link(page, "Accessibilité").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibilité")
