"""How many mails may leave now, where the relay allows only so many a minute (`MAIL_RATE`)."""

from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.settings import current_settings

WINDOW = timedelta(minutes=1)
LOCK = 7_302_518  # any number, the same for every worker


def room(session: Session) -> int | None:
    """How many more may be taken within the minute, all workers counted; None without a limit.

    Called inside the write that takes them: on PostgreSQL the workers count one after the other.
    """
    rate = current_settings().mail.rate
    if not rate:
        return None
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    now = clock.now()
    leaving = and_(OutboxMessage.state == MessageState.WAITING, OutboxMessage.lease_until > now)
    left = or_(OutboxMessage.sent_at > now - WINDOW, OutboxMessage.failed_at > now - WINDOW)
    taken = session.scalar(select(func.count(OutboxMessage.id)).where(or_(leaving, left))) or 0
    return max(rate - taken, 0)
