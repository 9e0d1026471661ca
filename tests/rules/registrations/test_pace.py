"""How often people may cause mails to others."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.base.mailboxes import mailbox_of
from portal.rules.registrations.pace import next_message_at

NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("ago", "waits"),
    [
        ([], None),
        ([timedelta(minutes=10)], None),
        ([timedelta(minutes=9)], MINUTE),
        ([timedelta(hours=5), timedelta(hours=4), timedelta(hours=3)], None),
        ([timedelta(hours=5), timedelta(hours=4), timedelta(hours=3), timedelta(hours=2)], timedelta(hours=19)),
        ([timedelta(hours=25), timedelta(hours=4), timedelta(hours=3), timedelta(hours=2)], None),
        ([timedelta(hours=23, minutes=55), timedelta(hours=4), timedelta(hours=3), MINUTE], 9 * MINUTE),
    ],
)
def test_one_message_in_ten_minutes_and_four_in_a_day(ago: list[timedelta], waits: timedelta | None) -> None:
    expected = NOW + waits if waits is not None else None

    assert next_message_at([NOW - one for one in ago], NOW) == expected


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("", ""),
        ("noe@example.org", "noe@example.org"),
        ("noe+stage@example.org", "noe@example.org"),
        ("noe+a+b@example.org", "noe@example.org"),
        ("+noe@example.org", "+noe@example.org"),
        ("no.e@example.org", "no.e@example.org"),
    ],
)
def test_a_mailbox_is_the_address_without_what_follows_a_plus(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox
