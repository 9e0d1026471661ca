"""Signing in with what a sign-in mail brought: its link, in any browser, or its code, in one that asked for it."""

import hmac
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.mail.compose.accounts import accounts as compose
from portal.models.accounts.accounts import Challenge, ChallengeBrowser, SignIn
from portal.rules.accounts.sign_in_limits import MOST_TRIES
from portal.rules.base.secrets import as_code, hashed, new_token
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.accounts import ChallengeOver, CodeOver, CodeWrong, OtherBrowser
from portal.services.accounts.accounts import find_or_add
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in: the secret for the cookie, and where the person wanted to go."""

    token: str
    account_id: int
    next_path: str


@dataclass(frozen=True, slots=True)
class Browser:
    """Who arrives: the browser's secret, and what the list of sign-ins calls it."""

    secret: str
    name: str


def confirm_link(token: str, browser: Browser, *, seen: bool = False) -> SignedIn:
    """Consume a link. Raises ChallengeOver, and OtherBrowser in one that did not ask, until its owner has `seen`
    whose account opens there.
    """
    with writing() as session:
        challenge = session.scalars(select(Challenge).where(Challenge.link_hash == hashed(token))).one_or_none()
        if challenge is None or not _open(challenge):
            raise ChallengeOver
        asked = _asked_in(challenge, browser)
        if asked is None and not seen:
            raise OtherBrowser
        return _sign_in(session, challenge, browser, asked or challenge.browsers[-1:])


def confirm_code(typed: str, browser: Browser) -> SignedIn:
    """Consume a code in a browser that asked. Raises CodeWrong (with the tries left) or CodeOver."""
    with writing() as session:
        open_ones = _to_guess(session, browser)
        if not open_ones:
            raise CodeOver
        matching = next((challenge for challenge in open_ones if _matches(challenge, typed)), None)
        if matching is not None:
            return _sign_in(session, matching, browser, _asked_in(matching, browser) or [])
        for challenge in open_ones:
            challenge.tries += 1
        wrong = CodeWrong(left=max(MOST_TRIES - min(challenge.tries for challenge in open_ones), 0))
    raise wrong


def _to_guess(session: Session, browser: Browser) -> list[Challenge]:
    """The open challenges of this browser, locked: two codes typed at once are two tries."""
    mine = select(ChallengeBrowser.challenge_id).where(ChallengeBrowser.browser_hash == hashed(browser.secret))
    found = select(Challenge).where(Challenge.id.in_(mine)).order_by(Challenge.id.desc()).with_for_update()
    rows = session.scalars(found.execution_options(populate_existing=True))
    return [challenge for challenge in rows if _open(challenge) and challenge.tries < MOST_TRIES]


def _open(challenge: Challenge) -> bool:
    return challenge.used_at is None and clock.now() < challenge.expires_at


def _matches(challenge: Challenge, typed: str) -> bool:
    return hmac.compare_digest(compose.code_of(challenge).encode(), as_code(typed).encode())


def _asked_in(challenge: Challenge, browser: Browser) -> list[ChallengeBrowser] | None:
    secret = hashed(browser.secret)
    return [row for row in challenge.browsers if row.browser_hash == secret] or None


def _sign_in(session: Session, challenge: Challenge, browser: Browser, asked: list[ChallengeBrowser]) -> SignedIn:
    """One conditional UPDATE decides: two posts at once sign in once."""
    unused = update(Challenge).where(Challenge.id == challenge.id, Challenge.used_at.is_(None))
    if session.connection().execute(unused.values(used_at=clock.now())).rowcount != 1:
        raise ChallengeOver
    account = find_or_add(session, challenge.email)
    if account.deactivated_at is not None:
        raise ChallengeOver  # like an old link: the answer tells no stranger whose accounts are closed
    token, now = new_token(), clock.now()
    sign_in = SignIn(token_hash=hashed(token), account_id=account.id, browser=browser.name[:200])
    sign_in.created_at = sign_in.last_seen_at = now
    session.add(sign_in)
    record(session, account.id, Entry(Verb.SIGNED_IN, ObjectKind.ACCOUNT, account.id))
    return SignedIn(token, account.id, next((row.next_path for row in asked), ""))
