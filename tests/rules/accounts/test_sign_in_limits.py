"""When a sign-in mail leaves, and what a stranger can gain by asking."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.accounts import sign_in_limits as limits
from portal.rules.accounts.sign_in_limits import Requests, Sending, sending

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
JUST_NOW, LONG_AGO = NOW - timedelta(seconds=59), NOW - timedelta(seconds=60)
MANY = limits.MOST_PER_ADDRESS


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (Requests(0, None, sent_again=False, no_more_unknown=False), Sending.NEW),
        (Requests(MANY - 1, JUST_NOW, sent_again=True, no_more_unknown=False), Sending.NEW),
        (Requests(MANY, JUST_NOW, sent_again=True, no_more_unknown=False), Sending.NOTHING),
        (Requests(MANY, LONG_AGO, sent_again=True, no_more_unknown=False), Sending.AGAIN),
        (Requests(MANY, LONG_AGO, sent_again=False, no_more_unknown=False), Sending.NEW),
        (Requests(MANY, JUST_NOW, sent_again=False, no_more_unknown=False), Sending.NOTHING),
        (Requests(0, None, sent_again=False, no_more_unknown=True), Sending.NOTHING),
        (Requests(1, LONG_AGO, sent_again=True, no_more_unknown=True), Sending.AGAIN),
        (Requests(1, JUST_NOW, sent_again=True, no_more_unknown=True), Sending.NOTHING),
    ],
)
def test_what_a_request_sends(asked: Requests, sent: Sending) -> None:
    assert sending(asked, NOW) is sent


def test_a_stranger_with_every_account_and_a_thousand_networks_stays_under_one_success_in_ten_thousand_a_day() -> None:
    """The arithmetic of docs/adr/0007, for more accounts than a network of partners has."""
    assert limits.chance_a_day(accounts=10_000, networks=1_000) < 1 / 10_000


def test_the_figures_that_the_decision_names_are_those_of_the_code() -> None:
    assert limits.most_codes_a_day() == 494
    assert limits.most_guesses_a_day(10_000, 1_000) == 46_920_000
    assert limits.CODES == 656_100_000_000


def test_a_mail_that_is_sent_again_is_good_for_longer_than_until_the_next() -> None:
    assert limits.LEAST_LEFT > limits.PAUSE
