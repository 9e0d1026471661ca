"""What pages load: named by its content, compressed before, with the headers of every answer, and never a cookie."""

import gzip
import re
import shutil
from pathlib import Path

import pytest

from portal.web.base.delivery.shelf import PREFIX, STYLE, NoSuchFile, Shelf
from portal.web.base.request.security_headers import HEADERS
from tests.checked_client import CheckedClient
from tests.factories import World

STATIC = Path(__file__).parents[4] / "static"
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
COMPRESSED = (STYLE, "js/app.js", "img/icons.svg", "vendor/htmx.min.js")
FONT = "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(STATIC)


@pytest.mark.parametrize("name", [*COMPRESSED, FONT])
def test_a_file_by_its_name_is_kept_for_good_and_carries_the_headers_of_a_page(
    client: CheckedClient, shelf: Shelf, name: str
) -> None:
    response = client.get(shelf.file(name).address, headers=GZIP)

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert {header: response.headers.get(header) for header in HEADERS} == HEADERS
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("name", COMPRESSED)
def test_it_is_compressed_for_who_understands_it_and_whole_for_the_others(
    client: CheckedClient, shelf: Shelf, name: str
) -> None:
    file = shelf.file(name)
    packed = client.get(file.address, headers=GZIP)
    plain = client.get(file.address, headers={"Accept-Encoding": "gzip;q=0"})

    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", file.content)
    assert ("Content-Encoding" in plain.headers, plain.data) == (False, file.content)
    assert (packed.vary.to_header(), plain.vary.to_header()) == ("Accept-Encoding", "Accept-Encoding")
    assert packed.headers["ETag"] == plain.headers["ETag"] == f'W/"{file.digest}"'
    assert packed.mimetype == plain.mimetype == file.mimetype


def test_a_font_is_compressed_already(client: CheckedClient, shelf: Shelf) -> None:
    response = client.get(shelf.file(FONT).address, headers=GZIP)

    assert ("Content-Encoding" in response.headers, "Vary" in response.headers) == (False, False)
    assert (response.mimetype, response.data) == ("font/woff2", (STATIC / FONT).read_bytes())


@pytest.mark.parametrize("address", ["css/style.css", "css/style.0123456789ab.css", "css/style.css?v=1"])
def test_an_address_that_says_not_this_content_is_asked_for_again(
    client: CheckedClient, shelf: Shelf, address: str
) -> None:
    """An older page, or a newer one answered by a process that has not been started anew."""
    response = client.get(PREFIX + address)

    assert (response.status_code, response.data) == (200, shelf.file(STYLE).content)
    assert response.headers["Cache-Control"] == "public, no-cache"
    unchanged = client.get(PREFIX + address, headers={"If-None-Match": response.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


@pytest.mark.parametrize(
    "address", ["css/none.css", "css/none.0123456789ab.css", "", "css", "../config.py", "%2e%2e/run"]
)
def test_what_is_not_there_is_a_page_that_nobody_keeps(client: CheckedClient, address: str) -> None:
    response = client.get(PREFIX + address)

    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-cache")


def test_a_file_is_the_same_for_everybody_and_sets_no_cookie(client: CheckedClient, world: World, shelf: Shelf) -> None:
    """Who signed in has a cookie that each page renews: on an answer that proxies keep, it would be handed on."""
    client.sign_in(world.token_of(world.account()))
    with client.session_transaction() as session:
        session.permanent = True

    response = client.get(shelf.file(STYLE).address)

    assert "Set-Cookie" in client.get("/aide").headers
    assert ("Set-Cookie" in response.headers, response.vary.to_header()) == (False, "Accept-Encoding")


def test_only_what_can_be_read_is_answered(client: CheckedClient, shelf: Shelf) -> None:
    head = client.head(shelf.file(STYLE).address)

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(shelf.file(STYLE).content))
    assert client.post(shelf.file(STYLE).address).status_code == 404


def test_what_a_file_of_ours_leads_to_has_the_name_of_its_content(shelf: Shelf) -> None:
    text = shelf.file(STYLE).content.decode() + shelf.file("js/app.js").content.decode()
    text += shelf.file("js/smooth.js").content.decode()
    led = re.findall(r'"(/static/[^"]+)"', text)

    assert {name for name in ("fonts/espace-fine.woff2", "js/menu.js", "vendor/htmx.min.js")} <= {
        file.name for address in led if (file := shelf.asked(address.removeprefix(PREFIX))[0])
    }
    assert [address for address in led if not shelf.asked(address.removeprefix(PREFIX))[1]] == []
    assert '"./' not in text and '"../' not in text


@pytest.mark.parametrize(
    ("changed", "renamed", "kept"),
    [
        ("fonts/espace-fine.woff2", ("css/style.css", "css/tokens.css"), ("css/base.css", "js/app.js")),
        ("js/menu.js", ("js/app.js",), ("css/style.css", "js/smooth.js")),
        ("css/layout.css", ("css/style.css",), ("js/app.js", FONT)),
    ],
)
def test_a_changed_file_changes_the_address_of_what_leads_to_it_and_no_other(
    tmp_path: Path, shelf: Shelf, changed: str, renamed: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    copy = Path(shutil.copytree(STATIC, tmp_path / "static"))
    with (copy / changed).open("ab") as file:
        file.write(b" ")

    now = Shelf(copy)

    different = {name for name in (changed, *renamed, *kept) if now.file(name).address != shelf.file(name).address}
    assert different == {changed, *renamed}


def test_a_lead_to_nowhere_stops_the_start(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(STATIC, tmp_path / "static"))
    (copy / "js" / "menu.js").unlink()

    with pytest.raises(NoSuchFile, match=r"js/app\.js leads to js/menu\.js"):
        Shelf(copy)
