"""Half a date typed at the keyboard, with JavaScript and without: said at its field, kept, and nothing is saved."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal import clock
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.dates import datetime_long
from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.factories import NEXT
from tests.law.pages.request_crawl import forms_of

SAMPLES = "#formulaire"  # the form of the page of components is never sent
HALVES = {"day": "12/01", "hour": "9", "moment": "04102027", "number": "2-", "fraction": "50,"}
both = pytest.mark.parametrize("javascript", [True, False], ids=["js-on", "js-off"])
SmallWorld = tuple[Portal, dict[str, str]]


def pages_with_dates(small_world: SmallWorld) -> list[tuple[str, str]]:
    """Role and address of every form with such a field, once each; every one of them posts to its own page."""
    portal, tokens = small_world
    written = {(form.role, form.address) for form in forms_of(portal.app, tokens) if form.written}
    return sorted((role, address) for role, address in written if address != SAMPLES)


def lines_of(page: Page) -> list[Locator]:
    return page.locator("form[method=post] [data-reads]").all()


def type_halves(page: Page) -> None:
    for line in lines_of(page):
        line.fill("")
        line.press_sequentially(HALVES[line.get_attribute("data-reads") or ""])


def faults_of(page: Page, address: str) -> list[str]:
    faults = []
    for line in lines_of(page):
        name, kind = line.get_attribute("name"), line.get_attribute("data-reads") or ""
        said = page.locator(f"[id='{line.get_attribute('id')}-erreur']")
        if line.input_value() != HALVES[kind] or said.count() != 1 or not said.is_visible():
            faults.append(f"{address} {name}: {line.input_value()!r}")
    if not page.locator("[data-error-summary]").first.evaluate("(one) => one === document.activeElement"):
        faults.append(f"{address}: the summary has no focus")
    return faults


@both
def test_half_of_every_field_of_every_form_is_said_and_kept(
    small_world: SmallWorld, browser: Browser, javascript: bool
) -> None:
    portal, tokens = small_world
    visitors, found, tried = Visitors(browser, portal, 1280, javascript), [], 0
    pages = {role: visitors.signed_in(token) for role, token in tokens.items()}
    for role, address in pages_with_dates(small_world):
        page = pages[role]
        page.goto(address)
        type_halves(page)
        tried += len(lines_of(page))
        page.locator("form[method=post]:has([data-reads])").first.evaluate("(form) => form.requestSubmit()")
        page.wait_for_load_state()
        found += faults_of(page, address)

    for page in pages.values():
        page.context.close()
    assert not found, "\n".join(found)
    assert tried > 20


@in_two_ways
def test_a_closing_moment_without_its_hour_is_not_saved_and_is_taken_as_we_say_it(
    visitors: Visitors, portal: Portal
) -> None:
    number = next(NEXT)
    workshop = portal.world.workshop(f"Clôture {number}")
    staff = portal.world.staff(f"nora{number}@example.org", totp_confirmed_at=clock.now())
    desk = visitors.signed_in(portal.world.token_of(staff))
    closes = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    desk.goto("/gestion/seances/nouvelle")
    desk.get_by_label("Formation").select_option(workshop.title)
    desk.get_by_label("Date").first.fill(f"{clock.today() + timedelta(days=40):%d/%m/%Y}")
    desk.get_by_label("Début").fill("9h")
    desk.get_by_label("Fin").first.fill("12 h 30")
    desk.get_by_label("Clôture des inscriptions").press_sequentially("04102027")
    desk.get_by_label("Places par association").press_sequentially("2-")

    save(desk)

    expect(desk.locator("#closes_at-erreur")).to_contain_text("Il manque l’heure.")
    expect(desk.locator("#quota-erreur")).to_contain_text("Écrivez un nombre entier, en chiffres.")
    expect(desk.get_by_label("Clôture des inscriptions")).to_have_value("04102027")
    assert portal.world.all(TrainingSession, workshop_id=workshop.id) == []

    desk.get_by_label("Clôture des inscriptions").fill(datetime_long(closes))
    desk.get_by_label("Places par association").fill("2")
    save(desk)

    expect(desk.get_by_text("Le brouillon est enregistré.")).to_be_visible()
    [session] = portal.world.all(TrainingSession, workshop_id=workshop.id)
    assert (session.closes_at, session.quota) == (closes, 2)


def save(desk: Page) -> None:
    desk.get_by_role("button", name="Enregistrer le brouillon", exact=True).last.click()


def test_a_calendar_writes_the_day_that_is_chosen_into_the_line(small_world: SmallWorld, browser: Browser) -> None:
    portal, tokens = small_world
    page = Visitors(browser, portal, 1280, javascript=True).signed_in(tokens["admin"])
    page.goto("/gestion/seances/nouvelle")

    for label, chosen in (("Date", "2027-01-12"), ("Clôture des inscriptions", "2027-01-12T09:30")):
        button = page.get_by_role("button", name=f"Choisir dans un calendrier : {label}", exact=True)
        calendar = button.locator("+ span > input")
        button.click()
        calendar.evaluate("(one, chosen) => { one.value = chosen; one.dispatchEvent(new Event('change')) }", chosen)

    expect(page.get_by_label("Date").first).to_have_value("12/01/2027")
    expect(page.get_by_label("Clôture des inscriptions")).to_have_value("12/01/2027 09:30")
    page.context.close()


def test_without_javascript_no_calendar_is_promised(small_world: SmallWorld, browser: Browser) -> None:
    portal, tokens = small_world
    page = Visitors(browser, portal, 360, javascript=False).signed_in(tokens["admin"])
    page.goto("/gestion/seances/nouvelle")

    expect(page.get_by_role("button", name="Choisir dans un calendrier")).to_have_count(0)
    page.context.close()
