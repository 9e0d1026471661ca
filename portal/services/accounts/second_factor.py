"""The second factor of staff: TOTP (RFC 6238) with ten recovery codes, each used once."""

import secrets

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.accounts.accounts import Account, RecoveryCode, SignIn
from portal.rules.base.secrets import hashed
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.accounts import SecondFactorWrong, TooManyRequests
from portal.services.accounts.accounts import end_every_sign_in
from portal.services.base.journal import Entry, record

STEP_SECONDS = 30
RECOVERY_CODES = 10
MOST_FAILURES = 8
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
        return _new_recovery_codes(session, account_id)


def verify(account_id: int, token: str, code: str) -> None:
    """Accept the authenticator's code or an unused recovery code, once. Raises SecondFactorWrong, TooManyRequests."""
    failed = False
    with writing() as session:
        account = lock_row(session, Account, account_id)
        sign_in = session.scalars(select(SignIn).where(SignIn.token_hash == hashed(token))).one()
        if sign_in.failed_factors >= MOST_FAILURES:
            raise TooManyRequests(minutes=15)
        try:
            if account.totp_confirmed_at is None or not code.isdecimal():
                _use_recovery_code(session, account_id, code)
            else:
                _check_totp(account, code)
            _mark(session, token)
        except SecondFactorWrong:
            sign_in.failed_factors += 1
            failed = True
    if failed:
        raise SecondFactorWrong


def forget(account_id: int, actor_id: int | None) -> None:
    """Take away a lost second factor and its recovery codes: the next sign-in sets up another. Ends every sign-in."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        account.totp_secret = account.totp_confirmed_at = None
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        end_every_sign_in(session, account_id)
        record(session, actor_id, Entry(Verb.FORGOT_SECOND_FACTOR, ObjectKind.ACCOUNT, account_id))


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
