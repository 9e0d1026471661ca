"""The links by which somebody without an account reaches their own registration, or says what to announce to them.

The outbox never holds a link that works: a message at rest carries a mark, and the mark becomes the link in the
letter that leaves. So who reads the outbox, its backup or the desk cannot act in somebody's place (docs/adr/0009).
"""

import hmac
import re
from collections.abc import Callable, Mapping

from portal.mail.wire.links import page
from portal.models.planning.announcements import MailPreference
from portal.models.registrations.registrations import Registration
from portal.rules.base.secrets import mailbox_token, personal_token
from portal.settings import current_settings

OWN, STOP, CHOOSE = "/inscription", "/annonces/arret", "/annonces/choix"
TOKENS: dict[str, Callable[[str, int, str], str]] = {OWN: personal_token, STOP: mailbox_token, CHOOSE: mailbox_token}
LONGEST_NUMBER = 10
MARK = re.compile(rf"({'|'.join(TOKENS)})/~([0-9]{{1,{LONGEST_NUMBER}}})~([\w-]+)")


def mark(registration: Registration) -> str:
    """What stands for the registration's link in a message that waits."""
    return _mark(OWN, registration.id, registration.link_nonce)


def stop_mark(preference: MailPreference) -> str:
    """What stands for the link that stops every announcement to a mailbox."""
    return _mark(STOP, preference.id, preference.link_nonce)


def choose_mark(preference: MailPreference) -> str:
    """What stands for the link to the page on which a mailbox chooses what it hears of."""
    return _mark(CHOOSE, preference.id, preference.link_nonce)


def _mark(place: str, number: int, nonce: str) -> str:
    return page(f"{place}/~{number}~{nonce}")


def reveal(text: str) -> str:
    """The text as it leaves: every mark is the link it stands for."""
    return MARK.sub(lambda found: f"{found[1]}/{_token(found[1], int(found[2]), found[3])}", text)


def renewed(text: str, registrations: Mapping[int, Registration]) -> str:
    """The text with the marks of these registrations as they are now; another's stays as it was."""

    def newer(found: re.Match[str]) -> str:
        row = registrations.get(int(found[2])) if found[1] == OWN else None
        return f"{OWN}/~{row.id}~{row.link_nonce}" if row is not None else found[0]

    return MARK.sub(newer, text)


def hide(text: str) -> str:
    """The text for somebody else's eyes: every mark is a link that opens nothing."""
    return MARK.sub(lambda found: f"{found[1]}/lien-personnel", text)


def address_of(registration: Registration) -> str:
    """The registration's link."""
    return reveal(mark(registration))


def token_of(registration: Registration) -> str:
    """What the registration's link ends with."""
    return _token(OWN, registration.id, registration.link_nonce)


def mailbox_token_of(preference: MailPreference) -> str:
    """What the links of a mailbox end with."""
    return _token(CHOOSE, preference.id, preference.link_nonce)


def number_in(token: str) -> int | None:
    """The row that a token says it is for, None for what is no token; `opens` decides whether it is true."""
    number = token.partition("-")[0]
    readable = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return int(number) if readable else None


def opens(token: str, registration_id: int, nonce: str) -> bool:
    """Whether the token is the one of this registration."""
    return hmac.compare_digest(token.encode(), _token(OWN, registration_id, nonce).encode())


def opens_mailbox(token: str, preference: MailPreference) -> bool:
    """Whether the token is the one of this mailbox."""
    return hmac.compare_digest(token.encode(), mailbox_token_of(preference).encode())


def _token(place: str, number: int, nonce: str) -> str:
    return TOKENS[place](current_settings().secret_key, number, nonce)
