"""`flask --app wsgi serve`: the built-in server, with the worker beside it in a thread."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click
import waitress
from flask import Flask, current_app

from config import Settings
from portal import worker
from portal.cli.upkeep import reload
from portal.cli.upkeep.lanes import Lanes, LanesImpossible, marking
from portal.services.base import reference_data
from portal.settings import settings_of

MOST_CONNECTIONS = 1000  # a slow client holds a connection, never a thread


@click.command("serve")
@click.option("--reload", "reloads", is_flag=True, help="Serve anew when a file changes: for those who work on it.")
@click.option("--listener", type=int, hidden=True, help="The open socket that --reload hands to what it starts.")
def command(*, reloads: bool, listener: int | None) -> None:
    """Serve the portal at HOST and PORT until the process is told to end."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's own proxy
    settings = settings_of(app)
    signal.signal(signal.SIGTERM, _end)
    if not settings.development and (reloads or listener is not None):
        raise click.ClickException("--reload is for those who work on the portal, never for production.")
    if reloads:
        _serve_anew(app, settings)
    else:
        _serve(app, settings, listener)


def _serve(app: Flask, settings: Settings, listener: int | None) -> None:
    server = _server(app, settings, listener)
    reference_data.ensure()
    working = worker.start_in_thread(app)
    if listener is None:
        click.echo(_welcome(settings))
    server.run()
    working.end()


def _serve_anew(app: Flask, settings: Settings) -> None:
    """Hold the socket, and leave the serving to a process that is replaced when a file changes."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with _told_in_a_sentence(settings):
        listener = socket.create_server((settings.host, settings.port), family=family)
    click.echo(_welcome(settings))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--listener"]
    with listener:
        reload.keep_serving(Path(app.root_path), listener, command)


def _server(app: Flask, settings: Settings, listener: int | None) -> Any:
    """The server at the socket it was handed, else at one of its own."""
    place: dict[str, Any] = {"host": settings.host, "port": settings.port}
    if listener is not None:
        place = {"sockets": [socket.socket(fileno=listener)]}
    with _told_in_a_sentence(settings):
        return waitress.create_server(
            marking(app),
            **place,
            _dispatcher=Lanes(),
            ident=None,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            # In production the proxy's X-Forwarded headers are read, once, by the application itself.
            clear_untrusted_proxy_headers=settings.development,
        )


@contextmanager
def _told_in_a_sentence(settings: Settings) -> Iterator[None]:
    """A port in use is one sentence, not a trace."""
    try:
        yield
    except OSError as error:
        sentence = f"cannot listen at {settings.host}:{settings.port}: {error.strerror}. Choose another PORT."
        raise click.ClickException(sentence) from None
    except LanesImpossible as impossible:
        raise click.ClickException(str(impossible)) from None
    except ValueError:
        raise click.ClickException(f"HOST is no address of this machine: {settings.host}") from None


def _end(_signal: int, _frame: object) -> NoReturn:
    """Waitress finishes what it serves when the process is asked to end."""
    sys.exit(0)


def _welcome(settings: Settings) -> str:
    if not settings.development:
        return (
            f"The portal serves {settings.base_url} at {settings.host}:{settings.port}: the proxy must pass on "
            f"Host {urlsplit(settings.base_url).netloc} and X-Forwarded-Proto https (docs/operations.md)"
        )
    return "\n".join(
        (
            f"The portal is open at {settings.base_url}",
            f"  accounts to sign in with: {settings.base_url}/demo",
            f"  mails it has sent:        {settings.base_url}/courrier",
            "Ctrl+C ends it.",
        )
    )
