"""Journey 1, the stranger's half: a service that is not a partner asks to join with its colleagues, staff accept."""

from playwright.sync_api import expect

from tests.browser.conftest import Portal, Visitors
from tests.browser.mailbox import calendar_of, sign_in_by_mail, wait_for_mail
from tests.factories import NEXT


def test_a_stranger_asks_to_join_and_her_colleague_gets_the_seat(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    session = portal.world.training_session()
    staff = portal.world.staff(f"equipe{number}@example.org")
    service, colleague = f"Atelier du Coin {number}", f"noe.atelier{number}@example.org"
    page = visitors.new()

    page.goto(f"/seances/{session.public_id}/inscription")
    sign_in_by_mail(page, portal, f"mila{number}@example.org")
    expect(page.get_by_role("heading", name="Demander à rejoindre")).to_be_visible()
    page.get_by_role("button", name="Envoyer la demande").last.click()
    expect(page.get_by_role("heading", name="choses à corriger")).to_be_visible()
    page.get_by_label("Votre prénom").fill("Mila")
    page.get_by_label("Votre nom").fill("Bidon")
    page.get_by_label("Un téléphone").fill("071 00 00 19")
    page.get_by_label("Le nom du service").fill(service)
    group = page.get_by_role("group", name="Personne 1", exact=True)
    group.get_by_label("Prénom").fill("Noé")
    group.get_by_label("Nom", exact=True).fill("Épreuve")
    group.get_by_label("Adresse e-mail").fill(colleague)
    page.get_by_role("button", name="Envoyer la demande").last.click()
    expect(page.get_by_text("Votre demande est chez nous")).to_be_visible()

    desk = visitors.signed_in(portal.world.token_of(staff))
    wait_for_mail(portal, staff.email, service)
    desk.goto("/gestion/demandes")
    desk.get_by_role("link", name=service).click()
    desk.get_by_role("button", name="Accepter").click()
    expect(desk.get_by_text("le service est partenaire")).to_be_visible()

    assert "METHOD:REQUEST" in calendar_of(wait_for_mail(portal, colleague, "Place confirmée"))
    page.goto("/mon-association")
    expect(page.get_by_text("Inscription confirmée")).to_be_visible()
