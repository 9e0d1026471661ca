"""Puts the parts together: `create_app(settings)`. Nothing imports this module but wsgi.py and the tests."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from portal import cli
from portal.database import connect, db
from portal.mail.wire import transport
from portal.services.planning import session_jobs  # noqa: F401 (registers what comes due on a session)
from portal.settings import keep_settings
from portal.web import blueprints
from portal.web.base.delivery import compression, revalidation
from portal.web.base.delivery.shelf import Shelf
from portal.web.base.delivery.static_files import StaticFiles
from portal.web.base.page import rendering
from portal.web.base.request import access, addresses, arrivals, errors, identity, near_addresses, security_headers

ROOT = Path(__file__).resolve().parent.parent
FORM_OVERHEAD = 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """A portal ready to serve. Raises UndeclaredView when a view says not who may open it."""
    app = Flask("portal", root_path=str(ROOT), template_folder="templates", static_folder=None)
    revalidation.stand_before(app, ROOT)
    _configure(app, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    connect(app, settings.database_url)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    Babel(
        app,
        default_locale="fr",
        default_timezone="Europe/Brussels",
        default_translation_directories=str(ROOT / "portal" / "translations"),
    )
    addresses.set_up(app)  # first: its limits come before anything reads the form
    arrivals.set_up(app)  # before the token of a form is judged: its refusal says nothing of the address
    near_addresses.set_up(app)
    app.before_request(errors.refuse_late_forms)
    # A mail program that stops announcements (RFC 8058) has no cookie and no form: its address is signed instead.
    CSRFProtect(app).exempt("portal.web.post.mail_preferences.stop")
    _identify(app)
    transport.init_app(app, settings.mail)
    app.before_request(access.guard)
    shelf = Shelf(ROOT / "static")
    rendering.set_up(app, shelf)
    # Compression and tags come after the headers: what is added last is asked first.
    answers = (compression.add_to, revalidation.add_to, security_headers.add_to)
    for part in (errors.set_up, *answers, blueprints.register, cli.register):
        part(app)
    headers = security_headers.headers(secure=app.config["SESSION_COOKIE_SECURE"])
    app.wsgi_app = StaticFiles(app.wsgi_app, shelf, headers)  # type: ignore[method-assign] # the documented way
    access.check_declarations(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.base_url.startswith("https://")
    keep_settings(app, settings)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        SESSION_COOKIE_NAME="__Host-portail" if secure else "portail",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        # Twice the largest file: one that is somewhat too large is told in its own form.
        MAX_CONTENT_LENGTH=2 * settings.max_upload_bytes + FORM_OVERHEAD,
        MAX_FORM_MEMORY_SIZE=FORM_OVERHEAD,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,
        SQLALCHEMY_TRACK_MODIFICATIONS=False,
    )
    if settings.environment == "production":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign] # the documented way


def _identify(app: Flask) -> None:
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(identity.load)
    manager.anonymous_user = identity.anonymous
