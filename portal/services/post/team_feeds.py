"""The addresses of a team's calendars: made, replaced, taken away. Only the hash of a token is kept."""

from sqlalchemy import select

from portal import clock
from portal.database import lock_row, writing
from portal.models.accounts.accounts import Account
from portal.models.post.feeds import TeamFeed
from portal.rules.base.secrets import hashed, new_token
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.services.base.journal import Entry, record


def renew(account_id: int, partner_id: int, site_id: int | None) -> str:
    """A new token for the calendar of a team or of one of its sites; the former address opens nothing any more.

    Shown once, never again. Callers have checked that the account acts for it.
    """
    token = new_token()
    with writing() as session:
        lock_row(session, Account, account_id)
        own = (TeamFeed.account_id == account_id, TeamFeed.partner_id == partner_id)
        site = TeamFeed.site_id.is_(None) if site_id is None else TeamFeed.site_id == site_id
        row = session.scalars(select(TeamFeed).where(*own, site)).one_or_none()
        if row is None:
            row = TeamFeed(account_id=account_id, partner_id=partner_id, site_id=site_id)
            session.add(row)
        row.token_hash, row.created_at = hashed(token), clock.now()
        record(session, account_id, Entry(Verb.RENEWED_FEED, ObjectKind.PARTNER, partner_id))
    return token


def stop(account_id: int, feed_id: int) -> None:
    """Take an own address away. Raises NotFound for anybody else's."""
    with writing() as session:
        lock_row(session, Account, account_id)
        row = session.get(TeamFeed, feed_id)
        if row is None or row.account_id != account_id:
            raise NotFound
        record(session, account_id, Entry(Verb.STOPPED_FEED, ObjectKind.PARTNER, row.partner_id))
        session.delete(row)
