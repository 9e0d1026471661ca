"""Every blueprint of the portal, one module a line."""

from importlib import import_module

from flask import Flask

MODULES = (
    "accounts.addresses",
    "accounts.desk_accounts",
    "accounts.desk_addresses",
    "accounts.my_account",
    "accounts.recovery_codes",
    "accounts.signing_in",
    "attendance.attendee_lists",
    "attendance.attendees",
    "attendance.calls",
    "attendance.certificates",
    "attendance.desk_evaluations",
    "attendance.evaluations",
    "attendance.hours",
    "attendance.outcomes",
    "attendance.teaching",
    "attendance.walk_ins",
    "crossings.desk",
    "crossings.pages",
    "crossings.search",
    "library.desk_files",
    "library.desk_sheets",
    "library.desk_toolkits",
    "library.files",
    "library.sheets",
    "library.toolkits",
    "network.desk_partner_parts",
    "network.desk_partners",
    "network.directory",
    "planning.desk_announcements",
    "planning.desk_pauses",
    "planning.desk_places",
    "planning.desk_questions",
    "planning.desk_rewordings",
    "planning.desk_session_changes",
    "planning.desk_sessions",
    "planning.desk_venues",
    "planning.desk_workshops",
    "planning.session_messages",
    "planning.sessions",
    "planning.still_coming",
    "planning.workshops",
    "post.desk_inbound",
    "post.desk_outbox",
    "post.feeds",
    "post.mail_preferences",
    "post.mail_samples",
    "registrations.declines",
    "registrations.interests",
    "registrations.joining",
    "registrations.my_partner",
    "registrations.my_registration",
    "registrations.my_registrations",
    "registrations.reasons",
    "registrations.registrations",
    "registrations.requests",
    "registrations.teams",
    "upkeep.components",
    "upkeep.development",
    "upkeep.development_mail",
    "upkeep.health",
)


def register(app: Flask) -> None:
    """Add the blueprint of every module to `app`."""
    for name in MODULES:
        app.register_blueprint(import_module(f"portal.web.{name}").blueprint)
