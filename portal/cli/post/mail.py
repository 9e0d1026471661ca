"""`flask --app wsgi mail check ADDRESS`: does mail leave, and what does the mail server say?"""

import click
from flask.cli import with_appcontext

from portal.mail.wire import checking
from portal.settings import current_settings


@click.group("mail", help="The way out for mail.")
def group() -> None:
    """The way out for mail."""


@group.command("check", help="Send a test mail to ADDRESS and say what the mail server answered.")
@click.argument("address")
@with_appcontext
def check(address: str) -> None:
    """One sentence on what happened; the command fails when the server did not take the mail."""
    found = checking.check(current_settings().mail, address)
    click.echo(found.sentence)
    if not found.taken:
        raise SystemExit(1)
    click.echo("Look whether it arrives, and that its headers say spf=pass, dkim=pass and dmarc=pass.")
