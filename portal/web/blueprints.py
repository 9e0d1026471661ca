"""Every blueprint of the portal, one module a line."""

from flask import Flask

from portal.web import (
    attendees,
    health,
    joining,
    my_partner,
    my_registrations,
    registrations,
    requests,
    sessions,
    signing_in,
    teaching,
    teams,
)

MODULES = (
    attendees,
    health,
    joining,
    my_partner,
    my_registrations,
    registrations,
    requests,
    sessions,
    signing_in,
    teaching,
    teams,
)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for module in MODULES:
        app.register_blueprint(module.blueprint)
