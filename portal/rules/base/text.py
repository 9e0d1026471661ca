"""Text as people type it: folded for comparing, squeezed for keeping, turned into slugs for addresses."""

import re
import unicodedata

NAME_LENGTH = 200
SLUG_LENGTH = 80
FOLDED_BYTES = 2_000

_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼʹʻ`´′＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = {"œ": "oe", "æ": "ae", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
_FOLDING = str.maketrans(_LETTERS)

# Marks that change the direction of what follows, or show nothing at all. The joiners U+200C and
# U+200D stay: Persian names and composed emoji are written with them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_FRENCH_SPACES = re.compile(r"(?<=«)\s+|\s+(?=[?!;:»])")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# What a mail program would turn into a live link, or a page into markup.
_LINK_LIKE = re.compile(r"://|www\.|[<>@]|\w{2,}\.(?:[a-z]{2,}|[A-Z]{2,})\b")


def without_invisible(text: str) -> str:
    """The text without control characters, lone surrogates, direction or zero-width marks; line ends stay."""
    return _CONTROLS.sub("", _INVISIBLE.sub("", text))


def squeeze(text: str) -> str:
    """One clean line: composed (NFC), nothing invisible, white space as single spaces, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", without_invisible(text))).strip()


def tidy(text: str) -> str:
    """One clean line as `squeeze` makes it, but a no-break space inside « » or before ? ! ; : stays as it was typed."""
    line = unicodedata.normalize("NFC", without_invisible(text))
    held = {match.start(): _no_break(match.group()) for match in _FRENCH_SPACES.finditer(line)}
    return _SPACES.sub(lambda run: held.get(run.start()) or " ", line).strip()


def _no_break(run: str) -> str | None:
    return next((space for space in run if space in "\u00a0\u202f"), None)


def fold(text: str) -> str:
    """The form in which two spellings of the same words are equal.

    No case, accents or ligatures (œ is oe), one kind of apostrophe and dash, single spaces. Folding
    twice changes nothing.
    """
    if text.isascii() and text.isprintable():  # most words of a long list: nothing of what follows concerns them
        return " ".join(text.replace("`", "'").lower().split())
    plain = without_invisible(text).translate(_APOSTROPHES).translate(_DASHES)
    # Casefolding composes some letters anew (ΐ, İ), hence a second decomposition.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _SPACES.sub(" ", bare.translate(_FOLDING)).strip()


def folded_key(text: str) -> str:
    """The folded text as a column keeps it to find rows by: 2,000 bytes at most, which an index entry has room for.

    Folding makes text longer: œ becomes two letters, and one sign of Arabic eighteen. No name of Latin letters that a
    form takes is cut.
    """
    return fold(text).encode()[:FOLDED_BYTES].decode(errors="ignore")


def fold_email(address: str) -> str:
    """The form in which mail addresses are kept and compared: NFC, lower case, nothing blank or invisible.

    Accents stay, for they make another mailbox; so do dots and +tags.
    """
    return _SPACES.sub("", unicodedata.normalize("NFC", without_invisible(address)).lower())


def slugify(text: str, *, fallback: str = "sans-titre", length: int = SLUG_LENGTH) -> str:
    """Letters a-z, digits and single hyphens for an address, at most `length` characters, cut between words.

    Text that holds no Latin letter or digit (Arabic, emoji) gives `fallback`.
    """
    slug = _NOT_SLUG.sub("-", fold(text)).strip("-")
    if len(slug) > length:
        whole_words = slug[: length + 1].rpartition("-")[0]
        slug = whole_words or slug[:length]
    return slug or fallback


def is_safe_name(name: str) -> bool:
    """Whether a squeezed name may be shown and mailed: a letter in it, 200 characters, nothing link-like.

    Names are repeated in mails to others, so an address in a name would be a lure sent in our voice.
    """
    has_letter = any(letter.isalpha() for letter in name)
    return has_letter and len(name) <= NAME_LENGTH and squeeze(name) == name and not _LINK_LIKE.search(name)
