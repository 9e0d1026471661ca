"""Every view says who may open it: `@public` or `@needs(action)`; the check runs before the view does."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.rules.base.permissions import Action, Actor, can
from portal.web.base.request import kept_forms

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


class UndeclaredView(RuntimeError):
    """A view without `@public` or `@needs`: the portal does not start."""


def public(view: View) -> View:
    """Anybody may open this view."""
    view.__dict__["access"] = PUBLIC
    return view


def by_revision(view: View) -> View:
    """A public view that shows everybody without a cookie the same, of tables that raise the revision, until a known
    moment (queries/base/moments.py): while neither has passed, a browser keeps what it has.
    """
    view.__dict__["by_revision"] = True
    return view


def follows_revision(app: Flask, endpoint: str) -> bool:
    """Whether the view of `endpoint` declares that it does."""
    return bool(getattr(app.view_functions[endpoint], "by_revision", False))


def needs(action: Action) -> Callable[[View], View]:
    """Only who may do `action` (to something) opens this view; the view itself narrows it with `allow`."""

    def declare(view: View) -> View:
        view.__dict__["access"] = action
        return view

    return declare


def viewer() -> Actor:
    """Who is looking."""
    actor: Actor = current_user._get_current_object()
    return actor


def account_id() -> int:
    """The id of the viewer's account, in a view that only signed-in people open."""
    actor = viewer()
    assert actor.account_id is not None, "the guard lets nobody in without an account"  # noqa: S101 (for mypy)
    return actor.account_id


def allow(action: Action, *, partner_id: int | None = None, session_id: int | None = None) -> None:
    """Refuse with 404 unless the viewer may do `action` to this very object: foreign objects do not exist."""
    if not can(viewer(), action, partner_id=partner_id, session_id=session_id):
        abort(404)


def declared_access(app: Flask, endpoint: str) -> str:
    """What the view of `endpoint` declares. Raises UndeclaredView when it declares nothing."""
    declared = getattr(app.view_functions[endpoint], "access", None)
    if declared is None:
        raise UndeclaredView(endpoint)
    return str(declared)


def guard() -> Any:
    """Before each request: hold the declared access of the view."""
    if request.endpoint is None:
        return None
    declared = declared_access(current_app, request.endpoint)
    if declared == PUBLIC:
        return None
    actor = viewer()
    if not actor.signed_in:
        return ask_to_sign_in()
    if actor.awaiting_second_factor and not request.endpoint.startswith("signing_in."):
        return ask_for_the_second_factor()
    if not can(actor, Action(declared)):
        abort(403)
    return None


def ask_to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in page, and back here afterwards; what a form of ours brought is handed back."""
    if kept_forms.sent_from_here():
        return kept_forms.page(401, kept_forms.Missing.SIGN_IN)
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("signing_in.ask", next=here or None), 303)


def ask_for_the_second_factor() -> ResponseReturnValue:
    """Send to the page of the second factor, and back here; a form that was being written meanwhile is handed back."""
    if kept_forms.sent_from_here():
        return kept_forms.page(401, kept_forms.Missing.SECOND_FACTOR)
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("signing_in.second_factor", next=here or None), 303)


def check_declarations(app: Flask) -> None:
    """Raise UndeclaredView at start if any view declares nothing."""
    for endpoint in app.view_functions:
        declared_access(app, endpoint)
