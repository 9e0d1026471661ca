"""A real portal on a loopback port, with its worker, and visitors in Chromium with and without JavaScript."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waitress.server import create_server
from waitress.wasyncore import close_all

from portal import worker
from portal.app import create_app
from portal.database import db, search_index
from portal.services.base import reference_data
from tests.conftest import settings_for
from tests.factories import World
from tests.law.pages import route_world
from tests.patience import PATIENCE

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "")
# Chromium draws the suggestions of its address bar as pages: without them a visitor costs less than half.
# The last list of features counts: what Playwright leaves out is left out here again.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "SpareRendererForSitePerProcess",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
KINDS = [(width, javascript) for width in (360, 1280) for javascript in (True, False)]


def kind_name(kind: tuple[int, bool]) -> str:
    """Like 360px-js-on."""
    return f"{kind[0]}px-js-{'on' if kind[1] else 'off'}"


# A journey that builds on one seen in all four: once on a phone with JavaScript, once at a desk without.
in_two_ways = pytest.mark.parametrize("visitors", [(360, True), (1280, False)], indirect=True, ids=kind_name)
MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests say that they were skipped; .ci/run installs it."""
    if CHROMIUM:
        return
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine: install it, or set CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@dataclass(frozen=True)
class Portal:
    """The running portal: its address, and a maker of rows in its database."""

    url: str
    app: Flask
    world: World


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """For the journeys alone: its worker, which hardly rests, must not run beside the tests of other floors."""
    home = tmp_path_factory.mktemp("browser")
    port = free_port()
    url = f"http://localhost:{port}"
    app = create_app(settings_for(home, f"sqlite:///{home / 'portal.sqlite3'}", base_url=url, testing=False))
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            search_index.create(connection)
        reference_data.ensure()
    with served(app, port), pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "IDLE_SECONDS", 0.1)
        running = worker.start_in_thread(app)
        yield Portal(url, app, World(app))
        running.end()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="package")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, dict[str, str]]]:
    yield from serve_small_world(tmp_path_factory.mktemp("accessibility"))


def serve_small_world(home: Path, host: str = "localhost") -> Iterator[tuple[Portal, dict[str, str]]]:
    """The small world of the law of routes, served in a home of its own; with the tokens of its roles.

    Chromium looks for every `host` that ends in ".localhost" on this machine.
    """
    port = free_port()
    settings = settings_for(home, f"sqlite:///{home / 'p.sqlite3'}", base_url=f"http://{host}:{port}", testing=False)
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            search_index.create(connection)
    world = World(app)
    tokens = route_world.build(world)
    with served(app, port):
        yield Portal(settings.base_url, app, world), tokens


@contextmanager
def served(app: Flask, port: int) -> Iterator[None]:
    """Serve from a thread of its own. It closes its sockets itself: closed from here, it would still wait on them."""
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield
    server.trigger.pull_trigger(partial(close_all, server._map, ignore_all=True))
    thread.join(PATIENCE)
    assert not thread.is_alive()
    server.task_dispatcher.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Visitors:
    """Opens browsers of one kind: width and JavaScript."""

    browser: Browser
    portal: Portal
    width: int
    javascript: bool
    contexts: list[BrowserContext] = field(default_factory=list)

    def new(self) -> Page:
        context = self.browser.new_context(
            base_url=self.portal.url,
            viewport={"width": self.width, "height": 900},
            java_script_enabled=self.javascript,
            locale="fr-BE",
        )
        context.set_default_timeout(MILLISECONDS)
        self.contexts.append(context)
        return context.new_page()

    def signed_in(self, token: str) -> Page:
        """A browser that holds the cookie of a sign-in."""
        client = self.portal.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
        cookie = client.get_cookie("portail")
        assert cookie is not None
        page = self.new()
        page.context.add_cookies([{"name": "portail", "value": cookie.value, "url": self.portal.url}])
        return page


@pytest.fixture(params=KINDS, ids=kind_name)
def visitors(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> Iterator[Visitors]:
    width, javascript = request.param
    made = Visitors(browser, portal, width, javascript)
    yield made
    for context in made.contexts:
        context.close()
