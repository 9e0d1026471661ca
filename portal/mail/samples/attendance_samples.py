"""Samples of the mails about closing a session and about what it was worth."""

from datetime import timedelta

from portal.mail.compose.attendance import closings, evaluations
from portal.mail.samples.sample_scene import Scene
from portal.mail.wire.outbox import Envelope
from portal.rules.attendance.closing_reminders import ClosingTerm

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
