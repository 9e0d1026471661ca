"""`flask --app wsgi worker`: one more worker, on this machine or another; SIGTERM and Ctrl+C stop it cleanly."""

import signal
import threading
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.worker import run_forever


@click.command("worker", help="Send mail and do what is due, until stopped.")
@with_appcontext
def command() -> None:
    """Work until SIGTERM or SIGINT; the message under way is recorded first."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    click.echo("The worker runs.")
    run_forever(current_app._get_current_object(), stop)  # type: ignore[attr-defined] # werkzeug's LocalProxy
    click.echo("The worker has stopped.")
