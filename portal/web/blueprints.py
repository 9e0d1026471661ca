"""Every blueprint of the portal."""

from flask import Flask

from portal.web import health, registrations, sessions, signing_in

MODULES = (health, registrations, sessions, signing_in)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for module in MODULES:
        app.register_blueprint(module.blueprint)
