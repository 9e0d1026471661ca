"""`flask --app wsgi demo`: an invented network, dated from today, to look at and to try everything on."""

import click
from sqlalchemy import select

from portal.cli.demo import accounts as demo_accounts
from portal.cli.demo import announcements as demo_announcements
from portal.cli.demo import interests as demo_interests
from portal.cli.demo import partners as demo_partners
from portal.cli.demo import replies as demo_replies
from portal.cli.demo import sessions as demo_sessions
from portal.cli.demo import sheets as demo_sheets
from portal.cli.demo import teams as demo_teams
from portal.cli.demo import workshops as demo_workshops
from portal.cli.demo.attendance import session_files as demo_session_files
from portal.database import db
from portal.models.accounts.accounts import Account
from portal.services.base import reference_data
from portal.services.registrations import joining
from portal.services.registrations.people import NewPerson
from portal.settings import current_settings

ASKING = "sarah.apercu@example.org"


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing, and say nothing, when there is data already.")
def command(if_empty: bool) -> None:
    """Fill an empty database with the demo. Refuses in production and over any account."""
    if not current_settings().development:
        raise click.ClickException("the demo is for development only: production starts empty.")
    if db.session.scalar(select(Account.id).limit(1)) is not None:
        if if_empty:
            return
        raise click.ClickException("there is data already: the demo fills an empty database only.")
    click.echo("Loading the demo")
    load()


def load() -> None:
    """The whole demo, in an order where each part finds what it stands on."""
    reference_data.ensure()
    accounts = demo_accounts.load()
    staff_id = accounts[demo_accounts.STAFF]
    workshops = demo_workshops.load(staff_id)
    demo_sheets.load([loaded.toolkit_id for loaded in workshops], staff_id)
    desks = demo_partners.load()
    demo_accounts.add_member(accounts[demo_accounts.MEMBER], desks["fadd"][0])
    trainer_ids = tuple(accounts[address] for address in demo_accounts.TRAINERS)
    cast = demo_sessions.Cast(staff_id, trainer_ids, desks)
    open_id = demo_sessions.load(workshops, cast)
    demo_session_files.load(open_id, trainer_ids[0])
    demo_teams.load(workshops, cast, open_id)
    demo_interests.load(workshops[0].workshop_id, desks, accounts[demo_accounts.MEMBER])
    _ask_to_join(open_id)
    demo_replies.load(open_id)
    demo_announcements.load(staff_id)


def _ask_to_join(session_id: int) -> None:
    """A service that is not yet a partner waits for staff's answer, with two colleagues for a session."""
    account_id = demo_accounts.add_visitor(ASKING)
    joining.ask(
        joining.Ask(
            account_id=account_id,
            asker=NewPerson("Sarah", "Aperçu", ASKING, "Coordinatrice"),
            phone="+32 71 00 00 21",
            message="Nous accompagnons une trentaine de ménages et voudrions suivre la matinée.",
            service=joining.NewService("Service d’aide aux familles Exemple", "guest", "52015"),
            session_id=session_id,
            people=(
                NewPerson("Sarah", "Aperçu", ASKING, "Coordinatrice"),
                NewPerson("Théo", "Vignette", "theo.vignette@example.org", "Éducateur"),
            ),
        )
    )
