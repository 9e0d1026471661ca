"""From the cookie to the actor: Flask-Login's loader over our own revocable sign-ins."""

from datetime import timedelta

from flask import request, session

from portal import clock
from portal.queries.accounts import recognition
from portal.rules.base.permissions import ANONYMOUS, Actor
from portal.services.accounts import signing_in
from portal.services.accounts.arriving import SignedIn

HOURLY = timedelta(hours=1)
BROWSER = "browser"
TOKEN = "_user_id"  # noqa: S105 (the key under which Flask-Login keeps the identifier)


def load(token: str) -> Actor | None:
    """The actor behind the cookie's token, or None. Notes the use of the sign-in at most hourly."""
    found = recognition.recognise(token)
    if found is None:
        return None
    if clock.now() - found.last_seen_at > HOURLY:
        signing_in.touch(found.sign_in_id, clock.now())
    return found.actor


def anonymous() -> Actor:
    """The actor of a visitor who did not sign in."""
    return ANONYMOUS


def begin(signed_in: SignedIn) -> None:
    """Put a fresh sign-in in a fresh cookie session: nothing of the anonymous one is kept, an earlier one ends."""
    end()
    session.permanent = True
    session[TOKEN] = signed_in.token
    session["_fresh"] = True


def end() -> None:
    """Revoke the sign-in and empty the cookie."""
    token = session.get(TOKEN)
    if token:
        signing_in.sign_out(token)
    session.clear()


def browser_name() -> str:
    """What the list of sign-ins calls this browser."""
    return request.user_agent.string[:200]
