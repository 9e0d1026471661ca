"""Journey 1 and 2: a coordinator registers two colleagues, cancels one, replaces the other; their calendars follow."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, Visitors
from tests.browser.mailbox import calendar_of, sign_in_by_mail, value_of, wait_for_mail, wait_for_objects
from tests.factories import NEXT


def fill_person(page: Page, number: int, given_name: str, family_name: str, address: str) -> None:
    group = page.get_by_role("group", name=f"Personne {number}", exact=True)
    group.get_by_label("Prénom").fill(given_name)
    group.get_by_label("Nom", exact=True).fill(family_name)
    group.get_by_label("Adresse e-mail").fill(address)


def test_a_coordinator_registers_two_colleagues_and_changes_her_mind(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    world = portal.world
    title = f"Accompagner un ménage {number}"
    partner = world.partner(f"FADD Solidarité {number}")
    coordinator = world.coordinator(partner, f"fadd{number}@example.org")
    session = world.training_session(workshop_id=world.workshop(title).id, capacity=2)
    fatou, noe, karim = (f"{name}{number}@example.org" for name in ("fatou", "noe", "karim"))
    page = visitors.new()

    page.goto("/")
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Inscrire mon équipe").click()
    sign_in_by_mail(page, portal, coordinator.email)
    fill_person(page, 1, "Fatou", "Exemple", fatou)
    page.get_by_role("button", name="Ajouter une personne").click()
    fill_person(page, 2, "Noé", "Épreuve", noe)
    page.get_by_role("button", name="Inscrire", exact=True).last.click()

    expect(page.get_by_text("Fatou Exemple : inscription confirmée")).to_be_visible()
    expect(page.get_by_text("Noé Épreuve : inscription confirmée")).to_be_visible()
    invitation = calendar_of(wait_for_mail(portal, fatou))
    assert "METHOD:REQUEST" in invitation
    assert f"/seances/{session.public_id}" in invitation

    page.get_by_role("link", name=re.compile("Annuler l’inscription.: Fatou")).click()
    page.get_by_role("button", name="Annuler l’inscription").click()
    expect(page.get_by_text("Fatou Exemple : inscription annulée").first).to_be_visible()
    page.get_by_role("link", name="Remplacer Noé Épreuve").click()
    page.get_by_label("Prénom").fill("Karim")
    page.get_by_label("Nom", exact=False).nth(1).fill("Test")
    page.get_by_label("Adresse e-mail").fill(karim)
    page.get_by_role("button", name="Donner la place").click()

    expect(page.get_by_text("Karim Test a maintenant la place, et non plus Noé Épreuve.")).to_be_visible()
    assert "METHOD:REQUEST" in calendar_of(wait_for_mail(portal, karim))
    assert_entry_removed(portal, fatou)
    assert_entry_removed(portal, noe)


def assert_entry_removed(portal: Portal, address: str) -> None:
    """The second object cancels the first one's UID."""
    request, cancel = (calendar_of(mail) for mail in wait_for_objects(portal, address, 2))
    assert "METHOD:CANCEL" in cancel
    assert value_of("UID", cancel) == value_of("UID", request)
