"""Refusals about workshops, sessions and what is announced of them."""

from datetime import datetime

from portal.rules.refusals import Refusal


class MessageTooSoon(Refusal):
    """Messages to the participants of this session were written a moment ago, or several times in a day."""

    code = "message_too_soon"


class NobodyToTell(Refusal):
    """Nobody would receive the announcement or the message."""

    code = "nobody_to_tell"
    status = 422


class NothingToAnnounce(Refusal):
    """No session was chosen."""

    code = "nothing_to_announce"
    status = 422


class AnnouncementLeft(Refusal):
    """The ten minutes are over: the mails have left or are leaving."""

    code = "announcement_left"


class OptionsMissing(Refusal):
    """A question to choose from offers at least two different options."""

    code = "options_missing"
    status = 422


class TellingUndecided(Refusal):
    """Words that invitations show were corrected, and nobody said whether calendars should hear of it."""

    code = "telling_undecided"
    status = 422


class MeetingStarted(Refusal):
    """A meeting that has begun is not moved."""

    code = "meeting_started"


class MeetingInPast(Refusal):
    """A meeting must lie in the future (`place` counts the meetings from 0)."""

    code = "meeting_in_past"
    status = 422


class MeetingEndsFirst(Refusal):
    """A meeting must end after it starts (`place` counts the meetings from 0)."""

    code = "meeting_ends_first"
    status = 422


class PauseTooLong(Refusal):
    """The breaks of a meeting are shorter than the meeting (`place` counts the meetings from 0)."""

    code = "pause_too_long"
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


class SessionTookPlace(Refusal):
    """Somebody was marked present: the session is closed, not cancelled."""

    code = "session_took_place"


class StartsTooSoon(Refusal):
    """The session starts before an announcement of it could leave and be read."""

    code = "starts_too_soon"


class CancellationPlanned(Refusal):
    """The session is about to be cancelled: it is restored first."""

    code = "cancellation_planned"


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
