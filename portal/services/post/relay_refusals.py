"""When our own relay refuses what we send (5xx to our sender or to the content): its word about us, not about a person.

Nothing is lost by it: each letter waits and is tried again for its five days. At the third recipient running, all that
is due waits half a minute; then the first refusal stops the next batch, until the relay takes a letter.
"""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.models.post.outbox_facts import refused_running
from portal.rules.post.mail_health import UNREACHABLE_PAUSE, relay_refuses
from portal.services.post.outbox_records import put_off, record_refused

REFUSED = "our relay refuses it: "
PUT_OFF = "our relay refuses our mails"
# Somebody mends what our relay has against us: what it refused leaves soon after.
LONGEST_PAUSE = timedelta(minutes=15)


def keep(message_id: int, attempts: int, said: str, *, urgent: bool) -> str:
    """Keep a refused letter for later; returns why nothing more may leave now, "" where it may.

    An `urgent` one, a sign-in code, is tried at every half minute that it is good.
    """
    record_refused(message_id, attempts, REFUSED + said, UNREACHABLE_PAUSE if urgent else LONGEST_PAUSE)
    number = db.session.scalar(select(refused_running(clock.now())))
    db.session.rollback()  # nothing stays open while the mail server is spoken to
    if not relay_refuses(number or 0):
        return ""
    put_off(PUT_OFF)
    return PUT_OFF
