"""Commands of `flask --app wsgi …`."""

from flask import Flask

from portal.cli.accounts import admin
from portal.cli.demo import command as demo
from portal.cli.post import inbound, mail
from portal.cli.upkeep import catalogue, reindex, serve, worker


def register(app: Flask) -> None:
    """Add every command to `app`."""
    app.cli.add_command(admin.group)
    app.cli.add_command(catalogue.command)
    app.cli.add_command(demo.command)
    app.cli.add_command(inbound.command)
    app.cli.add_command(mail.group)
    app.cli.add_command(reindex.command)
    app.cli.add_command(serve.command)
    app.cli.add_command(worker.command)
