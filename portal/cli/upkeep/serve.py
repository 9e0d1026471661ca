"""`flask --app wsgi serve`: the built-in server, with the worker beside it in a thread."""

import signal
import sys
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click
import waitress
from flask import Flask, current_app

from config import Settings
from portal import worker
from portal.services.base import reference_data
from portal.settings import settings_of

THREADS = 8
MOST_CONNECTIONS = 1000  # a slow client holds a connection, never a thread


@click.command("serve")
def command() -> None:
    """Serve the portal at HOST and PORT until the process is told to end."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's own proxy
    settings = settings_of(app)
    server = _server(app, settings)
    reference_data.ensure()
    signal.signal(signal.SIGTERM, _end)
    working = worker.start_in_thread(app)
    click.echo(_welcome(settings))
    server.run()
    working.end()


def _server(app: Flask, settings: Settings) -> Any:
    """The socket is taken here: a port in use is one sentence, not a trace."""
    try:
        return waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            ident=None,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            # In production the proxy's X-Forwarded headers are read, once, by the application itself.
            clear_untrusted_proxy_headers=settings.development,
        )
    except OSError as error:
        sentence = f"cannot listen at {settings.host}:{settings.port}: {error.strerror}. Choose another PORT."
        raise click.ClickException(sentence) from None
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
