"""Signing in by mail: ask for a link and a code, confirm one of them, sign out (docs/architecture.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.mail.compose import accounts as compose
from portal.models.accounts.accounts import Account, Challenge, SignIn
from portal.rules.base.secrets import hashed, hashed_code, new_code, new_token
from portal.rules.base.text import fold_email
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.accounts import ChallengeOver, CodeWrong, OtherBrowser, TooManyRequests
from portal.services.base.journal import Entry, record

VALID = timedelta(minutes=10)
MOST_TRIES = 6
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)  # an address that only asked is not remembered longer
MOST_PER_ADDRESS = 5
MOST_PER_ADDRESS_ANYWHERE = 20
MOST_UNKNOWN_PER_NETWORK = 30


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: the address typed, where to go afterwards, the asking browser's secret, and its network."""

    email: str
    next_path: str
    browser_secret: str
    network: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in: the secret for the cookie, and where the person wanted to go."""

    token: str
    account_id: int
    next_path: str


def request_code(asking: Asking) -> None:
    """Send a link and a code to the address, known or not: the answer is the same.

    Raises TooManyRequests when this network asked too often for this address. Past the other limits nothing is
    sent and nothing said: the answer must not tell who has an account, nor may a stranger keep somebody out.
    """
    email = fold_email(asking.email)
    token, code = new_token(), new_code()
    with writing() as session:
        known = session.scalar(select(Account.id).where(Account.email == email, Account.deactivated_at.is_(None)))
        if _over_limits(session, email, asking.network, known is not None):
            return
        session.execute(delete(Challenge).where(Challenge.created_at < clock.now() - KEPT))
        challenge = Challenge(
            email=email,
            known=known is not None,
            network=asking.network,
            link_hash=hashed(token),
            code_hash=hashed_code(asking.browser_secret, code),
            browser_hash=hashed(asking.browser_secret),
            next_path=asking.next_path,
            created_at=clock.now(),
            expires_at=clock.now() + VALID,
        )
        session.add(challenge)
        session.flush()
        compose.sign_in_code(session, challenge, token, code)


def _over_limits(session: Session, email: str, network: str, known: bool) -> bool:
    since = clock.now() - WINDOW
    recent = select(func.count()).select_from(Challenge).where(Challenge.created_at > since)
    for_address = recent.where(Challenge.email == email)
    if (session.scalar(for_address.where(Challenge.network == network)) or 0) >= MOST_PER_ADDRESS:
        raise TooManyRequests(minutes=int(WINDOW.total_seconds() // 60))
    by_network = 0 if known else session.scalar(recent.where(Challenge.network == network, ~Challenge.known)) or 0
    anywhere = session.scalar(for_address) or 0
    return anywhere >= MOST_PER_ADDRESS_ANYWHERE or by_network >= MOST_UNKNOWN_PER_NETWORK


def confirm_link(token: str, browser_secret: str, browser: str) -> SignedIn:
    """Consume a link. Raises ChallengeOver; OtherBrowser where another browser asked (the code goes there)."""
    with writing() as session:
        challenge = session.scalars(select(Challenge).where(Challenge.link_hash == hashed(token))).one_or_none()
        if challenge is None or not _consumable(challenge):
            raise ChallengeOver
        if challenge.browser_hash != hashed(browser_secret):
            raise OtherBrowser
        return _sign_in(session, challenge, browser)


def confirm_code(code: str, browser_secret: str, browser: str) -> SignedIn:
    """Consume a code in the asking browser. Raises CodeWrong (with the tries left) or ChallengeOver."""
    wrong: CodeWrong | None = None
    with writing() as session:
        open_ones = _open_challenges(session, browser_secret)
        if not open_ones:
            raise ChallengeOver
        given = hashed_code(browser_secret, code)
        matching = next((challenge for challenge in open_ones if challenge.code_hash == given), None)
        if matching is not None:
            return _sign_in(session, matching, browser)
        for challenge in open_ones:
            challenge.tries += 1
        wrong = CodeWrong(left=max(MOST_TRIES - min(challenge.tries for challenge in open_ones), 0))
    raise wrong


def _open_challenges(session: Session, browser_secret: str) -> list[Challenge]:
    asked_here = select(Challenge).where(Challenge.browser_hash == hashed(browser_secret)).order_by(Challenge.id.desc())
    return [challenge for challenge in session.scalars(asked_here) if _consumable(challenge)]


def _consumable(challenge: Challenge) -> bool:
    return challenge.used_at is None and challenge.tries < MOST_TRIES and clock.now() < challenge.expires_at


def _sign_in(session: Session, challenge: Challenge, browser: str) -> SignedIn:
    """One conditional UPDATE decides: two posts at once sign in once."""
    unused = update(Challenge).where(Challenge.id == challenge.id, Challenge.used_at.is_(None))
    if session.connection().execute(unused.values(used_at=clock.now())).rowcount != 1:
        raise ChallengeOver
    account = _account_of(session, challenge.email)
    token = new_token()
    now = clock.now()
    session.add(
        SignIn(token_hash=hashed(token), account_id=account.id, browser=browser[:200], created_at=now, last_seen_at=now)
    )
    record(session, account.id, Entry(Verb.SIGNED_IN, ObjectKind.ACCOUNT, account.id))
    return SignedIn(token, account.id, challenge.next_path)


def _account_of(session: Session, email: str) -> Account:
    """The proved address's account, made at its first sign-in. A deactivated one is refused like an old link."""
    account = session.scalars(select(Account).where(Account.email == email)).one_or_none()
    if account is None:
        account = Account(email=email, created_at=clock.now())
        session.add(account)
        session.flush()
    if account.deactivated_at is not None:
        raise ChallengeOver
    return account


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
    """Note that a sign-in was used, at most hourly."""
    with writing() as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=seen_at))
