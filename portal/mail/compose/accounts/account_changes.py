"""Messages about what changed in an account: roles, second factor, access. Written inside the caller's `writing()`.

Whoever did it, the person reads it: a change that she did not want is seen while it can still be undone.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import link
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.rules.base.dates import datetime_long


class FactorNews(StrEnum):
    """What happened to a second factor."""

    ADDED = "added"
    TAKEN_AWAY = "taken_away"
    CODES_RENEWED = "codes_renewed"
    LOCKED = "locked"


def roles_changed(session: Session, account: Account, actor_id: int | None) -> None:
    """Tell somebody which roles of the house she has now."""
    outbox.put(session, roles_mail(account, by_whom(session, account, actor_id)))


def roles_mail(account: Account, by: str) -> Envelope:
    """What the mail about changed roles says; `by` may be empty."""
    context = {"is_staff": account.is_staff, "is_admin": account.is_admin, "link": link("signing_in.ask")}
    return to_owner(account, "roles_changed", context | {"by": unlinkable(by)})


def membership_ended(session: Session, account: Account, partner: Partner, actor_id: int) -> None:
    """Tell somebody that she no longer acts for a partner; not who did it herself."""
    if account.id != actor_id:
        outbox.put(session, membership_mail(account, partner, by_whom(session, account, actor_id)))


def membership_mail(account: Account, partner: Partner, by: str) -> Envelope:
    """What the mail about an ended membership says; `by` may be empty."""
    context = {"partner": unlinkable(partner.name), "by": unlinkable(by), "link": link("sessions.agenda")}
    return to_owner(account, "membership_ended", context)


def access_changed(session: Session, account: Account, actor_id: int) -> None:
    """Tell somebody that her account was closed, or opened again."""
    outbox.put(session, access_mail(account, by_whom(session, account, actor_id)))


def access_mail(account: Account, by: str) -> Envelope:
    """What the mail about a closed or reopened account says; `by` may be empty."""
    closed = account.deactivated_at is not None
    page = link("sessions.agenda") if closed else link("signing_in.ask")
    return to_owner(account, "access_changed", {"closed": closed, "by": unlinkable(by), "link": page})


def second_factor_changed(session: Session, account: Account, news: FactorNews, actor_id: int | None = None) -> None:
    """Tell somebody what happened to her second factor."""
    outbox.put(session, factor_mail(account, news, by_whom(session, account, actor_id)))


def factor_mail(account: Account, news: FactorNews, by: str) -> Envelope:
    """What the mail about a second factor says; `by` may be empty."""
    until = datetime_long(account.factor_locked_until) if account.factor_locked_until else ""
    context = {"news": news.value, "by": unlinkable(by), "until": until, "link": link("my_account.show")}
    return to_owner(account, "second_factor_changed", context)


def to_owner(account: Account, kind: str, context: Mapping[str, object]) -> Envelope:
    """A message of that kind to the account's address, which greets its owner by name."""
    return Envelope(
        kind=kind,
        to_address=account.email,
        to_name=header_name([account.name]) if account.name != account.email else "",
        context={"given_name": unlinkable(account.given_name), **context},
        cause=Cause(account=account.id),
    )


def by_whom(session: Session, account: Account, actor_id: int | None) -> str:
    """Who did it, by name; empty for the portal itself and for the person herself."""
    if actor_id is None or actor_id == account.id:
        return ""
    actor = session.get_one(Account, actor_id)
    return f"{actor.given_name} {actor.family_name}".strip()
