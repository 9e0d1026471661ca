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


class TrainerQuestionsClosed(Refusal):
    """The session has begun: what is left to ask is asked in the room."""

    code = "trainer_questions_closed"


class TooManyTrainerQuestions(Refusal):
    """As many questions of this registration wait as may (`most`)."""

    code = "too_many_trainer_questions"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class TrainerQuestionGone(Refusal):
    """The question is not there any more: its author took it back, or somebody dismissed it."""

    code = "trainer_question_gone"


class TrainerQuestionReleased(Refusal):
    """Somebody else released the question meanwhile, perhaps in other words."""

    code = "trainer_question_released"


class RoomCodeUnknown(Refusal):
    """No half-day that is held now has this code."""

    code = "room_code_unknown"
    status = 422


class RoomCodeOld(Refusal):
    """The code has counted, and does no longer: another stands on the screen."""

    code = "room_code_old"
    status = 422


class RoomCodeOver(Refusal):
    """The half-day of this code is over."""

    code = "room_code_over"


class RoomCodeShut(Refusal):
    """The session of this code was closed or called off."""

    code = "room_code_shut"


class TooManyRoomCodes(Refusal):
    """A browser sent many wrong codes one after the other; a right one still counts."""

    code = "too_many_room_codes"
    status = 429


class NotRecognised(Refusal):
    """An address that says not for sure who is there: unknown, shared, or of somebody without a seat now."""

    code = "not_recognised"


class SessionNotClosed(Refusal):
    """The record of presence is made once the session is closed."""

    code = "session_not_closed"


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
