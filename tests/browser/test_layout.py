"""What stands beside what, measured on the page; and a name of 190 letters, which breaks no page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Locator
from sqlalchemy import update

from portal import clock
from portal.database import writing
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import Person
from tests.browser.conftest import Portal, Visitors, kind_name, serve_small_world
from tests.browser.staff import planned
from tests.browser.test_accessibility import ROLES, pages_of, scrolls_sideways
from tests.factories import NEXT

LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5 + "abcdefghijklmno"
assert len(LONG) == 190
HOST = "portail-des-partenaires.formations.logement-public.lasambrienne.localhost"


@pytest.fixture(scope="module")
def long_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, dict[str, str]]]:
    for portal, tokens in serve_small_world(tmp_path_factory.mktemp("long"), HOST):
        with portal.app.app_context(), writing() as session:
            for model in (Person, Account):
                session.execute(update(model).values(given_name=LONG, family_name=LONG[::-1]))
            session.execute(update(Partner).values(name=LONG))
            session.execute(update(Workshop).values(title=LONG))
        yield portal, tokens


@pytest.mark.parametrize("role", ROLES)
def test_no_page_scrolls_sideways(role: str, long_world: tuple[Portal, dict[str, str]], browser: Browser) -> None:
    portal, tokens = long_world
    visitors = Visitors(browser, portal, 320, javascript=False)
    page = visitors.signed_in(tokens[role]) if role in tokens else visitors.new()

    broken = []
    for address in pages_of(portal, tokens, role):
        page.goto(address)
        if scrolls_sideways(page):
            broken.append(address)

    page.context.close()
    assert not broken, "\n".join(broken)


at_a_desk = pytest.mark.parametrize("visitors", [(1280, True)], indirect=True, ids=kind_name)


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found is not None
    return found


def bottom(locator: Locator) -> float:
    rect = box(locator)
    return rect["y"] + rect["height"]


@at_a_desk
def test_day_beginning_and_end_stand_in_one_line_with_or_without_a_mistake(visitors: Visitors, portal: Portal) -> None:
    staff = portal.world.staff(f"lise{next(NEXT)}@example.org", totp_confirmed_at=clock.now())
    desk = visitors.signed_in(portal.world.token_of(staff))
    desk.goto("/gestion/seances/nouvelle")

    for typed in ("", "12/1"):
        if typed:
            desk.get_by_label("Date", exact=False).first.fill(typed)
            desk.get_by_role("button", name="Enregistrer le brouillon").last.click()
            desk.get_by_text("Il manque l’année").first.wait_for()
        meeting = desk.get_by_role("group", name="Rencontre 1", exact=True)
        lines = [bottom(meeting.get_by_role("textbox", name=name)) for name in ("Date", "Début", "Fin")]
        assert max(lines) - min(lines) <= 1


@at_a_desk
def test_a_moment_is_seen_whole_and_its_help_is_not_squeezed(visitors: Visitors, portal: Portal) -> None:
    staff = portal.world.staff(f"lise{next(NEXT)}@example.org", totp_confirmed_at=clock.now())
    desk = visitors.signed_in(portal.world.token_of(staff))
    desk.goto("/gestion/seances/nouvelle")
    closes = desk.get_by_role("textbox", name="Clôture des inscriptions")

    closes.fill("31/12/2026 à 09:30")

    assert closes.evaluate("field => field.scrollWidth <= field.clientWidth")
    label = desk.get_by_text("Dernier moment pour se désister sans retard", exact=True)
    assert box(label)["height"] < 2 * box(desk.get_by_text("Clôture des inscriptions", exact=True))["height"]


@at_a_desk
def test_the_title_of_a_session_stands_beside_its_date(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    trainer = portal.world.account(f"yanis{number}@example.org", given_name="Yanis")
    planned(portal, f"Lire un décompte {number}", portal.world.staff(), trainer)
    page = visitors.signed_in(portal.world.token_of(trainer))

    page.goto("/mes-seances")

    assert box(page.locator(".seance__title"))["y"] < bottom(page.locator(".seance .day"))
