"""Mail addresses as people paste them: with a name, in brackets, as a link, with what followed them in a sentence."""

import re
from urllib.parse import unquote

from portal.rules.base.text import squeeze

# "Démo Marie <marie.d@example.org>;" and "Démo Marie (marie.d@example.org)": one address, at the end.
_BRACKETED = re.compile(r"[^<>]*<([^<>]+)>[\s;,.]*")
_ROUND = re.compile(r"[^()@]*\(([^()\s]+@[^()\s]+)\)[\s;,.]*")
_LINK = re.compile(r"mailto:(?://)?([^?]*).*", re.IGNORECASE)
_BEFORE = " \"'‘’“”«»<([\u00a0\u202f"
_AFTER = " \"'‘’“”«»>)];,.:!?\u00a0\u202f"


def bare_address(typed: str) -> str:
    """The address alone in what was typed or pasted. Several addresses, and what holds none, stay as they were."""
    text = squeeze(typed)
    inside = _BRACKETED.fullmatch(text) or _ROUND.fullmatch(text)
    link = _LINK.fullmatch(_trimmed(inside[1] if inside else text))
    address = _trimmed(unquote(link[1]) if link else inside[1] if inside else text)
    return address if address.count("@") == 1 else text


def address_part(text: str) -> str:
    """What may be a mail address or a piece of one, to be searched for; "" for other words."""
    bare = bare_address(text).lower()
    return bare if " " not in bare and ("@" in bare or "." in bare.strip(".")) else ""


def mailbox_of(address: str) -> str:
    """The mailbox behind a folded address (rules/base/text.fold_email): without what follows a "+" before the "@".

    Empty for no address.
    """
    name, at, domain = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{domain}"


def _trimmed(text: str) -> str:
    return text.lstrip(_BEFORE).rstrip(_AFTER)
