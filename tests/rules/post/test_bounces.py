"""What one refusal says about an address, and when an address is unreachable."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.base.states import BounceWeight
from portal.rules.post.bounces import flags, gravest, status_in, statuses_in, weigh

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
UNREACHABLE, COUNTED = BounceWeight.UNREACHABLE, BounceWeight.COUNTED
DISTRUSTED, FULL, PASSING = BounceWeight.DISTRUSTED, BounceWeight.FULL, BounceWeight.PASSING


@pytest.mark.parametrize(
    ("status", "weight"),
    [
        ("5.1.1", UNREACHABLE),
        ("5.1.10", UNREACHABLE),
        ("5.1.8", BounceWeight.DISTRUSTED),
        ("5.7.1", BounceWeight.DISTRUSTED),
        ("5.7.26", BounceWeight.DISTRUSTED),
        ("5.2.2", FULL),
        ("4.2.2", FULL),
        ("5.1.0", COUNTED),
        ("5.2.0", COUNTED),
        ("5.2.1", COUNTED),
        ("5.0.0", COUNTED),
        ("5.4.1", UNREACHABLE),
        ("5.4.4", UNREACHABLE),
        ("550", COUNTED),
        ("4.4.7", BounceWeight.PASSING),
        ("451", BounceWeight.PASSING),
        ("2.0.0", BounceWeight.PASSING),
        ("", BounceWeight.PASSING),
        ("5.1.1 and more", UNREACHABLE),
    ],
)
def test_a_refusal_weighs_by_its_status(status: str, weight: BounceWeight) -> None:
    assert weigh(status) is weight


def test_no_such_mailbox_flags_at_once_and_the_rest_at_the_third_within_seven_days() -> None:
    def days(*ago: float) -> list[datetime]:
        return [NOW - timedelta(days=number) for number in ago]

    assert flags(UNREACHABLE, [], NOW)
    assert not flags(COUNTED, days(1), NOW)
    assert flags(COUNTED, days(1, 6.9), NOW)
    assert not flags(COUNTED, days(1, 7), NOW)
    assert not flags(BounceWeight.DISTRUSTED, days(1, 2, 3), NOW)


def test_of_several_refusals_that_of_a_mailbox_that_is_no_more_counts_first() -> None:
    assert gravest([DISTRUSTED, PASSING, UNREACHABLE, FULL, COUNTED]) is UNREACHABLE
    assert gravest([PASSING, FULL, COUNTED, DISTRUSTED]) is DISTRUSTED
    assert gravest([PASSING, FULL]) is FULL


@pytest.mark.parametrize(
    ("status", "words", "weight"),
    [
        ("5.0.0", "smtp; 550 User unknown", UNREACHABLE),
        ("550", "550 utilisateur inconnu", UNREACHABLE),
        ("550", "550 Destinataire inconnu", UNREACHABLE),
        ("5.2.1", "550 5.2.1 no such user here", UNREACHABLE),
        ("4.4.7", "450 4.2.1 <x@example.org>: user unknown", UNREACHABLE),
        ("4.0.0", "Domain name not found: example.org", PASSING),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", UNREACHABLE),
        ("5.1.1", "550 5.7.1 blocked", DISTRUSTED),
        ("5.1.1", "550 IP address blacklisted by recipient", DISTRUSTED),
        ("5.1.1", "552 5.2.2 Over quota", FULL),
        ("5.1.0", "550 5.1.0 sender rejected", DISTRUSTED),
        ("5.1.0", "550 5.1.0 address rejected", COUNTED),
        ("5.2.0", "550 Unknown user", COUNTED),
        ("5.7.1", "550 5.7.1 user unknown", DISTRUSTED),
        ("550", "550 User unknown (in reply to end of DATA command)", COUNTED),
        ("5.1.1", "550 5.1.1 spam@example.org: user unknown", UNREACHABLE),
        ("5.1.1", "550 5.1.1 see https://help.example.org/spam-and-policy", UNREACHABLE),
        ("", "550 User unknown", COUNTED),
        ("", "User noe not listed in Domino Directory", UNREACHABLE),
        ("", "No mx record found for domain=example.org", UNREACHABLE),
        ("", "Connection timed out", PASSING),
        ("", "It could not be delivered.", COUNTED),
    ],
)
def test_a_refusal_weighs_by_its_words_too(status: str, words: str, weight: BounceWeight) -> None:
    assert weigh(status, words) is weight


@pytest.mark.parametrize("weight", [DISTRUSTED, FULL, PASSING])
def test_what_is_about_us_or_about_today_never_flags(weight: BounceWeight) -> None:
    assert not flags(weight, [NOW] * 9, NOW)


def test_a_status_is_no_address_and_no_version() -> None:
    assert statuses_in("host 192.0.2.25 [5.1.1.2] v5.1.1.3 said: 550-5.1.1 (#5.2.1). 4.4.7;") == [
        "5.1.1",
        "5.2.1",
        "4.4.7",
    ]
    assert (status_in("550 5.0.0 (5.1.1)"), status_in("550 no"), status_in("10:55:50 no")) == ("5.1.1", "550", "")
