"""Refusals about presence, outcomes and certificates."""

from collections.abc import Sequence
from datetime import date

from portal.rules.refusals import Refusal


class PresenceTooEarly(Refusal):
    """Presence is marked from the day of the meeting (`first`) on."""

    code = "presence_too_early"

    def __init__(self, first: date) -> None:
        super().__init__(first=first)


class PresenceOver(Refusal):
    """Presence no longer changes after the day `last`."""

    code = "presence_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class SessionNotOver(Refusal):
    """A session is closed after its last meeting."""

    code = "session_not_over"


class SessionClosed(Refusal):
    """The session was closed already: outcomes are corrected one by one."""

    code = "session_closed"


class PresenceMissing(Refusal):
    """Presence is not marked for everybody (`names` says for whom not)."""

    code = "presence_missing"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names=", ".join(names))


class OutcomeOver(Refusal):
    """An outcome no longer changes after the day `last`."""

    code = "outcome_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class ClosingOver(Refusal):
    """A session is no longer closed after the day `last`."""

    code = "closing_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class LateReasonMissing(Refusal):
    """What was due by the day `last` is done later with a reason only."""

    code = "late_reason_missing"
    status = 422

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class EvaluationUnknown(Refusal):
    """No evaluation has this ticket."""

    code = "evaluation_unknown"
    status = 404


class EvaluationUsed(Refusal):
    """The ticket has served: an answer came."""

    code = "evaluation_used"


class EvaluationTooEarly(Refusal):
    """The session is not closed: nothing can be answered yet."""

    code = "evaluation_too_early"


class EvaluationOver(Refusal):
    """The days to answer are over; `last` was the last one."""

    code = "evaluation_over"


class EvaluationEmpty(Refusal):
    """An answer that says nothing."""

    code = "evaluation_empty"
    status = 422


class TooManySheets(Refusal):
    """More sheets of paper than people who were there."""

    code = "too_many_sheets"


class OpinionGone(Refusal):
    """The sentence is not there any more, or is not shown."""

    code = "opinion_gone"


class TooManyFiles(Refusal):
    """The session has as many files as it may, `most`."""

    code = "too_many_files"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class TooManyScans(Refusal):
    """The half-day has as many photos of its sheet as it may, `most`."""

    code = "too_many_scans"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class MeetingNotBegun(Refusal):
    """Nobody has signed yet: the half-day has not begun."""

    code = "meeting_not_begun"
