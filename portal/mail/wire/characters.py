"""What people type, made safe for a header line, a calendar line and a paragraph."""

import re

from portal.rules.base.text import without_invisible

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# No dot first, last or twice: such an address must be quoted, and few servers take it even so.
_WORD = r"[!#-'*+\-/0-9=?A-Z^_`a-z{|}~]+"
_ASCII_ADDRESS = re.compile(rf"{_WORD}(\.{_WORD})*@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)*")


def paragraphs(text: str) -> str:
    """The text with `\\n` as its only line end, tabs as spaces, no control or invisible mark."""
    return without_invisible(_LINE_ENDS.sub("\n", text).replace("\t", " "))


def one_line(text: str) -> str:
    """The text on one line: line ends become spaces, runs of plain spaces one, ends trimmed.

    Non-breaking spaces stay: French typography needs them.
    """
    return re.sub(" +", " ", paragraphs(text).replace("\n", " ")).strip(" ")


def plain_name(name: str) -> str:
    """A name fit for a calendar parameter: one line, no double quote, nothing invisible."""
    return one_line(name.replace('"', ""))


def wire_address(address: str) -> str:
    """The address in ASCII, an international domain as punycode.

    Raises ValueError when it is not an address, or when its local part has a letter that SMTP cannot carry.
    """
    local, _, domain = address.strip().rpartition("@")
    ascii_address = f"{local}@{domain.encode('idna').decode('ascii')}"
    if not _ASCII_ADDRESS.fullmatch(ascii_address):
        raise ValueError(f"not an address that mail can carry: {address!r}")
    return ascii_address
