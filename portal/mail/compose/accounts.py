"""Messages about signing in and accounts."""

from sqlalchemy.orm import Session

from portal import clock
from portal.mail.wire import outbox
from portal.mail.wire.links import link
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account, Challenge


def sign_in_code(session: Session, challenge: Challenge, token: str, code: str) -> None:
    """The link and the 6-digit code, by the priority lane; subject and bodies are erased once sent."""
    outbox.put(session, code_mail(challenge, token, code))


def code_mail(challenge: Challenge, token: str, code: str) -> outbox.Envelope:
    """The same, before it is written."""
    return outbox.Envelope(
        kind="sign_in_code",
        to_address=challenge.email,
        to_name="",
        context={"link": link("signing_in.open_link", token=token), "code": code},
        secret=True,
        priority=outbox.URGENT,
        expires_at=challenge.expires_at,
        cause={"challenge": challenge.id},
    )


def invitation(session: Session, account: Account, inviter_name: str, role_words: str) -> None:
    """Tell somebody that she may sign in, as what and thanks to whom; one mail a day for each role at most.

    `role_words` go on after "vous ouvre le portail"; `inviter_name` may be empty.
    """
    outbox.put(session, invitation_mail(account, inviter_name, role_words))


def invitation_mail(account: Account, inviter_name: str, role_words: str) -> outbox.Envelope:
    """The same, before it is written."""
    return outbox.Envelope(
        key=f"account-invited:{account.id}:{role_words}:{clock.today()}"[:200],
        once=True,
        kind="account_invited",
        to_address=account.email,
        to_name=header_name([account.name]) if account.name != account.email else "",
        context={
            "inviter": unlinkable(inviter_name),
            "role_words": role_words,
            "given_name": unlinkable(account.called),
            "link": link("signing_in.ask"),
        },
        cause={"account": account.id},
    )
