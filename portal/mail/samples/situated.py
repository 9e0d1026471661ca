"""A message as somebody would read it, before anything is decided: for staff who are about to send many."""

from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.wire import outbox


def cancellation(session: Session, training_session_id: int, reason: str, message: str) -> tuple[str, str]:
    """Subject and text of what a registered person would receive if the session were cancelled so. Writes nothing."""
    situation = situations.read(session, training_session_id, [], everyone=False)
    situation.other_dates = situations.other_dates(session, situation.training, situation.now)
    nobody = {
        "given_name": "",
        "hand_on": "",
        "names": "…",
        "by": "",
        "by_self": False,
        "partner": "",
        "teaches": False,
        "own_links": [],
    }
    values = {**about(situation, message), **nobody, "reason": reason, "cards": situation.meetings}
    subject, text, _html = outbox.render("session_cancelled", "", values)
    return subject, text
