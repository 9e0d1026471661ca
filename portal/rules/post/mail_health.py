"""When the portal's mail is in trouble: late, refused more than usual, or with nobody at work on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WORKER = "worker"  # the name of its heartbeat
# A worker is seen between two batches, and a slow one takes five minutes.
WORKER_AWAY = timedelta(minutes=10)
LATE = timedelta(minutes=15)
# Our relay is away: what waits for it is put off by so much, again and again.
UNREACHABLE_PAUSE = timedelta(seconds=30)
FEWEST_FAILURES = 5
RISE = 2
RUNNING = 3


class Trouble(StrEnum):
    """What somebody should look at, though pages answer."""

    WORKER_AWAY = "worker_away"
    MAILS_LATE = "mails_late"
    FAILURES_RISE = "failures_rise"
    RELAY_REFUSES = "relay_refuses"


@dataclass(frozen=True, slots=True)
class MailFigures:
    """How long ago the worker was seen (None: never), how long the oldest due mail waits, and what failed when.

    `refused_running`: to how many recipients our own relay refused mails since it last took one.
    """

    worker_seen: timedelta | None
    oldest_due: timedelta | None
    failed_last_day: int
    failed_day_before: int
    refused_running: int = 0


def troubles(figures: MailFigures) -> Iterator[Trouble]:
    """The troubles that these figures show."""
    if figures.worker_seen is None or figures.worker_seen > WORKER_AWAY:
        yield Trouble.WORKER_AWAY
    if figures.oldest_due is not None and figures.oldest_due > LATE:
        yield Trouble.MAILS_LATE
    if failures_rise(figures.failed_last_day, figures.failed_day_before):
        yield Trouble.FAILURES_RISE
    if relay_refuses(figures.refused_running):
        yield Trouble.RELAY_REFUSES


def failures_rise(last_day: int, day_before: int) -> bool:
    """More than twice as many mails refused in a day as in the one before, and at least five: not one bad address."""
    return last_day >= FEWEST_FAILURES and last_day > RISE * day_before


def relay_refuses(recipients: int) -> bool:
    """Whether so many recipients running are more than one letter that our relay does not like."""
    return recipients >= RUNNING
