"""axe finds nothing on any page, on a phone and a desk, by day and by night; nothing scrolls sideways at 320 px.

Every route that answers GET with a page is opened by the first role that may (tests/law/routes.txt says who), on the
small world of tests/law/pages/route_world.py.
"""

import json
from collections.abc import Sequence

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import Portal, Visitors
from tests.law.pages.test_routes import TABLE, read_addresses

ROLES = ("anonymous", "coordinator", "trainer", "admin")
PHONE, DESK = ViewportSize(width=360, height=800), ViewportSize(width=1280, height=900)
NARROWEST = ViewportSize(width=320, height=800)
ALL_RULES: dict[str, object] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# What changes with the width: colours on what lies beneath, sizes, what scrolls. Names and roles are those of the desk,
# where nothing is folded away; what a phone folds them into is on every page, so two are looked at whole.
VISUAL: dict[str, object] = {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
    }
}
Look = tuple[ViewportSize, str, dict[str, object]]
# Only colours change by night, and they are those of the components: a phone's night is looked at on the page of all.
LOOKS: tuple[Look, ...] = ((PHONE, "light", VISUAL), (DESK, "light", ALL_RULES), (DESK, "dark", CONTRAST))
LOOKS_OF_ALL: tuple[Look, ...] = ((PHONE, "light", ALL_RULES), *LOOKS[1:], (PHONE, "dark", CONTRAST))
WHOLE = ("/", "/gestion/composants")


def pages_of(portal: Portal, tokens: dict[str, str], role: str) -> list[str]:
    """The addresses of the HTML pages that `role` may open and no earlier role may."""
    first = first_roles()
    mine = [address for rule, address in read_addresses(portal.app) if first.get(rule) == role]
    return [address for address in mine if is_page(portal, tokens.get(role), address)]


def first_roles() -> dict[str, str]:
    """The first role that gets each route: the table is held to the truth by tests/law/pages/test_routes.py."""
    header, *rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    statuses = {rule: dict(zip(header, found, strict=True)) for rule, *found in rows}
    opened = {rule: [role for role in ROLES if of_rule[role] == "200"] for rule, of_rule in statuses.items()}
    return {rule: roles[0] for rule, roles in opened.items() if roles}


def is_page(portal: Portal, token: str | None, address: str) -> bool:
    client = portal.app.test_client()
    with client.session_transaction(base_url=portal.url) as cookie:
        if token:
            cookie["_user_id"] = token
    with client.get(address, base_url=portal.url) as response:
        assert response.status_code == 200
        # A sandboxed page is a mail as its reader sees it: the page that frames it is checked.
        framed = "sandbox" in response.headers["Content-Security-Policy"]
        return response.mimetype == "text/html" and not framed


def faults_of(page: Page, rules: dict[str, object]) -> list[str]:
    """Only the faults cross over from the browser: what passed is many times as long, and nobody reads it."""
    options = json.dumps({**rules, "resultTypes": ["violations"]})
    faults = page.evaluate(f"axe.run({options}).then(results => results.violations)")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in faults]


def checked(page: Page, address: str) -> list[str]:
    page.goto(address)
    return looked_at(page, address, LOOKS if address not in WHOLE else LOOKS_OF_ALL)


def looked_at(page: Page, name: str, looks: Sequence[Look]) -> list[str]:
    """What is wrong with the page that is open, in each look without loading it again, and at 320 px."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for size, scheme, rules in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # a literal
        found += [f"{name} {size['width']} {scheme} {fault}" for fault in faults_of(page, rules)]
    if scrolls_sideways(page):
        found.append(f"{name} scrolls sideways at 320 px")
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether the page that is open is wider than the narrowest screen."""
    page.set_viewport_size(NARROWEST)
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_on_any_page(role: str, small_world: tuple[Portal, dict[str, str]], browser: Browser) -> None:
    portal, tokens = small_world
    addresses = pages_of(portal, tokens, role)
    visitors = Visitors(browser, portal, 1280, javascript=True)
    page = visitors.signed_in(tokens[role]) if role in tokens else visitors.new()

    found = [fault for address in addresses for fault in checked(page, address)]

    page.context.close()
    assert len(addresses) > 1
    assert not found, "\n".join(found)


def test_a_page_with_a_fault_is_told_by_its_rule(small_world: tuple[Portal, dict[str, str]], browser: Browser) -> None:
    """The control: what axe is asked here does find what is broken."""
    page = Visitors(browser, small_world[0], 1280, javascript=True).new()
    page.goto("/")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.locator("main").evaluate("(main) => main.append('Faint')")
    page.locator("main").evaluate("(main) => Object.assign(main.style, {color: '#777', backgroundColor: '#888'})")

    found = [{fault.partition(":")[0] for fault in faults_of(page, rules)} for rules in (ALL_RULES, CONTRAST)]

    page.context.close()
    assert found == [{"color-contrast", "html-has-lang"}, {"color-contrast"}]
