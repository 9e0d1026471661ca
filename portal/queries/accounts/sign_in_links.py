"""Reading what a sign-in link would open, before it does: for whoever presses it in another browser."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account, Challenge
from portal.rules.base.secrets import hashed

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Request:
    """A browser in which the mail was asked for: its User-Agent header, and when."""

    browser: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """Whose session a link opens: the address, the name where one is known, and the newest requests for its mail."""

    email: str
    name: str
    requests: tuple[Request, ...]


def opening(token: str) -> Opening | None:
    """What the link would open now; None when it expired or was used."""
    challenge = db.session.scalars(select(Challenge).where(Challenge.link_hash == hashed(token))).one_or_none()
    if challenge is None or challenge.used_at is not None or challenge.expires_at <= clock.now():
        return None
    account = db.session.scalars(select(Account).where(Account.email == challenge.email)).one_or_none()
    name = account.name if account is not None and account.name != account.email else ""
    asked = sorted(challenge.browsers, key=lambda row: row.asked_at, reverse=True)[:MOST_SHOWN]
    return Opening(challenge.email, name, tuple(Request(row.browser, row.asked_at) for row in asked))
