"""How often a sign-in mail leaves and how often its code may be guessed (docs/adr/0007).

A stranger asks from as many networks as he can rent, for as many accounts as there are. So what is limited is what
he gains, new codes to guess, and never what the owner of an address needs, a mail: past the limits of an address the
newest mail that still works is sent again, and its link opens any browser.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from portal.rules.base.secrets import CODES

VALID = timedelta(minutes=10)
LEAST_LEFT = timedelta(minutes=3)  # a mail with less than this is not sent again: it would be read too late
MOST_TRIES = 6
WINDOW = timedelta(minutes=15)
MOST_PER_ADDRESS = 3
MOST_UNKNOWN_PER_NETWORK = 30
PAUSE = timedelta(minutes=1)
MOST_BROWSERS = 20  # that may type the code of one mail; its link works in all others
A_DAY = timedelta(days=1)


class Sending(StrEnum):
    """What a request for a mail does."""

    NEW = "new"
    AGAIN = "again"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Requests:
    """What was asked before: `lately` new mails for this address within WINDOW, the `last_mail` to it that was
    not used, whether one can be `sent_again`, and whether a network has `no_more_unknown` addresses to write to.
    """

    lately: int
    last_mail: datetime | None
    sent_again: bool
    no_more_unknown: bool


def sending(asked: Requests, now: datetime) -> Sending:
    """A new mail within the limits; past them the newest again, or a new one where none is left, once a minute."""
    if asked.no_more_unknown and not asked.sent_again:
        return Sending.NOTHING
    if asked.lately < MOST_PER_ADDRESS and not asked.no_more_unknown:
        return Sending.NEW
    if asked.last_mail is not None and now - asked.last_mail < PAUSE:
        return Sending.NOTHING
    return Sending.AGAIN if asked.sent_again else Sending.NEW


def most_codes_a_day() -> int:
    """How many codes strangers can have made for one address in a day.

    MOST_PER_ADDRESS in each WINDOW; past that a new one only when the last can no longer be sent again.
    """
    return ceil(A_DAY / WINDOW) * MOST_PER_ADDRESS + ceil(A_DAY / (VALID - LEAST_LEFT))


def most_guesses_a_day(accounts: int, networks: int) -> int:
    """How many codes a stranger can try in a day who knows every account and asks from so many networks.

    Codes for addresses without an account count too: there the networks are what is limited.
    """
    unknown = ceil(A_DAY / WINDOW) * MOST_UNKNOWN_PER_NETWORK
    return (accounts * most_codes_a_day() + networks * unknown) * MOST_TRIES


def chance_a_day(accounts: int, networks: int) -> float:
    """The most that the stranger's chance of one right guess can be in a day."""
    return most_guesses_a_day(accounts, networks) / CODES
