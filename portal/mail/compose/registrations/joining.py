"""Messages about requests to join and coordinators. Written inside the caller's `writing()`."""

from typing import Any

from sqlalchemy.orm import Session

from portal.mail.entries.situations import staff_accounts
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import link
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.registrations.people import JoinRequest


def asked(session: Session, request_id: int) -> None:
    """Tell all staff at once that somebody asks to join, and the asker that it was received.

    The colleagues typed hear nothing before the request is accepted: nobody knows yet who typed them.
    """
    request = session.get_one(JoinRequest, request_id)
    outbox.put_all(session, [*(asked_mail(request, who) for who in staff_accounts(session)), received_mail(request)])


def asked_mail(request: JoinRequest, account: Account) -> Envelope:
    """What one of the staff reads of a request."""
    context = _about(request) | {
        "asker": unlinkable(spoken(request.account)) or request.account.email,
        "phone": unlinkable(request.phone),
        "message": unlinkable(request.message),
        "link": link("requests.index"),
    }
    return _to(account, "join_asked", context)


def received_mail(request: JoinRequest) -> Envelope:
    """What the asker reads at once."""
    return _to(request.account, "join_received", _about(request))


def accepted(session: Session, request_id: int) -> None:
    """Tell the asker that she now acts for the service."""
    outbox.put(session, accepted_mail(session.get_one(JoinRequest, request_id)))


def accepted_mail(request: JoinRequest) -> Envelope:
    """What the asker reads once staff said yes."""
    context = _about(request) | {"link": link("my_partner.show")}
    return _to(request.account, "join_accepted", context)


def refused(session: Session, request_id: int) -> None:
    """Tell the asker that it is no, and why."""
    outbox.put(session, refused_mail(session.get_one(JoinRequest, request_id)))


def refused_mail(request: JoinRequest) -> Envelope:
    """What the asker reads once staff said no, with their reason."""
    context = _about(request) | {"reason": request.reason, "link": link("sessions.agenda")}
    return _to(request.account, "join_refused", context)


def coordinator_named(session: Session, partner_id: int, account_id: int, actor_id: int) -> None:
    """Tell a new coordinator who named her and where to begin; once for each time that she is named."""
    account, actor = (session.get_one(Account, number) for number in (account_id, actor_id))
    outbox.put(session, named_mail(session.get_one(Partner, partner_id), account, actor))


def named_mail(partner: Partner, account: Account, actor: Account) -> Envelope:
    """What a new coordinator reads: for whom she acts, who named her, where to begin."""
    context = {
        "partner": unlinkable(partner.name),
        "by": unlinkable(spoken(actor)),
        "link": link("my_partner.show"),
    }
    return _to(account, "coordinator_named", context)


def _about(request: JoinRequest) -> dict[str, Any]:
    return {"partner": unlinkable(request.partner.name), "individual": request.partner.individual}


def _to(account: Account, kind: str, context: dict[str, Any]) -> Envelope:
    return Envelope(
        kind=kind,
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={**context, "given_name": unlinkable(account.called)},
        cause=Cause(account=account.id),
    )
