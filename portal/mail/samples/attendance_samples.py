"""Samples of the mails about the week of a team, about closing a session and about what it was worth."""

from datetime import timedelta

from portal.mail.compose.attendance import closings, evaluations
from portal.mail.compose.registrations import mondays
from portal.mail.compose.registrations.mondays import WeekMeeting
from portal.mail.samples.sample_scene import Scene
from portal.mail.wire.outbox import Envelope
from portal.rules.attendance.closing_reminders import ClosingTerm
from portal.rules.registrations.mondays import week_of

NO_TICKET = "lien-personnel"  # opens nothing


def session_to_close(at: Scene) -> Envelope:
    """As a trainer reads it two working days after the end."""
    at.situation.now = at.situation.end + timedelta(days=2)
    to_close = closings.ToClose(at.situation, ClosingTerm(at.situation.now, 2), unmarked=1)
    return closings.envelope(to_close, at.trainer, as_staff=False)


def evaluation_again(at: Scene) -> Envelope:
    """As one who came reads it three months later."""
    person = at.rows[0].person
    assert person is not None, "the scene names its people"  # noqa: S101 (for mypy)
    return evaluations.envelope(at.situation, person, NO_TICKET)


def monday_team(at: Scene) -> Envelope:
    """The week of the scene's one half-day, as its coordinator reads it."""
    names = [row.name for row in at.rows]
    meeting = WeekMeeting(at.situation.title, at.meeting.starts_at, names)
    return mondays.envelope(at.coordinator, at.rows[0].partner, week_of(at.meeting.starts_at), [meeting])
