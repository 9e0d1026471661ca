"""Another address for an account: both mailboxes agree; with the old one lost, an administrator plans it ahead."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.accounts import address_changes as compose
from portal.models.accounts.accounts import Account, AddressChange, Challenge, Membership
from portal.models.planning.sessions import SessionTrainer
from portal.models.registrations.people import JoinRequest
from portal.rules.base.secrets import hashed, new_token
from portal.rules.base.text import fold_email
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import (
    AccountClosed,
    AddressChangeOver,
    AddressTaken,
    AddressUnchanged,
    TooManyRequests,
)
from portal.services.accounts.accounts import GONE, end_every_sign_in
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry, record

A_DAY = timedelta(days=1)
MOST_A_DAY = 3  # each asks two mailboxes, one of which may be anybody's


def ask(account_id: int, address: str) -> None:
    """Ask the account's mailbox and the new one to confirm; what was asked before is given up.

    An address that somebody uses is asked all the same: only who reads its mails learns that. Raises
    AddressUnchanged, TooManyRequests.
    """
    with writing() as session:
        account = _account(session, account_id)
        _check_pace(session, account_id)
        change, old, new = _begin(session, account, address, account_id)
        record(
            session,
            account_id,
            Entry(Verb.ASKED_NEW_ADDRESS, ObjectKind.ACCOUNT, account_id, inputs={"change": change.id}),
        )
        compose.confirm_address(session, change, account, old, new)


def plan(account_id: int, address: str, actor_id: int) -> None:
    """Give the account another address in 24 hours, and tell both mailboxes, which may cancel it until then.

    For who lost the old mailbox; whoever plans it has made sure who asks. Raises AddressUnchanged, AddressTaken,
    AccountClosed.
    """
    with writing() as session:
        account = _account(session, account_id)
        if _holder(session, account, fold_email(address)) is not None:
            raise AddressTaken
        change, old, new = _begin(session, account, address, actor_id)
        change.due_at = change.expires_at
        record(
            session,
            actor_id,
            Entry(Verb.PLANNED_NEW_ADDRESS, ObjectKind.ACCOUNT, account_id, inputs={"change": change.id}),
        )
        jobs.plan(session, JobKind.CHANGE_ADDRESS, change.id, change.due_at)
        compose.address_planned(session, change, account, old, new)


def _account(session: Session, account_id: int) -> Account:
    account = lock_row(session, Account, account_id)
    if account.deactivated_at is not None:
        raise AccountClosed
    return account


def _check_pace(session: Session, account_id: int) -> None:
    since = clock.now() - A_DAY
    mine = (AddressChange.asked_by == account_id, AddressChange.created_at > since)
    if (session.scalar(select(func.count()).select_from(AddressChange).where(*mine)) or 0) >= MOST_A_DAY:
        raise TooManyRequests(minutes=24 * 60)


def _begin(session: Session, account: Account, address: str, actor_id: int) -> tuple[AddressChange, str, str]:
    """The new row with the tokens of the two links; the open change before it is cancelled."""
    if fold_email(address) == account.email:
        raise AddressUnchanged
    for earlier in session.scalars(select(AddressChange).where(*open_changes(account.id))):
        _cancel(session, earlier, account, actor_id)
    old, new = new_token(), new_token()
    change = AddressChange(account_id=account.id, asked_by=actor_id, old_email=account.email)
    change.new_email, change.old_hash, change.new_hash = fold_email(address), hashed(old), hashed(new)
    change.created_at, change.expires_at = clock.now(), clock.now() + A_DAY
    session.add(change)
    session.flush()
    return change, old, new


def open_changes(account_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what is neither done nor cancelled of an account; a planned one is open until it is done."""
    undecided = (AddressChange.done_at.is_(None), AddressChange.cancelled_at.is_(None))
    running = or_(AddressChange.due_at.is_not(None), AddressChange.expires_at > clock.now())
    return AddressChange.account_id == account_id, *undecided, running


def confirm(token: str) -> bool:
    """One mailbox agrees; whether the address changed by it. What an administrator planned needs no agreement.

    Raises AddressChangeOver, and AddressTaken to the new mailbox when another account uses it.
    """
    with writing() as session:
        account, change = _found(session, token)
        if change.due_at is not None:
            raise AddressChangeOver
        if change.new_hash == hashed(token):
            if _holder(session, account, change.new_email) is not None:
                raise AddressTaken
            change.new_confirmed_at = change.new_confirmed_at or clock.now()
        else:
            change.old_confirmed_at = change.old_confirmed_at or clock.now()
        agreed = change.old_confirmed_at is not None and change.new_confirmed_at is not None
        return agreed and _apply(session, change, account)


def cancel(token: str) -> None:
    """One mailbox refuses. Raises AddressChangeOver."""
    with writing() as session:
        account, change = _found(session, token)
        _cancel(session, change, account, None)


def cancel_open(account_id: int, actor_id: int) -> None:
    """Give up the account's open change, by its owner or an administrator. Raises NotFound when there is none."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        change = session.scalars(select(AddressChange).where(*open_changes(account_id))).one_or_none()
        if change is None:
            raise NotFound
        _cancel(session, change, account, actor_id)


def _found(session: Session, token: str) -> tuple[Account, AddressChange]:
    """The account, locked first, and its open change as it is then."""
    by_token = or_(AddressChange.old_hash == hashed(token), AddressChange.new_hash == hashed(token))
    account_id = session.scalar(select(AddressChange.account_id).where(by_token))
    if account_id is None:
        raise AddressChangeOver
    account = lock_row(session, Account, account_id)
    change = session.scalars(select(AddressChange).where(by_token, *open_changes(account_id))).one_or_none()
    if change is None or account.deactivated_at is not None:
        raise AddressChangeOver
    return account, change


def _cancel(session: Session, change: AddressChange, account: Account, actor_id: int | None) -> None:
    change.cancelled_at = clock.now()
    record(
        session,
        actor_id,
        Entry(Verb.CANCELLED_NEW_ADDRESS, ObjectKind.ACCOUNT, account.id, inputs={"change": change.id}),
    )
    compose.address_settled(session, change, account)


@does(JobKind.CHANGE_ADDRESS)
def take_effect(change_id: int) -> None:
    """Do what an administrator planned, unless it was cancelled or the account was closed meanwhile."""
    with writing() as session:
        planned = session.get(AddressChange, change_id)
        if planned is None:
            return
        account = lock_row(session, Account, planned.account_id)
        session.refresh(planned)
        if planned.done_at or planned.cancelled_at or not planned.due_at or planned.due_at > clock.now():
            return
        if account.deactivated_at is not None:
            _cancel(session, planned, account, None)
        else:
            _apply(session, planned, account)


def _apply(session: Session, change: AddressChange, account: Account) -> bool:
    """Give the account its new address; where another one took that meanwhile, the change is given up and told."""
    if _holder(session, account, change.new_email) is not None:
        _cancel(session, change, account, None)
        return False
    _make_way(session, account, change.new_email)
    change.done_at = clock.now()
    account.email = change.new_email
    session.execute(delete(Challenge).where(Challenge.email == change.old_email))
    end_every_sign_in(session, account.id)
    entry = Entry(Verb.CHANGED_ADDRESS, ObjectKind.ACCOUNT, account.id, inputs={"change": change.id})
    record(session, change.asked_by, entry)
    compose.address_settled(session, change, account)
    return True


def _holder(session: Session, account: Account, email: str) -> Account | None:
    """Another account that works with this address; one that only ever signed in gives way."""
    other = _other(session, account, email)
    return None if other is None or _is_empty(session, other) else other


def _other(session: Session, account: Account, email: str) -> Account | None:
    with_it = select(Account).where(Account.email == email, Account.id != account.id).with_for_update()
    return session.scalars(with_it).one_or_none()


def _is_empty(session: Session, account: Account) -> bool:
    """Who tries the new address before it is the account's makes such an account: no name, no role, nothing asked."""
    used = account.name != account.email or account.is_staff or account.is_admin or account.deactivated_at is not None
    rows = (
        select(Membership.id).where(Membership.account_id == account.id),
        select(SessionTrainer.session_id).where(SessionTrainer.account_id == account.id),
        select(JoinRequest.id).where(JoinRequest.account_id == account.id),
    )
    return not used and all(session.scalar(row.limit(1)) is None for row in rows)


def _make_way(session: Session, account: Account, email: str) -> None:
    other = _other(session, account, email)
    if other is not None:
        other.email, other.deactivated_at = f"compte-{other.id}{GONE}", clock.now()
        end_every_sign_in(session, other.id)
        record(session, None, Entry(Verb.GAVE_WAY, ObjectKind.ACCOUNT, other.id, inputs={"to": account.id}))
        session.flush()
