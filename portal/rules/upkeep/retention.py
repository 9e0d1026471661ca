"""How long what concerns a person is kept: one table, shown on the privacy page (docs/adr/0006)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal import clock


class RecordKind(StrEnum):
    """What is kept about persons."""

    REGISTRATION = "registration"
    CANCELLED_REGISTRATION = "cancelled_registration"
    CERTIFICATE = "certificate"
    CONTACT_WHO_LEFT = "contact_who_left"
    COLLEAGUE = "colleague"
    CLOSED_ACCOUNT = "closed_account"
    JOIN_REQUEST = "join_request"
    WISH = "wish"
    ENDED_WISH = "ended_wish"
    MESSAGE = "message"
    JOURNAL = "journal"
    INBOUND_MESSAGE = "inbound_message"
    BOUNCE = "bounce"
    EVALUATION = "evaluation"
    EVALUATION_TICKET = "evaluation_ticket"
    TRAINER_QUESTION = "trainer_question"
    DECLARATION = "declaration"
    SIGNED_SHEET = "signed_sheet"
    SESSION_FILE = "session_file"
    MISSED_WORD = "missed_word"


A_DAY = timedelta(days=1)
NIGHT = time(3)


@dataclass(frozen=True, slots=True)
class Term:
    """`months` and `days` after the event, or after its year; then erased, or made anonymous: its figures stay."""

    record: RecordKind
    months: int
    from_end_of_year: bool = False
    anonymised: bool = False
    days: int = 0

    def ends_on(self, happened_on: date) -> date:
        """The last day on which data about something that happened on that day may be kept."""
        start = date(happened_on.year, 12, 31) if self.from_end_of_year else happened_on
        return _months_after(start, self.months) + timedelta(days=self.days)

    def first_day_kept(self, today: date) -> date:
        """The earliest day of which something is kept still: what happened before it is over."""
        day = _months_after(today - timedelta(days=self.days), -self.months)
        while self.ends_on(day) < today:
            day += A_DAY
        while self.ends_on(day - A_DAY) >= today:
            day -= A_DAY
        return day


TERMS = (
    Term(RecordKind.REGISTRATION, 36, from_end_of_year=True, anonymised=True),
    Term(RecordKind.CANCELLED_REGISTRATION, 12, anonymised=True),
    Term(RecordKind.CERTIFICATE, 60),
    Term(RecordKind.CONTACT_WHO_LEFT, 6),
    Term(RecordKind.COLLEAGUE, 36, from_end_of_year=True),
    Term(RecordKind.CLOSED_ACCOUNT, 6, anonymised=True),
    Term(RecordKind.JOIN_REQUEST, 12),
    Term(RecordKind.WISH, 24),
    Term(RecordKind.ENDED_WISH, 6),
    Term(RecordKind.MESSAGE, 12),
    Term(RecordKind.JOURNAL, 24),
    Term(RecordKind.INBOUND_MESSAGE, 1),
    Term(RecordKind.BOUNCE, 12),
    Term(RecordKind.EVALUATION, 36, from_end_of_year=True),
    Term(RecordKind.EVALUATION_TICKET, 1),
    Term(RecordKind.TRAINER_QUESTION, months=0, days=30),
    Term(RecordKind.DECLARATION, 1),
    Term(RecordKind.SIGNED_SHEET, 36, from_end_of_year=True),
    Term(RecordKind.SESSION_FILE, 12),
    Term(RecordKind.MISSED_WORD, months=0, days=90),
)


def over_before(record: RecordKind, now: datetime) -> datetime:
    """The moment before which what happened is no longer kept, as of now."""
    [term] = [term for term in TERMS if term.record is record]
    return clock.utc(datetime.combine(term.first_day_kept(clock.local(now).date()), time()))


def next_night(now: datetime) -> datetime:
    """When the terms are looked at next: 3 in the morning, Brussels, of the next day."""
    return clock.utc(datetime.combine(clock.local(now).date() + A_DAY, NIGHT))


def moment_after(record: RecordKind, happened_at: datetime) -> datetime:
    """The first moment at which what happened then is to be erased."""
    [term] = [term for term in TERMS if term.record is record]
    last = term.ends_on(clock.local(happened_at).date())
    return clock.utc(datetime.combine(last + timedelta(days=1), time()))


def _months_after(day: date, months: int) -> date:
    """The day of that number in a later month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
