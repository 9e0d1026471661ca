"""A name of 190 letters, and a portal whose own address is long, break no page on the narrowest screens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from sqlalchemy import update

from portal.database import writing
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import Person
from tests.browser.conftest import Portal, Visitors, serve_small_world
from tests.browser.test_accessibility import ROLES, pages_of, scrolls_sideways

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
