"""The link by which somebody without an account reaches their own registration (docs/adr/0009).

The outbox never holds a link that works: a message at rest carries a mark, and the mark becomes the link in the
letter that leaves. So who reads the outbox, its backup or the desk cannot act in somebody's place.
"""

import hmac
import re

from flask import current_app

from portal.mail.links import page
from portal.models.registrations import Registration
from portal.rules.secrets import personal_token

MARK = re.compile(r"/inscription/~(\d+)~([\w-]+)")


def mark(registration: Registration) -> str:
    """What stands for the registration's link in a message that waits."""
    return page(f"/inscription/~{registration.id}~{registration.link_nonce}")


def reveal(text: str) -> str:
    """The text as it leaves: every mark is the link it stands for."""
    return MARK.sub(lambda found: f"/inscription/{_token(int(found[1]), found[2])}", text)


def hide(text: str) -> str:
    """The text for somebody else's eyes: every mark is a link that opens nothing."""
    return MARK.sub("/inscription/lien-personnel", text)


def address_of(registration: Registration) -> str:
    """The registration's link."""
    return reveal(mark(registration))


def token_of(registration: Registration) -> str:
    """What the registration's link ends with."""
    return _token(registration.id, registration.link_nonce)


def opens(token: str, registration_id: int, nonce: str) -> bool:
    """Whether the token is the one of this registration."""
    return hmac.compare_digest(token.encode(), _token(registration_id, nonce).encode())


def _token(registration_id: int, nonce: str) -> str:
    return personal_token(current_app.config["PORTAL"].secret_key, registration_id, nonce)
