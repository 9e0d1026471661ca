"""When mail is in trouble."""

from datetime import timedelta

import pytest

from portal.rules.post.mail_health import MailFigures, Trouble, failures_rise, troubles

MINUTE = timedelta(minutes=1)
WELL = MailFigures(MINUTE, None, 0, 0)


def test_all_is_well() -> None:
    assert list(troubles(WELL)) == []
    assert list(troubles(MailFigures(6 * MINUTE, None, 0, 0))) == []


@pytest.mark.parametrize(
    ("figures", "trouble"),
    [
        (MailFigures(None, None, 0, 0), Trouble.WORKER_AWAY),
        (MailFigures(11 * MINUTE, None, 0, 0), Trouble.WORKER_AWAY),
        (MailFigures(MINUTE, 16 * MINUTE, 0, 0), Trouble.MAILS_LATE),
        (MailFigures(MINUTE, MINUTE, 5, 2), Trouble.FAILURES_RISE),
    ],
)
def test_one_trouble_is_named(figures: MailFigures, trouble: Trouble) -> None:
    assert list(troubles(figures)) == [trouble]


@pytest.mark.parametrize(
    ("last_day", "day_before", "rises"), [(4, 0, False), (5, 0, True), (6, 3, False), (7, 3, True), (50, 40, False)]
)
def test_a_rise_is_more_than_twice_the_day_before_and_five_at_least(
    last_day: int, day_before: int, rises: bool
) -> None:
    assert failures_rise(last_day, day_before) is rises


def test_a_relay_that_refuses_three_recipients_running_is_a_trouble() -> None:
    assert list(troubles(MailFigures(MINUTE, None, 0, 0, 2))) == []
    assert list(troubles(MailFigures(MINUTE, None, 0, 0, 3))) == [Trouble.RELAY_REFUSES]
