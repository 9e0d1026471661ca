"""A link opened elsewhere, and another address, as a person does it; axe looks at the states between."""

import re

import pyotp
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from portal import clock
from portal.models.accounts.accounts import Account
from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.browser.mailbox import text_of, wait_for_mail
from tests.browser.test_accessibility import ALL_RULES, NARROWEST, faults_of
from tests.factories import NEXT

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def link_in(portal: Portal, address: str, subject: str, path: str) -> str:
    found = re.search(rf"{path}\S+", text_of(wait_for_mail(portal, address, subject)))
    assert found is not None
    return found.group()


def is_sound(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways at 320 px."""
    page.evaluate(AXE_SCRIPT)
    assert faults_of(page, ALL_RULES) == []
    before = page.viewport_size
    page.set_viewport_size(NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    assert before is not None
    page.set_viewport_size(before)


@in_two_ways
def test_a_lost_tab_locks_nobody_out(visitors: Visitors, portal: Portal) -> None:
    address = f"fatou{next(NEXT)}{'x' * 45}@example.org"
    asking, telephone = visitors.new(), visitors.new()
    asking.goto("/connexion")
    asking.get_by_label("Votre adresse e-mail").fill(address)
    asking.get_by_role("button", name="Recevoir le code").click()
    expect(asking.get_by_label("Code de 8 caractères")).to_be_visible()

    telephone.goto(link_in(portal, address, "Votre code", "/connexion/lien/"))
    telephone.get_by_role("button", name="Me connecter").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Ouvrir une session sur cet appareil")
    expect(telephone.get_by_text(address).first).to_be_visible()
    if visitors.javascript:
        is_sound(telephone)
    telephone.get_by_role("button", name=f"Ouvrir cette session de {address}").click()
    telephone.goto("/mon-compte")

    expect(telephone.get_by_role("heading", level=1)).to_have_text("Mon compte")


@in_two_ways
def test_an_address_is_changed_by_the_links_of_both_mailboxes(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    old, new = f"fatou{number}@example.org", f"fatou.exemple{number}@example.org"
    account = portal.world.account(old, given_name="Fatou", family_name="Exemple")
    page = visitors.signed_in(portal.world.token_of(account))
    page.goto("/mon-compte")
    page.get_by_role("link", name="Changer d’adresse").click()
    page.get_by_label("Nouvelle adresse e-mail").fill(new)
    page.get_by_role("button", name="Demander le changement").click()
    expect(page.get_by_text("L’ancienne adresse n’a pas encore confirmé.")).to_be_visible()
    if visitors.javascript:
        is_sound(page)

    for address in (old, new):
        page.goto(link_in(portal, address, "Changer l’adresse", "/adresse/"))
        if visitors.javascript:
            is_sound(page)
        page.get_by_role("button", name="Confirmer le changement").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("L’adresse a changé")
    assert portal.world.get(Account, account.id).email == new


@pytest.mark.parametrize("visitors", [(360, True)], indirect=True, ids=["360px"])
def test_what_is_wrong_about_a_code_is_said_where_the_eyes_are(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    staff = portal.world.staff(f"lise{number}@example.org", totp_secret=SECRET, totp_confirmed_at=clock.now())
    page = visitors.new()
    page.goto("/connexion")
    page.get_by_label("Votre adresse e-mail").fill(staff.email)
    page.get_by_role("button", name="Recevoir le code").click()
    for typed in ("123456", "2222 2222"):
        page.get_by_label("Code de 8 caractères").fill(typed)
        page.get_by_role("button", name="Entrer").click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        is_sound(page)
    code = text_of(wait_for_mail(portal, staff.email, "Votre code")).split("demandé\u00a0:")[1].split()[0]
    page.get_by_label("Code de 8 caractères").fill(code.lower().replace("-", ""))
    page.get_by_role("button", name="Entrer").click()

    page.get_by_label("Code de l’application").fill("000000")
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    is_sound(page)
    page.get_by_label("Code de l’application").fill(pyotp.TOTP(SECRET).at(clock.now()))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon bureau")
