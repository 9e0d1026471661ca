"""The portal in production behind each proxy of docs/operations.md, set up by the very file that is documented.

A proxy that is not on this machine says so as a skipped test; .ci/run installs all three.
"""

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.cli.proxies import NAME, PROXIES, Place, running
from tests.cli.served import FLASK, ROOT, answer, free_port
from tests.patience import PATIENCE

OPENSSL = shutil.which("openssl")


def where_installed(*names: str) -> list[object]:
    """A test for each of these proxies; one that is not here says so."""
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                not (PROXIES[name].path and OPENSSL),
                reason=f"no {PROXIES[name].program} (with openssl) on this machine: install it, as .ci/run does",
            ),
        )
        for name in names
    ]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate of our own and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    command = f"""{OPENSSL} req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 30
        -subj /CN={NAME} -addext subjectAltName=DNS:{NAME} -keyout key.pem -out cert.pem"""
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def place_folder(certificate: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(certificate, tmp_path / "proxy"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("behind-a-proxy")
    subprocess.run([*FLASK, "db", "upgrade"], cwd=ROOT, env=production(folder, free_port()), check=True)
    return folder


def production(home: Path, port: int) -> dict[str, str]:
    settings = {
        "PORTAL_ENV": "production",
        "PORTAL_HOME": str(home),
        "PORT": str(port),
        "BASE_URL": f"https://{NAME}",
        "SECRET_KEY": "x" * 40,
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(free_port()),
        "MAIL_SENDER": "formations@sambrienne.be",
    }
    return {**os.environ, **settings}


@pytest.fixture
def portal(home: Path) -> Iterator[int]:
    """The port of a portal in production that has seen no page yet."""
    port = free_port()
    server = subprocess.Popen(
        [*FLASK, "serve"],
        cwd=ROOT,
        env=production(home, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answer(f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


class ByName(http.client.HTTPSConnection):
    """Asks the loopback for the public name, as browsers would ask the world."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__(NAME, port, context=context, timeout=PATIENCE)
        self.own_context = context

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.sock = self.own_context.wrap_socket(plain, server_hostname=NAME)


@dataclass
class Browser:
    """Keeps its cookies, and says where a form comes from."""

    place: Place
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **form: str) -> tuple[int, str]:
        headers, body = self.fetch(method, path, form)
        return int(headers["Status"]), headers.get("Location") or body.decode()

    def fetch(self, method: str, path: str, form: dict[str, str], encoding: str = "") -> tuple[Message, bytes]:
        """The headers, with the status among them, and the body as it came."""
        context = ssl.create_default_context(cafile=self.place.folder / "cert.pem")
        connection = ByName(self.place.https, context)
        headers = {"Host": NAME, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}"}
            headers["Referer"] = f"https://{NAME}{path}"
        if encoding:
            headers["Accept-Encoding"] = encoding
        try:
            connection.request(method, path, urlencode(form) or None, headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        response.headers["Status"] = str(response.status)
        return response.headers, body


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def health(portal: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer(f"http://127.0.0.1:{portal}/healthz"))
    return found


@pytest.mark.parametrize("name", where_installed("nginx", "apache", "caddy"))
def test_a_page_opens_and_a_form_is_taken_behind_the_documented_proxy(
    name: str, portal: int, place_folder: Path
) -> None:
    with running(PROXIES[name], place_folder, portal) as place:
        browser = Browser(place)
        opened, page = browser.ask("GET", "/connexion")
        sent, where = browser.ask("POST", "/connexion", csrf_token=token_of(page), email="fatou@example.org", next="")

    assert (opened, sent, where) == (200, 303, "/connexion/code")
    assert "__Host-portail" in browser.cookies
    assert health(portal)["address"] == "ok"


@pytest.mark.parametrize("name", where_installed("nginx", "apache", "caddy"))
def test_http_is_sent_on_to_https(name: str, portal: int, place_folder: Path) -> None:
    with running(PROXIES[name], place_folder, portal) as place:
        connection = http.client.HTTPConnection("127.0.0.1", place.http, timeout=PATIENCE)
        connection.request("GET", "/aide", headers={"Host": NAME})
        response = connection.getresponse()
        connection.close()

    assert response.status in (301, 308)
    assert response.headers["Location"] == f"https://{NAME}/aide"


@pytest.mark.parametrize("name", where_installed("nginx", "apache"))
def test_a_proxy_that_keeps_the_host_for_itself_is_told_so_at_the_first_page(
    name: str, portal: int, place_folder: Path
) -> None:
    proxy = PROXIES[name]
    with running(proxy, place_folder, portal, without=proxy.host_line) as place:
        status, page = Browser(place).ask("GET", "/connexion")

    assert (status, f"Il s’ouvre à l’adresse https://{NAME}." in page) == (421, True)
    told = health(portal)
    assert "wrong_address" in str(told["troubles"])
    assert f"the Host '127.0.0.1:{portal}'" in str(told["address"]) and proxy.host_line in str(told["address"])


@pytest.mark.parametrize("name", where_installed("nginx", "apache", "caddy"))
def test_what_everybody_gets_arrives_compressed_and_what_holds_a_token_does_not(
    name: str, portal: int, place_folder: Path
) -> None:
    """Behind nginx and Apache as Debian sets them up: there they compress every page."""
    with running(PROXIES[name], place_folder, portal) as place:
        browser = Browser(place)
        headers, packed = browser.fetch("GET", "/aide", {}, "gzip")
        with_token, form = browser.fetch("GET", "/connexion", {}, "gzip")
        [style] = re.findall(r'href="(/static/css/style[^"]+)"', form.decode())
        file, _content = browser.fetch("GET", style, {}, "gzip")

    assert (headers["Content-Encoding"], "Accept-Encoding" in headers["Vary"]) == ("gzip", True)
    assert b"</html>" in gzip.decompress(packed)
    assert (with_token["Content-Encoding"], token_of(form.decode()) != "") == (None, True)
    assert (file["Content-Encoding"], file["Cache-Control"]) == ("gzip", "public, max-age=31536000, immutable")
    assert file["Strict-Transport-Security"] and file["Content-Security-Policy"]
    assert file["Access-Control-Allow-Origin"] is None
