"""The only place for time: UTC inside, Brussels at the edge."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Brussels."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A moment as a Brussels clock shows it. A naive moment is refused with ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place here")
    return moment.astimezone(BRUSSELS)


def utc(wall_clock: datetime) -> datetime:
    """The UTC moment of a naive Brussels wall-clock time (the first of two when clocks go back)."""
    if wall_clock.tzinfo is not None:
        raise ValueError("expected a naive Brussels wall-clock time")
    return wall_clock.replace(tzinfo=BRUSSELS).astimezone(UTC)
