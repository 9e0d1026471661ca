"""Every blueprint of the portal, one module a line."""

from importlib import import_module

from flask import Flask

MODULES = (
    "attendees",
    "certificates",
    "declines",
    "desk",
    "development",
    "development_mail",
    "directory",
    "feeds",
    "files",
    "gestion_accounts",
    "gestion_announcements",
    "gestion_components",
    "gestion_files",
    "gestion_partner_parts",
    "gestion_partners",
    "gestion_places",
    "gestion_questions",
    "gestion_session_changes",
    "gestion_sessions",
    "gestion_sheets",
    "gestion_toolkits",
    "gestion_venues",
    "gestion_workshops",
    "health",
    "inbound_desk",
    "interests",
    "joining",
    "mail_preferences",
    "mail_samples",
    "my_account",
    "my_partner",
    "my_registration",
    "my_registrations",
    "outbox_desk",
    "outcomes",
    "pages",
    "reasons",
    "registrations",
    "requests",
    "search",
    "session_messages",
    "sessions",
    "sheets",
    "signing_in",
    "still_coming",
    "teaching",
    "teams",
    "toolkits",
    "walk_ins",
    "workshops",
)


def register(app: Flask) -> None:
    """Add the blueprint of every module to `app`."""
    for name in MODULES:
        app.register_blueprint(import_module(f"portal.web.{name}").blueprint)
