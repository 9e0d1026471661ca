"""What one refusal says about an address, and when an address is unreachable."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.base.states import BounceWeight
from portal.rules.post.bounces import flags, weigh, worst

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
UNREACHABLE, COUNTED = BounceWeight.UNREACHABLE, BounceWeight.COUNTED


@pytest.mark.parametrize(
    ("status", "weight"),
    [
        ("5.1.1", UNREACHABLE),
        ("5.1.10", UNREACHABLE),
        ("5.1.8", BounceWeight.DISTRUSTED),
        ("5.7.1", BounceWeight.DISTRUSTED),
        ("5.7.26", BounceWeight.DISTRUSTED),
        ("5.2.2", COUNTED),
        ("5.4.1", COUNTED),
        ("550", COUNTED),
        ("4.2.2", BounceWeight.PASSING),
        ("451", BounceWeight.PASSING),
        ("2.0.0", BounceWeight.PASSING),
        ("", BounceWeight.PASSING),
        ("5.1.1 and more", BounceWeight.PASSING),
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
    assert worst(["5.1.1", "5.2.2", "5.7.1"]) == worst(["5.2.2", "5.1.1"]) == "5.1.1"
    assert worst(["4.2.2", "5.2.2"]) == "5.2.2"
