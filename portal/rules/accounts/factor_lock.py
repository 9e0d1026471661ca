"""How the second factor of an account is locked after wrong codes: the lock is the account's, not a sign-in's.

Only who is in the mailbox of the account can make it lock. A code of six digits, three of which are good at once,
would fall to somebody who reads that mailbox and may try for ever: so each lock in a row is twice as long.
"""

from datetime import datetime, timedelta

MOST_FAILURES = 8
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=12)


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Until when nobody may try, after so many wrong codes since the last right one; None while tries are left."""
    locks, others = divmod(failures, MOST_FAILURES)
    if others or not locks:
        return None
    doubled: int = 2 ** min(locks - 1, 20)
    return now + min(FIRST_LOCK * doubled, LONGEST_LOCK)
