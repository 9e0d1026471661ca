"""`flask --app wsgi admin`: the first administrator, and the way back for one who lost the second factor."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from portal.queries.accounts.accounts import account_id_of
from portal.services.accounts import accounts, second_factor
from portal.settings import current_settings

group = AppGroup("admin", help="Administrators.")


@group.command("create")
@click.argument("address")
def create(address: str) -> None:
    """Make ADDRESS an administrator."""
    try:
        validate_email(address, check_deliverability=False, test_environment=current_settings().development)
    except EmailNotValidError:
        raise click.ClickException(f"{address} is not an e-mail address.") from None
    made = accounts.make_administrator(address)
    click.echo(f"{made} is an administrator. Sign in with this address; the second factor is set up then.")


@group.command("forget-second-factor")
@click.argument("address")
def forget_second_factor(address: str) -> None:
    """Take away the lost second factor of ADDRESS, and its recovery codes."""
    account_id = account_id_of(address)
    if account_id is None:
        raise click.ClickException(f"{address} has no account.")
    second_factor.forget(account_id, None)
    click.echo(f"The second factor of {address} is gone. The next sign-in sets up another.")
