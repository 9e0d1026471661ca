"""`flask --app wsgi inbound < message`: take in one message, for a mail server that hands them on by a pipe."""

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import InterfaceError, OperationalError

from portal.mail.incoming.incoming import LARGEST_MAIL
from portal.services.post import inbound

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the message and comes back


@click.command("inbound")
@with_appcontext
def command() -> None:
    """Take in one message from standard input. Ends with 0 whatever the message is, with 75 without a database."""
    try:
        inbound.receive(sys.stdin.buffer.read(LARGEST_MAIL + 1))
    except (OperationalError, InterfaceError):
        sys.exit(TRY_LATER)
