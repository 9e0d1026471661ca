"""Asking to join, for a service or alone, and staff's answer (docs/registration.md, "A request to join")."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.registrations import joining as compose
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.registrations.people import JoinRequest
from portal.models.registrations.registrations import Registration
from portal.rules.base.secrets import new_token
from portal.rules.base.states import JoinState, PartnerStatus, Visibility
from portal.rules.base.text import folded_key
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import AlreadyDecided, RequestWaiting
from portal.rules.refusals.base import ReasonMissing
from portal.services.accounts.memberships import add_coordinator
from portal.services.base import jobs, receipts
from portal.services.base.journal import Entry, record
from portal.services.base.slugs import free_slug
from portal.services.network.partner_changes import index
from portal.services.registrations.acts import acting
from portal.services.registrations.line import Joining, check_open_here, join
from portal.services.registrations.people import NewPerson

VERBS = {JoinState.ACCEPTED: Verb.JOIN_ACCEPTED, JoinState.REFUSED: Verb.JOIN_REFUSED}


@dataclass(frozen=True, slots=True)
class NewService:
    """A service that is not in the directory yet, or one person who comes alone."""

    name: str
    kind: str = ""
    municipality_nis: str | None = None
    individual: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, for which service (an existing partner or a new one), and with whom for which session."""

    account_id: int
    asker: NewPerson
    phone: str
    message: str = ""
    partner_id: int | None = None
    service: NewService | None = None
    session_id: int | None = None
    people: tuple[NewPerson, ...] = ()
    form_key: str = field(default_factory=new_token)


def ask(command: Ask) -> int:
    """Keep a request to join, its colleagues PENDING in the session they were typed for; returns its id.

    A double click finds the same request. Raises RequestWaiting while an earlier one awaits its answer, and what
    registering raises.
    """
    return int(receipts.once(command, lambda: str(_ask(command))))


def _ask(command: Ask) -> int:
    if command.session_id is None:
        with writing() as session:
            return _keep(session, command).id
    with acting(command.session_id, command.account_id) as act:
        check_open_here(act)
        request = _keep(act.session, command)
        join(act, Joining(request.partner_id, command.people, request.id))
        return request.id


def _check_none_waits(session: Session, account_id: int) -> None:
    mine = select(JoinRequest.id).where(JoinRequest.account_id == account_id, JoinRequest.state == JoinState.WAITING)
    if session.scalar(mine.limit(1)) is not None:
        raise RequestWaiting


def _keep(session: Session, command: Ask) -> JoinRequest:
    account = lock_row(session, Account, command.account_id)
    _check_none_waits(session, account.id)
    account.given_name, account.family_name = command.asker.given_name, command.asker.family_name
    account.function, account.phone = command.asker.function or account.function, command.phone
    service = command.service
    request = JoinRequest(
        account_id=account.id,
        partner_id=_partner_for(session, command),
        session_id=command.session_id,
        new_partner=service is not None,
        municipality_nis=service.municipality_nis if service else None,
        kind=service.kind if service else "",
        phone=command.phone,
        message=command.message,
        created_at=clock.now(),
    )
    session.add(request)
    session.flush()
    record(session, account.id, Entry(Verb.ASKED_TO_JOIN, ObjectKind.JOIN_REQUEST, request.id))
    compose.asked(session, request.id)
    receipts.keep(session, command, account.id, str(request.id))
    return request


def _partner_for(session: Session, command: Ask) -> int:
    if command.partner_id is not None:
        partner = session.get(Partner, command.partner_id)
        if partner is None or partner.status is not PartnerStatus.ACTIVE:
            raise NotFound
        return partner.id
    if command.service is None:
        raise NotFound
    return add_applied(session, command.service.name, individual=command.service.individual).id


def add_applied(session: Session, name: str, *, individual: bool = False) -> Partner:
    """Add a service that staff have yet to accept: in no list but theirs, inside the caller's `writing()`."""
    partner = Partner(
        name=name,
        folded_name=folded_key(name),
        slug=free_slug(session, Partner, name),
        status=PartnerStatus.APPLIED,
        visibility=Visibility.STAFF,
        individual=individual,
        created_at=clock.now(),
    )
    session.add(partner)
    session.flush()
    return partner


def accept(request_id: int, actor_id: int) -> None:
    """The service becomes a partner, the asker its coordinator; her colleagues join the line.

    Raises AlreadyDecided.
    """
    with writing() as session:
        request = _decide(session, request_id, JoinState.ACCEPTED, actor_id)
        partner = lock_row(session, Partner, request.partner_id)
        if partner.status is PartnerStatus.APPLIED:
            partner.status = PartnerStatus.ACTIVE
            partner.visibility = Visibility.STAFF if partner.individual else Visibility.PUBLIC
            index(session, partner)
        add_coordinator(session, request.account_id, partner.id)
        compose.accepted(session, request.id)
        sessions = _plan_admissions(session, request)
    for session_id in sessions:
        jobs.do_due(session_id)


def refuse(request_id: int, reason: str, actor_id: int) -> None:
    """Refuse with a reason in words, and with it what was asked for. Raises AlreadyDecided, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with writing() as session:
        request = _decide(session, request_id, JoinState.REFUSED, actor_id)
        request.reason = reason
        partner = lock_row(session, Partner, request.partner_id)
        if partner.status is PartnerStatus.APPLIED:
            partner.status = PartnerStatus.REFUSED
        compose.refused(session, request.id)
        sessions = _plan_admissions(session, request)
    for session_id in sessions:
        jobs.do_due(session_id)


def _decide(session: Session, request_id: int, state: JoinState, actor_id: int) -> JoinRequest:
    request = lock_row(session, JoinRequest, request_id)
    if request.state is not JoinState.WAITING:
        raise AlreadyDecided
    request.state = state
    request.decided_by_id = actor_id
    request.decided_at = clock.now()
    record(session, actor_id, Entry(VERBS[state], ObjectKind.JOIN_REQUEST, request.id))
    return request


def _plan_admissions(session: Session, request: JoinRequest) -> Sequence[int]:
    """One job per session that waits for this decision, done under that session's own lock."""
    asked = select(Registration.session_id).where(Registration.join_request_id == request.id).distinct()
    sessions = session.scalars(asked.order_by(Registration.session_id)).all()
    for session_id in sessions:
        jobs.plan(session, jobs.JobKind.ADMIT, session_id, clock.now() - timedelta(seconds=1))
    return sessions
