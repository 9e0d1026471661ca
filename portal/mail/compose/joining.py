"""Messages about requests to join and coordinators. Written inside the caller's `writing()`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail import outbox
from portal.mail.links import link
from portal.models.accounts import Account
from portal.models.partners import Partner
from portal.models.people import JoinRequest


def asked(session: Session, request_id: int) -> None:
    """Tell all staff at once that somebody asks to join, and the asker that it was received."""
    request = session.get_one(JoinRequest, request_id)
    context = {"partner": request.partner.name, "asker": request.account.name, "link": link("requests.index")}
    for account in _staff(session):
        _put(session, f"join-asked:{request.id}:{account.id}", "join_asked", account, context)
    _put(session, f"join-received:{request.id}", "join_received", request.account, context)


def accepted(session: Session, request_id: int) -> None:
    """Tell the asker that she now acts for the service."""
    request = session.get_one(JoinRequest, request_id)
    context = {"partner": request.partner.name, "link": link("my_partner.show")}
    _put(session, f"join-accepted:{request.id}", "join_accepted", request.account, context)


def refused(session: Session, request_id: int) -> None:
    """Tell the asker that it is no, and why."""
    request = session.get_one(JoinRequest, request_id)
    context = {"partner": request.partner.name, "reason": request.reason, "link": link("sessions.agenda")}
    _put(session, f"join-refused:{request.id}", "join_refused", request.account, context)


def coordinator_named(session: Session, partner_id: int, account_id: int, actor_id: int) -> None:
    """Tell a new coordinator who named her and where to begin."""
    partner = session.get_one(Partner, partner_id)
    account = session.get_one(Account, account_id)
    actor = session.get_one(Account, actor_id)
    context = {"partner": partner.name, "actor": actor.name, "link": link("my_partner.show")}
    key = f"coordinator-named:{partner_id}:{account_id}:{outbox.new_message_id()}"
    _put(session, key, "coordinator_named", account, context)


def _staff(session: Session) -> list[Account]:
    active = select(Account).where((Account.is_staff | Account.is_admin), Account.deactivated_at.is_(None))
    return list(session.scalars(active.order_by(Account.id)))


def _put(session: Session, key: str, kind: str, account: Account, context: dict[str, str]) -> None:
    name = account.name if account.name != account.email else ""
    outbox.put(session, outbox.Envelope(key, kind, account.email, name, context))
