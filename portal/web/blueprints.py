"""Every blueprint of the portal, one module a line."""

from flask import Flask

from portal.web import (
    attendees,
    directory,
    feeds,
    files,
    gestion_accounts,
    gestion_components,
    gestion_files,
    gestion_sheets,
    gestion_toolkits,
    health,
    joining,
    my_account,
    my_partner,
    my_registrations,
    pages,
    registrations,
    requests,
    search,
    sessions,
    sheets,
    signing_in,
    teaching,
    teams,
    toolkits,
)

MODULES = (
    attendees,
    directory,
    feeds,
    files,
    gestion_accounts,
    gestion_components,
    gestion_files,
    gestion_sheets,
    gestion_toolkits,
    health,
    joining,
    my_account,
    my_partner,
    my_registrations,
    pages,
    registrations,
    requests,
    search,
    sessions,
    sheets,
    signing_in,
    teaching,
    teams,
    toolkits,
)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for module in MODULES:
        app.register_blueprint(module.blueprint)
