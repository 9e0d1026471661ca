"""Where an agreement stands: worked out from its dates, never stored."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class AgreementState(StrEnum):
    """To come, running, close to its end (the notice period has begun), renewed by itself, or over."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    EXPIRING = "expiring"
    RENEWED = "renewed"
    ENDED = "ended"


class Dated(Protocol):
    """What is asked of an agreement; notice in months."""

    starts_on: Any
    ends_on: Any
    notice_months: Any
    tacit_renewal: Any


def months_before(day: date, months: int) -> date:
    """The day that many months earlier, of one number in its month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def notice_day(ends_on: date, notice_months: int) -> date:
    """The day on which the notice period before the end begins: from then on it is time to decide."""
    return months_before(ends_on, notice_months)


def state_of(agreement: Dated, today: date) -> AgreementState:
    """Where the agreement stands today; its last day still counts."""
    if today < agreement.starts_on:
        return AgreementState.UPCOMING
    if agreement.ends_on is None:
        return AgreementState.RUNNING
    if today > agreement.ends_on:
        return AgreementState.RENEWED if agreement.tacit_renewal else AgreementState.ENDED
    warned = today >= notice_day(agreement.ends_on, agreement.notice_months)
    return AgreementState.EXPIRING if warned else AgreementState.RUNNING
