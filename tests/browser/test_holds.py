"""A coordinator holds a seat before she knows who comes, then names a colleague: her calendar follows."""

from playwright.sync_api import expect

from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.browser.mailbox import calendar_of, sign_in_by_mail, wait_for_mail
from tests.factories import NEXT


@in_two_ways
def test_a_seat_is_held_then_named(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    world = portal.world
    title = f"Habiter son logement {number}"
    partner = world.partner(f"Relogeas {number}")
    coordinator = world.coordinator(partner, f"relogeas{number}@example.org")
    karim = world.person(partner, "Karim", "Test", email=f"karim{number}@example.org")
    noe = world.person(partner, "Noé", "Épreuve", email=f"noe{number}@example.org")
    world.training_session(workshop_id=world.workshop(title).id, capacity=3)
    page = visitors.new()

    page.goto("/")
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Inscrire mon équipe").click()
    sign_in_by_mail(page, portal, coordinator.email)
    page.get_by_role("checkbox", name="Karim Test").check()
    page.get_by_label("Places à nommer plus tard").fill("1")
    page.get_by_role("button", name="Inscrire", exact=True).last.click()

    expect(page.get_by_text("Karim Test : inscription confirmée")).to_be_visible()
    expect(page.get_by_text("1 place est à vous")).to_be_visible()
    assert "METHOD:REQUEST" in calendar_of(wait_for_mail(portal, karim.email or ""))

    page.get_by_role("link", name="Nommer la place").click()
    page.get_by_label("Quelqu’un de votre équipe").select_option("Noé Épreuve")
    page.get_by_role("button", name="Nommer").click()

    expect(page.get_by_text("Noé Épreuve a la place")).to_be_visible()
    assert "METHOD:REQUEST" in calendar_of(wait_for_mail(portal, noe.email or ""))
