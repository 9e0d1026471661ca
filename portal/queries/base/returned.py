"""Reading which of our mails came back: beside the mail, and beside the person whose address it was for."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from portal import clock
from portal.database import db
from portal.models.post.inbound import Bounce
from portal.rules.base.states import BounceWeight

# What says nothing of the address is told for as long as it may explain why somebody heard nothing.
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back: why, when, and what the mail server wrote (5.1.1; "" where it gave no figure).

    `unreachable`: it flagged the address, alone or as the third within a week.
    """

    weight: BounceWeight
    at: datetime
    status: str
    unreachable: bool


def returns_of(mail_ids: Collection[int]) -> dict[int, tuple[Returned, ...]]:
    """How often each of these messages came back, the newest first; one statement however many."""
    found: dict[int, list[Returned]] = defaultdict(list)
    rows = select(Bounce).where(Bounce.outbox_id.in_(sorted(mail_ids))).order_by(Bounce.at.desc(), Bounce.id.desc())
    for row in db.session.scalars(rows) if mail_ids else ():
        found[row.outbox_id or 0].append(_returned(row))
    return {mail_id: tuple(own) for mail_id, own in found.items()}


def returned_to(mailboxes: Collection[str]) -> dict[str, Returned]:
    """The newest mail that came back from each of these addresses, before it one that flags the address.

    Left out: what the address was cleared of since, and what flags nothing and is a month old.
    """
    if not mailboxes:
        return {}
    shown = or_(Bounce.unreachable.is_(True), Bounce.at > clock.now() - SHOWN_FOR)
    rows = select(Bounce).where(Bounce.mailbox.in_(sorted(mailboxes)), Bounce.cleared_at.is_(None), shown)
    newest_last = db.session.scalars(rows.order_by(Bounce.unreachable, Bounce.at, Bounce.id))
    return {row.mailbox: _returned(row) for row in newest_last}


def _returned(row: Bounce) -> Returned:
    return Returned(row.weight, row.at, row.status, row.unreachable)
