"""Commands of `flask --app wsgi …`."""

from flask import Flask

from portal.cli import admin


def register(app: Flask) -> None:
    """Add every command to `app`."""
    app.cli.add_command(admin.group)
