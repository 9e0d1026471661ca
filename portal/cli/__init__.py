"""Commands of `flask --app wsgi …`."""

from flask import Flask

from portal.cli import admin, catalogue, demo, inbound, mail, reindex, serve, worker


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
