"""Every blueprint of the portal, one module a line."""

from flask import Flask

from portal.web import (
    attendees,
    desk,
    directory,
    feeds,
    files,
    gestion_accounts,
    gestion_components,
    gestion_files,
    gestion_session_changes,
    gestion_sessions,
    gestion_partner_parts,
    gestion_partners,
    gestion_sheets,
    gestion_toolkits,
    gestion_venues,
    gestion_workshops,
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
    workshops,
)

MODULES = (
    attendees,
    desk,
    directory,
    feeds,
    files,
    gestion_accounts,
    gestion_components,
    gestion_files,
    gestion_session_changes,
    gestion_sessions,
    gestion_partner_parts,
    gestion_partners,
    gestion_sheets,
    gestion_toolkits,
    gestion_venues,
    gestion_workshops,
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
    workshops,
)


def register(app: Flask) -> None:
    """Add every blueprint to `app`."""
    for module in MODULES:
        app.register_blueprint(module.blueprint)
