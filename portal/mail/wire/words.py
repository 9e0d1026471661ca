"""Words that several mails need: names that can never become a link, lists of names, days."""

import re
from collections.abc import Sequence

from babel.lists import format_list

from portal.mail.wire.characters import one_line

LONGEST_NAME = 200
_MARKUP = re.compile(r"[<>@]|://")
# Mail programs make a link of "name.tld" and of "www."; with a space after the dot they do not.
_DOT_BETWEEN = re.compile(r"(?<=\w)[.\u2024\u3002\uff0e\uff61](?=\w)")


def unlinkable(text: str) -> str:
    """What somebody typed, on one line, so that no mail program makes a link or an address of any part of it."""
    # Invisible marks go first: taken away last, they would bring back what they held apart.
    return one_line(_DOT_BETWEEN.sub(". ", _MARKUP.sub(" ", one_line(text))))


def names(people: Sequence[str]) -> str:
    """Names as one phrase: "Zoé Test, Ali Essai et Noé Épreuve"; none of them can become a link."""
    return format_list([unlinkable(name) for name in people], locale="fr")


def header_name(people: Sequence[str]) -> str:
    """The names of a mail's readers in one line, cut to what the To header keeps."""
    return names(people)[:LONGEST_NAME]
