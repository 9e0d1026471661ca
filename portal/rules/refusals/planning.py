"""Why a change of a session or a workshop is refused, until its closing."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.rules.refusals import Refusal


class OptionsMissing(Refusal):
    """A question to choose from offers at least two different options."""

    code = "options_missing"
    status = 422


class ReasonMissing(Refusal):
    """A reason is due and was not given."""

    code = "reason_missing"
    status = 422


class NothingChanged(Refusal):
    """The command would change nothing."""

    code = "nothing_changed"


class MeetingStarted(Refusal):
    """A meeting that has begun is not moved."""

    code = "meeting_started"


class MeetingInPast(Refusal):
    """A meeting must lie in the future and end after it starts."""

    code = "meeting_in_past"
    status = 422


class DeadlinesDisordered(Refusal):
    """A registration window or a deadline out of order (`field` says which)."""

    code = "deadlines_disordered"
    status = 422


class SessionIncomplete(Refusal):
    """A session without a meeting is not published."""

    code = "session_incomplete"
    status = 422


class AlreadyPublished(Refusal):
    """The draft was published meanwhile."""

    code = "already_published"


class WorkshopNotPublished(Refusal):
    """A session is published after its workshop."""

    code = "workshop_not_published"
    status = 422


class CancellationPlanned(Refusal):
    """The session is about to be cancelled: it is restored first."""

    code = "cancellation_planned"


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


class OutcomeMissing(Refusal):
    """Somebody was never there, and nobody said whether that was excused (`names` says who)."""

    code = "outcome_missing"
    status = 422

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names=", ".join(names))


class OutcomeOver(Refusal):
    """An outcome no longer changes after the day `last`."""

    code = "outcome_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class NoQuota(Refusal):
    """Nothing limits a partner in this session now: there is nothing to raise."""

    code = "no_quota"


class BelowQuota(Refusal):
    """A partner's own limit is never under that of the session (`quota`)."""

    code = "below_quota"
    status = 422

    def __init__(self, quota: int) -> None:
        super().__init__(quota=quota)


class LineStillMoves(Refusal):
    """Trainers give seats once the line has stopped moving by itself, at `freeze_at`."""

    code = "line_still_moves"

    def __init__(self, freeze_at: datetime) -> None:
        super().__init__(freeze_at=freeze_at)


class NobodyWaits(Refusal):
    """There is nobody in the line to ask."""

    code = "nobody_waits"


class AskedAlready(Refusal):
    """Those who wait were asked in the last 24 hours."""

    code = "asked_already"
