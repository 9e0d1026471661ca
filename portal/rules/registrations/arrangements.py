"""Arrangements that a person asks for, and the questions of a session: what exists, who sees it, until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from portal.rules.refusals.planning import OptionsMissing
from portal.rules.refusals.registrations import AnswerMissing

WEEK = timedelta(days=7)
LONGEST_ANSWER = 500


class ArrangementKind(StrEnum):
    """What may be arranged for a person: a closed list, so that nobody writes about their health."""

    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    LARGE_PRINT = "large_print"
    SIGN_LANGUAGE = "sign_language"
    FRONT_SEAT = "front_seat"
    ASSISTANCE_DOG = "assistance_dog"


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    SEVERAL = "several"
    SHORT_TEXT = "short_text"


def erased_at(end: datetime) -> datetime:
    """When the arrangements of a session that ends then are erased."""
    return end + WEEK


def answers_erased_at(end: datetime, days: int) -> datetime:
    """When the answers to a question that lives so many days after the session are erased."""
    return end + timedelta(days=days)


def shows_arrangements(now: datetime, start: datetime, end: datetime, *, staff: bool) -> bool:
    """Whether arrangements may be seen: by the trainer from 7 days before to 7 after, by staff until they are erased.

    Never in an export, a mail or the journal.
    """
    return now < erased_at(end) and (staff or start - WEEK <= now)


def options_of(kind: QuestionKind, lines: str) -> tuple[str, ...]:
    """The options typed one a line, each once, none for a text. Raises OptionsMissing below two."""
    if kind is QuestionKind.SHORT_TEXT:
        return ()
    options = tuple(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))
    if len(options) < 2:
        raise OptionsMissing
    return options


def check_answer(kind: QuestionKind, label: str, options: Sequence[str], given: Sequence[str], required: bool) -> None:
    """Raise AnswerMissing when a question is left open that must be answered, or answered beside its options."""
    empty = not any(given)
    beside = kind is not QuestionKind.SHORT_TEXT and not set(given) <= set(options)
    too_many = kind is not QuestionKind.SEVERAL and len(given) > 1
    too_long = any(len(one) > LONGEST_ANSWER for one in given)
    if (empty and required) or (not empty and (beside or too_many or too_long)):
        raise AnswerMissing(label=label)
