"""Fetching what waits in the portal's mailbox, now and then: each message is taken in, committed, then marked."""

import logging
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from portal import clock
from portal.database import db
from portal.mail.incoming.mailbox import MailboxAway, opened
from portal.models.post.inbound import InboundMessage
from portal.services.post import inbound
from portal.settings import current_settings

EVERY = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
BATCH = 50
# Sign-in codes leave between two batches: nobody waits longer for one.
LONGEST_BATCH = timedelta(seconds=2)
BEFORE_THE_FIRST = timedelta(days=3)
logger = logging.getLogger(__name__)


def fetch_when_due() -> int:
    """Fetch at most once a minute, less often while the server is away; returns how many were taken in.

    Does nothing without INBOUND_IMAP_URL. Several workers may fetch at once: a message counts once.
    """
    turn = current_app.extensions.setdefault("inbound_poll", {"at": clock.now(), "pause": EVERY})
    now: datetime = clock.now()
    if not current_settings().inbound.host or now < turn["at"]:
        return 0
    try:
        count = fetch()
    except MailboxAway as failure:
        turn["pause"] = min(turn["pause"] * 2, LONGEST_PAUSE)
        logger.warning("the mailbox cannot be read: %s", failure)
        count = 0
    else:
        turn["pause"] = EVERY
    # There may be more behind what came.
    turn["at"] = clock.now() + (timedelta() if count else turn["pause"])
    return count


def fetch() -> int:
    """Take in what waits, for about two seconds; returns how many. Raises MailboxAway."""
    count, since = 0, _since()
    with opened(current_settings().inbound) as mailbox:
        begun = clock.now()
        for uid in mailbox.waiting(BATCH, since):
            raw = mailbox.fetch(uid)
            if raw:
                inbound.receive(raw)
                mailbox.mark(uid)
                count += 1
            if clock.now() - begun >= LONGEST_BATCH:
                break
    return count


def _since() -> datetime:
    """What a mailbox held before the portal first read it is left to the people whose it was."""
    first = db.session.scalar(select(func.min(InboundMessage.received_at)))
    db.session.rollback()  # nothing stays open while the mail server is spoken to
    return (first or clock.now()) - BEFORE_THE_FIRST
