"""Commands of `flask --app wsgi …`."""

from flask import Flask

from portal.cli import admin, catalogue, reindex


def register(app: Flask) -> None:
    """Add every command to `app`."""
    app.cli.add_command(admin.group)
    app.cli.add_command(catalogue.command)
    app.cli.add_command(reindex.command)
