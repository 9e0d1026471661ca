"""Asking for a sign-in mail, and ending sign-ins; `arriving.py` takes what the mail brought (docs/adr/0007)."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal import clock
from portal.database import fault_of, forget_written, writing
from portal.mail.compose.accounts import accounts as compose
from portal.models.accounts.accounts import Account, Challenge, ChallengeBrowser, SignIn
from portal.rules.accounts import sign_in_limits as limits
from portal.rules.accounts.networks import network_of
from portal.rules.accounts.sign_in_limits import Requests, Sending, sending
from portal.rules.base.secrets import hashed, new_nonce
from portal.rules.base.text import fold_email

KEPT = timedelta(days=1)  # an address that only asked is not remembered longer
MOST_FORGOTTEN = 200
# Any two numbers, the same in every process: who asks for one address waits for who asks for it already.
ADDRESS_LOCK, NETWORK_LOCK = 7_302_519, 7_302_520
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: the address typed, where to go afterwards, the asking browser's secret, its IP address and its name."""

    email: str
    next_path: str
    browser_secret: str
    network: str
    browser: str = ""


def request_code(asking: Asking) -> None:
    """Send a link and a code to the address, known or not: nothing tells which, nor whether a mail left just now.

    Past the limits of an address its newest mail that still works is sent again, so nobody can keep its owner out.
    """
    email = fold_email(asking.email)
    with writing() as session:
        _forget_old(session)
        _wait_for(session, ADDRESS_LOCK, email)
        mails = _mails_to(session, email)
        does = sending(_requests(session, email, network_of(asking.network), mails), clock.now())
        if does is Sending.NEW:
            challenge = _new(session, email, network_of(asking.network))
        elif (usable := _usable(mails)) is None:
            return
        else:
            challenge = usable
        _admit(challenge, asking)
        if does is not Sending.NOTHING:
            challenge.mailed_at = clock.now()
            session.flush()
            compose.sign_in_code(session, challenge)


def _wait_for(session: Session, lock: int, word: str) -> None:
    """On PostgreSQL requests that count the same rows come one after the other; on SQLite every write does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(lock, func.hashtext(word))))


def _forget_old(session: Session) -> None:
    """Some of them: each request takes on, and nobody waits behind the lock for a day of a thousand requests."""
    old = select(Challenge.id).where(Challenge.created_at < clock.now() - KEPT).order_by(Challenge.id)
    if found := session.scalars(old.limit(MOST_FORGOTTEN)).all():
        session.execute(delete(Challenge).where(Challenge.id.in_(found)))


def _mails_to(session: Session, email: str) -> list[Challenge]:
    """What was sent to the address within the window, the newest first."""
    recent = select(Challenge).where(Challenge.email == email, Challenge.created_at > clock.now() - limits.WINDOW)
    return list(session.scalars(recent.order_by(Challenge.id.desc())))


def _requests(session: Session, email: str, network: str, mails: list[Challenge]) -> Requests:
    return Requests(
        lately=len(mails),
        last_mail=max((mail.mailed_at for mail in mails if mail.used_at is None), default=None),
        sent_again=_usable(mails) is not None,
        no_more_unknown=not _known(session, email) and _exhausted(session, network),
    )


def _known(session: Session, email: str) -> bool:
    there = select(Account.id).where(Account.email == email, Account.deactivated_at.is_(None))
    return session.scalar(there) is not None


def _exhausted(session: Session, network: str) -> bool:
    """Whether mails went to so many addresses without an account, from this network, that no new one gets any."""
    _wait_for(session, NETWORK_LOCK, network)
    since = clock.now() - limits.WINDOW
    recent = select(func.count()).select_from(Challenge).where(Challenge.created_at > since)
    unknown = session.scalar(recent.where(Challenge.network == network, ~Challenge.known)) or 0
    return unknown >= limits.MOST_UNKNOWN_PER_NETWORK


def _usable(mails: list[Challenge]) -> Challenge | None:
    """The newest mail whose link works for long enough to be sent again; wrong codes do not end a link."""
    until = clock.now() + limits.LEAST_LEFT
    return next((mail for mail in mails if mail.used_at is None and mail.expires_at >= until), None)


def _new(session: Session, email: str, network: str) -> Challenge:
    nonce, now = new_nonce(), clock.now()
    challenge = Challenge(
        email=email,
        known=_known(session, email),
        network=network,
        nonce=nonce,
        link_hash=hashed(compose.sign_in_token(nonce)),
        tries=0,
        created_at=now,
        mailed_at=now,
        expires_at=now + limits.VALID,
    )
    session.add(challenge)
    return challenge


def _admit(challenge: Challenge, asking: Asking) -> None:
    """Let the code be typed in this browser too; the tries are those of the challenge, in all browsers together."""
    secret = hashed(asking.browser_secret)
    there = next((row for row in challenge.browsers if row.browser_hash == secret), None)
    if there is None and len(challenge.browsers) < limits.MOST_BROWSERS:
        there = ChallengeBrowser(browser_hash=secret)
        challenge.browsers.append(there)
    if there is not None:
        there.browser, there.next_path, there.asked_at = asking.browser[:200], asking.next_path, clock.now()


def sign_out(token: str) -> None:
    """End the sign-in behind `token`; signing out twice is no error."""
    _revoke(SignIn.token_hash == hashed(token))


def end_sign_in(account_id: int, sign_in_id: int) -> None:
    """End one of the account's own sign-ins, such as that of a lost phone."""
    _revoke((SignIn.account_id == account_id) & (SignIn.id == sign_in_id))


def _revoke(which: object) -> None:
    with writing() as session:
        session.execute(update(SignIn).where(which, SignIn.revoked_at.is_(None)).values(revoked_at=clock.now()))  # type: ignore[arg-type] # a column expression


def touch(sign_in_id: int, seen_at: datetime) -> None:
    """Note that a sign-in was used, at most hourly. A database that cannot write now costs this note, never a page."""
    try:
        with writing(patient=False) as session:
            session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=seen_at))
    except SQLAlchemyError as error:
        if fault_of(error) is None:
            raise
        log.warning("the use of a sign-in was not noted: %s", error.__class__.__name__)
    # Nobody asked for it: a form that fails afterwards can still be sent again.
    forget_written()
