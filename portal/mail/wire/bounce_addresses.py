"""The envelope sender of each message: an address of ours that says, when a bounce comes to it, what bounced."""

import hashlib
import hmac
import re
from collections.abc import Iterable

from portal.settings import current_settings

TAG = re.compile(r"[+]b-(\d{1,18})-([0-9a-f]{20})@", re.ASCII)


def bounce_address(message_id: int) -> str:
    """The address for one message of the outbox; "" where bounces go to the sender's own mailbox."""
    local, _at, domain = current_settings().inbound.bounces.rpartition("@")
    return f"{local}+b-{message_id}-{_seal(message_id)}@{domain}" if local else ""


def is_sealed(addresses: Iterable[str]) -> bool:
    """Whether one of these has the form of a sealed address; whether its seal is ours, `bounced_message` says."""
    return any(TAG.search(address.lower()) for address in addresses)


def bounced_message(addresses: Iterable[str]) -> int | None:
    """Which message of the outbox one of these addresses is sealed for; None without one, or for a forged one."""
    for address in addresses:
        found = TAG.search(address.lower())
        if found is not None and hmac.compare_digest(found[2], _seal(int(found[1]))):
            return int(found[1])
    return None


def _seal(message_id: int) -> str:
    key = current_settings().secret_key.encode()
    return hmac.new(key, f"bounce of {message_id}".encode(), hashlib.sha256).hexdigest()[:20]
