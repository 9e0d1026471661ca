"""Messages about signing in and accounts."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal import clock
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import link
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account, Challenge
from portal.rules.base import secrets
from portal.rules.base.dates import clock_time
from portal.settings import current_settings


def sign_in_token(nonce: str) -> str:
    """What the link of a challenge ends with."""
    return secrets.sign_in_token(_key(), nonce)


def code_of(challenge: Challenge) -> str:
    """The code of a challenge, in two groups."""
    return secrets.sign_in_code(_key(), challenge.nonce)


def _key() -> str:
    return current_settings().secret_key


def sign_in_code(session: Session, challenge: Challenge) -> None:
    """The link and the code, by the priority lane; written again it says the same. Erased once sent."""
    outbox.put(session, code_mail(challenge, sign_in_token(challenge.nonce), code_of(challenge)))


def code_mail(challenge: Challenge, token: str, code: str) -> outbox.Envelope:
    """The mail with the link and the code of a challenge, and until when they are good."""
    return outbox.Envelope(
        kind="sign_in_code",
        to_address=challenge.email,
        to_name="",
        context={
            "link": link("signing_in.open_link", token=token),
            "code": code,
            "until": clock_time(challenge.expires_at),
        },
        secret=True,
        priority=outbox.URGENT,
        expires_at=challenge.expires_at,
        cause=Cause(challenge=challenge.id),
    )


def invitation(
    session: Session, account: Account, inviter_name: str, role_words: str, *, role_is_new: bool = False
) -> None:
    """Tell somebody that she may sign in, as what and thanks to whom.

    `role_words` go on after "vous ouvre le portail"; `inviter_name` may be empty. One mail a day for each role at
    most, but a role that is new (staff, administrator) is told each time it is given.
    """
    envelope = invitation_mail(account, inviter_name, role_words)
    if not role_is_new:
        key = f"account-invited:{account.id}:{role_words}:{clock.today()}"[:200]
        envelope = replace(envelope, key=key, once=True)
    outbox.put(session, envelope)


def invitation_mail(account: Account, inviter_name: str, role_words: str) -> outbox.Envelope:
    """What an invitation says, under a key that is drawn."""
    return outbox.Envelope(
        kind="account_invited",
        to_address=account.email,
        to_name=header_name([account.name]) if account.name != account.email else "",
        context={
            "inviter": unlinkable(inviter_name),
            "role_words": role_words,
            "given_name": unlinkable(account.called),
            "link": link("signing_in.ask"),
        },
        cause=Cause(account=account.id),
    )
