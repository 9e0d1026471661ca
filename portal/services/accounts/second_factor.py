"""The second factor of staff: TOTP (RFC 6238) with ten recovery codes, each used once."""

import secrets
from collections.abc import Callable
from typing import TypeVar

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.accounts import account_changes as compose
from portal.mail.compose.accounts.account_changes import FactorNews
from portal.models.accounts.accounts import Account, RecoveryCode, SignIn
from portal.rules.accounts.factor_lock import locked_until
from portal.rules.base.secrets import hashed
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import Refusal
from portal.rules.refusals.accounts import SecondFactorLocked, SecondFactorWrong
from portal.services.accounts.accounts import end_every_sign_in
from portal.services.base.journal import Entry, record

STEP_SECONDS = 30
RECOVERY_CODES = 10
Done = TypeVar("Done")
hasher = PasswordHasher(time_cost=1, memory_cost=19_456, parallelism=1)


def begin(account_id: int) -> str:
    """The secret to put in an authenticator; the same until it is confirmed."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        if account.totp_secret is None:
            account.totp_secret = pyotp.random_base32()
        return account.totp_secret


def confirm(account_id: int, token: str, code: str) -> list[str]:
    """Prove the authenticator once; returns ten recovery codes, shown this time only. Raises SecondFactorWrong."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        if account.totp_confirmed_at is not None:
            raise SecondFactorWrong
        _check_totp(account, code)
        account.totp_confirmed_at = clock.now()
        _mark(session, token)
        record(session, account_id, Entry(Verb.SECOND_FACTOR_ADDED, ObjectKind.ACCOUNT, account_id))
        compose.second_factor_changed(session, account, FactorNews.ADDED)
        return _new_recovery_codes(session, account_id)


def verify(account_id: int, token: str, code: str) -> None:
    """Accept the code of the moment or an unused recovery code, once. Raises SecondFactorWrong, SecondFactorLocked."""
    _proved(account_id, code, lambda session, _account: _mark(session, token))


def renew_recovery_codes(account_id: int, code: str) -> list[str]:
    """Ten new recovery codes in place of all before, for who proves the second factor once more.

    Raises SecondFactorWrong, SecondFactorLocked.
    """

    def renew(session: Session, account: Account) -> list[str]:
        record(session, account_id, Entry(Verb.RECOVERY_CODES_RENEWED, ObjectKind.ACCOUNT, account_id))
        compose.second_factor_changed(session, account, FactorNews.CODES_RENEWED)
        return _new_recovery_codes(session, account_id)

    return _proved(account_id, code, renew)


def _proved(account_id: int, code: str, then: Callable[[Session, Account], Done]) -> Done:
    """Do something for who shows the second factor; a wrong one counts for the account, whatever the sign-in."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        if account.factor_locked_until is not None and account.factor_locked_until > clock.now():
            raise SecondFactorLocked(until=account.factor_locked_until)
        try:
            _check(session, account, code)
        except SecondFactorWrong as wrong:
            refusal = _count_failure(session, account) or wrong
        else:
            account.factor_failures, account.factor_locked_until = 0, None
            return then(session, account)
    raise refusal


def _check(session: Session, account: Account, code: str) -> None:
    if account.totp_confirmed_at is None or not code.isdecimal():
        _use_recovery_code(session, account.id, code)
    else:
        _check_totp(account, code)


def _count_failure(session: Session, account: Account) -> Refusal | None:
    """One more wrong code; the refusal that says until when, where it locks the account's second factor."""
    account.factor_failures += 1
    account.factor_locked_until = locked_until(account.factor_failures, clock.now())
    if account.factor_locked_until is None:
        return None
    record(session, account.id, Entry(Verb.SECOND_FACTOR_LOCKED, ObjectKind.ACCOUNT, account.id))
    compose.second_factor_changed(session, account, FactorNews.LOCKED)
    return SecondFactorLocked(until=account.factor_locked_until)


def forget(account_id: int, actor_id: int | None) -> None:
    """Take away a lost second factor and its recovery codes: the next sign-in sets up another. Ends every sign-in."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        account.totp_secret = account.totp_confirmed_at = account.factor_locked_until = None
        account.factor_failures = 0
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        end_every_sign_in(session, account_id)
        record(session, actor_id, Entry(Verb.FORGOT_SECOND_FACTOR, ObjectKind.ACCOUNT, account_id))
        compose.second_factor_changed(session, account, FactorNews.TAKEN_AWAY, actor_id)


def _check_totp(account: Account, code: str) -> None:
    """Accept the present step and its neighbours, never the same step twice."""
    totp = pyotp.TOTP(account.totp_secret or "")
    now = int(clock.now().timestamp())
    for step in (now // STEP_SECONDS + offset for offset in (0, -1, 1)):
        if step > account.totp_last_step and secrets.compare_digest(totp.at(step * STEP_SECONDS), code):
            account.totp_last_step = step
            return
    raise SecondFactorWrong


def _mark(session: Session, token: str) -> None:
    session.execute(update(SignIn).where(SignIn.token_hash == hashed(token)).values(second_factor_at=clock.now()))


def _new_recovery_codes(session: Session, account_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=account_id, hash=hasher.hash(code)) for code in codes)
    return codes


def _use_recovery_code(session: Session, account_id: int, code: str) -> None:
    unused = select(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    for row in session.scalars(unused.order_by(RecoveryCode.id)):
        if _matches(row.hash, code):
            row.used_at = clock.now()
            return
    raise SecondFactorWrong


def _matches(kept: str, code: str) -> bool:
    try:
        return hasher.verify(kept, code.lower())
    except VerifyMismatchError:
        return False
