"""Mail addresses on pages break before the "@", in every template that shows one."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.web.base.page.addresses import breakable
from tests.factories import World

TEMPLATES = Path(__file__).parents[4] / "templates"
NAMES = r"(?:\w+\.)*(?:email|mailbox|sender|to_address|contact_email|old_email|new_email|recipient)\b"
# An expression that shows an address; `mailto:` and the attributes of a field want it whole.
SHOWN = re.compile(rf"(?<!mailto:)\{{\{{ (?:{NAMES}(?!\|breakable)(?: or [^}}]*)?) \}}\}}")
IN_WORDS = re.compile(rf"\(_\(\"[^\"]*\"\), {NAMES}(?!\|breakable|\()|(?:email|address)={NAMES}(?!\|breakable)(?=[,)])")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("noe@example.org", "noe<wbr>@example.org"),
        ('"a@b"@example.org', "&#34;a@b&#34;<wbr>@example.org"),
        ("sans adresse", "sans adresse"),
        ("<b>@example.org", "&lt;b&gt;<wbr>@example.org"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_may_break_before_its_last_at(address: str | None, shown: str) -> None:
    assert str(breakable(address)) == shown


def test_every_template_that_shows_an_address_lets_it_break() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if "mails" not in path.relative_to(TEMPLATES).parts[:1]]
    found = [
        f"{path.relative_to(TEMPLATES)}: {line.strip()}"
        for path in pages
        for line in path.read_text(encoding="utf-8").splitlines()
        if (SHOWN.search(line) or IN_WORDS.search(line)) and "url_for(" not in line and "more=" not in line
    ]
    assert found == []


def test_a_page_with_addresses_shows_them_so(app: Flask, world: World) -> None:
    client = FlaskClient(app, app.response_class)  # the checked one takes the breaks away
    with client.session_transaction() as cookie:
        cookie["_user_id"] = world.token_of(world.staff("lise@example.org"))

    page = client.get("/gestion/comptes").get_data(as_text=True)

    assert "lise<wbr>@example.org" in page
    assert "lise@example.org" not in page
