"""The readable words of a message that arrived: headers and text, whatever their encoding claims."""

import html
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

import nh3

from portal.mail.wire.characters import paragraphs

LONGEST_WORDS = 20_000
LONGEST_HEADERS = 64 * 1024


def header(message: Message, name: str) -> str:
    """The first header of this name, decoded where it can be; "" without one. Never raises."""
    value = str(message.get(name, ""))[:LONGEST_HEADERS]
    try:
        decoded = str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):
        decoded = value
    return paragraphs(decoded)


def own_parts(message: Message) -> Iterator[Message]:
    """Its parts, without those of the messages that it carries: what it forwards or returns says nothing of it."""
    yield message
    for part in message.get_payload() if message.get_content_maintype() == "multipart" else ():
        if isinstance(part, Message):
            yield from own_parts(part)


def text_of(message: Message) -> str:
    """Its text, or its HTML without any mark-up; "" when it has neither."""
    for kind in ("text/plain", "text/html"):
        for part in message.walk():
            if part.get_content_type() == kind and not part.get_filename():
                words = decoded(part)
                return paragraphs(words if kind == "text/plain" else bare(words)).strip()
    return ""


def decoded(part: Message) -> str:
    """The words of one part; an unknown or lying charset costs marks, never the message."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = str(part.get_content_charset("utf-8"))
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def bare(words: str) -> str:
    """The words of an HTML page, without its marks."""
    # The time this takes grows with the square of what is nested.
    return html.unescape(nh3.clean(words[: 3 * LONGEST_WORDS], tags=set()))
