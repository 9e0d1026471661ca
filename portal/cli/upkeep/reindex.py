"""`flask --app wsgi reindex`: fill the search index anew."""

import click

from portal.services.upkeep import reindexing


@click.command("reindex")
def command() -> None:
    """Fill the search index anew from partners, sheets and workshops."""
    click.echo(f"{reindexing.reindex_all()} documents indexed.")
