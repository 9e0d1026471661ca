"""Fetching what waits in the portal's mailbox, now and then: each message is taken in, committed, then marked."""

import logging
from datetime import datetime, timedelta

from flask import current_app

from portal import clock
from portal.mail.mailbox import MailboxAway, opened
from portal.services import inbound

EVERY = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
BATCH = 50
logger = logging.getLogger(__name__)


def fetch_when_due() -> int:
    """Fetch at most once a minute, less often while the server is away; returns how many were taken in.

    Does nothing without INBOUND_IMAP_URL. Several workers may fetch at once: a message counts once.
    """
    turn = current_app.extensions.setdefault("inbound_poll", {"at": clock.now(), "pause": EVERY})
    now: datetime = clock.now()
    if not current_app.config["PORTAL"].inbound.host or now < turn["at"]:
        return 0
    try:
        count = fetch()
    except MailboxAway as failure:
        turn["pause"] = min(turn["pause"] * 2, LONGEST_PAUSE)
        logger.warning("the mailbox cannot be read: %s", failure)
        count = 0
    else:
        turn["pause"] = EVERY
    # A full batch has more behind it.
    turn["at"] = clock.now() + (timedelta() if count == BATCH else turn["pause"])
    return count


def fetch() -> int:
    """Take in what waits, up to one batch; returns how many. Raises MailboxAway."""
    with opened(current_app.config["PORTAL"].inbound) as mailbox:
        uids = mailbox.waiting(BATCH)
        for uid in uids:
            inbound.receive(mailbox.fetch(uid))
            mailbox.mark(uid)
        return len(uids)
