"""`flask --app wsgi admin create ADDRESS`: the first administrator."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup

from portal.services import accounts

group = AppGroup("admin", help="Administrators.")


@group.command("create")
@click.argument("address")
def create(address: str) -> None:
    """Make ADDRESS an administrator."""
    try:
        validate_email(address, check_deliverability=False, test_environment=current_app.config["PORTAL"].development)
    except EmailNotValidError:
        raise click.ClickException(f"{address} is not an e-mail address.") from None
    made = accounts.make_administrator(address)
    click.echo(f"{made} is an administrator. Sign in with this address; the second factor is set up then.")
