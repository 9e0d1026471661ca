"""axe finds nothing on any page, on a phone and a desk, by day and by night; nothing scrolls sideways at 320 px.

Every route that answers GET with a page is opened by the first role that may, on the small world of
tests/law/route_world.py.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from waitress.server import create_server

from portal.app import create_app
from portal.database import db, search_index
from tests.browser.conftest import Portal, Visitors, free_port
from tests.conftest import settings_for
from tests.factories import World
from tests.law import route_world
from tests.law.test_routes import read_addresses

ROLES = ("anonymous", "coordinator", "trainer", "admin")
SIZES = (ViewportSize(width=360, height=800), ViewportSize(width=1280, height=900))
NARROWEST = ViewportSize(width=320, height=800)
ALL_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SCHEMES = {"light": ALL_RULES, "dark": CONTRAST}  # only colours change by night


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, dict[str, str]]]:
    home: Path = tmp_path_factory.mktemp("accessibility")
    port = free_port()
    settings = settings_for(home, f"sqlite:///{home / 'p.sqlite3'}", base_url=f"http://localhost:{port}", testing=False)
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            search_index.create(connection)
    world = World(app)
    tokens = route_world.build(world)
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield Portal(settings.base_url, app, world), tokens
    server.close()


def pages_of(portal: Portal, tokens: dict[str, str], role: str) -> list[str]:
    """The addresses of the HTML pages that `role` may open and no earlier role may."""
    earlier = ROLES[: ROLES.index(role)]
    return [
        address
        for _rule, address in read_addresses(portal.app)
        if opens(portal, tokens.get(role), address)
        and not any(opens(portal, tokens.get(other), address) for other in earlier)
    ]


def opens(portal: Portal, token: str | None, address: str) -> bool:
    client = portal.app.test_client()
    with client.session_transaction() as cookie:
        if token:
            cookie["_user_id"] = token
    with client.get(address) as response:
        # A sandboxed page is a mail as its reader sees it: the page that frames it is checked.
        framed = "sandbox" in response.headers["Content-Security-Policy"]
        return response.status_code == 200 and response.mimetype == "text/html" and not framed


def faults_of(page: Page, rules: dict[str, object]) -> list[str]:
    results = Axe().run(page, options=rules)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in results.response["violations"]]


def checked(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = []
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # a literal
            found += [f"{address} {size['width']} {scheme} {fault}" for fault in faults_of(page, rules)]
    page.set_viewport_size(NARROWEST)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{address} scrolls sideways at 320 px")
    return found


@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_on_any_page(
    role: str, small_world: tuple[Portal, dict[str, str]], browser: Browser
) -> None:
    portal, tokens = small_world
    addresses = pages_of(portal, tokens, role)
    visitors = Visitors(browser, portal, 1280, javascript=True)
    page = visitors.signed_in(tokens[role]) if role in tokens else visitors.new()

    found = [fault for address in addresses for fault in checked(page, address)]

    page.context.close()
    assert len(addresses) > 1
    assert not found, "\n".join(found)
