"""A participant without an account: from the mail to the page, needs told, the seat given to a colleague."""

import re

from playwright.sync_api import Page, expect

from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.browser.mailbox import text_of, wait_for_mail
from tests.factories import NEXT


def open_own(page: Page, portal: Portal, address: str) -> None:
    """Open the link of the mail."""
    found = re.search(r"\S+/inscription/\S+", text_of(wait_for_mail(portal, address)))
    assert found is not None
    page.goto(found.group())


@in_two_ways
def test_a_participant_tells_a_need_and_sends_a_colleague(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    world = portal.world
    partner = world.partner(f"Relogeas {number}")
    coordinator = world.coordinator(partner, f"relogeas{number}@example.org")
    session = world.training_session(capacity=2)
    fatou, noe = f"fatou{number}@example.org", f"noe{number}@example.org"
    people = (NewPerson("Fatou", "Exemple", fatou),)
    with portal.app.app_context():
        registrations.register(Register(session.id, partner.id, people, coordinator.id, f"participant {number}"))
    page = visitors.new()

    open_own(page, portal, fatou)
    page.get_by_label("Accès sans marche").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Il reste une chose à corriger")).to_be_visible()
    page.get_by_label("J’accepte que l’équipe").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    expect(page.get_by_label("Accès sans marche")).to_be_checked()

    page.get_by_role("link", name="Annuler mon inscription").click()
    page.get_by_role("link", name="Donner ma place").click()
    page.get_by_label("Prénom").fill("Noé")
    page.get_by_label("Nom", exact=False).nth(1).fill("Épreuve")
    page.get_by_label("Adresse e-mail").fill(noe)
    page.get_by_role("button", name="Donner ma place").click()
    expect(page.get_by_text("Noé Épreuve a maintenant la place, et non plus Fatou Exemple.")).to_be_visible()

    open_own(page, portal, noe)
    expect(page.get_by_text("Inscription confirmée")).to_be_visible()
    expect(page.get_by_label("Accès sans marche")).not_to_be_checked()
