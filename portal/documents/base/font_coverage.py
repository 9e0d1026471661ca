"""Which characters the typefaces of our PDFs can draw, which of them writes a text, and what is said of the rest.

An accessible PDF (PDF/UA) may not hold a character without a glyph: the composer refuses the whole
document for one emoji in a name. The character table (cmap) of a TrueType file is read here, by the
OpenType specification, "cmap — Character to Glyph Index Mapping Table".
"""

import re
import struct
import unicodedata
from pathlib import Path

from flask_babel import gettext as _

_STAND_INS = {"\u202f": "\u00a0", "\u2009": " ", "\u2011": "-", "\u2010": "-", "\u2212": "-", "’": "'"}
_SEGMENTS, _GROUPS = 4, 12
# Stand in for a letter and a sign without a glyph until all of a run is known; no text that is drawn holds them.
_LETTER, _SIGN = "\x00", "\x01"
_LACKING = re.compile(r"[\x00\x01](?:\s*[\x00\x01])*")


def covered_characters(font: Path) -> frozenset[int]:
    """The code points that the TrueType file draws. ValueError when it has no Unicode character table."""
    content = font.read_bytes()
    table = _table_offset(content, b"cmap")
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", content, table + 2)[0]):
        subtable = table + struct.unpack_from(">I", content, table + 4 + 8 * number + 4)[0]
        found |= _characters(content, subtable)
    if not found:
        raise ValueError(f"no Unicode character table in {font.name}")
    return frozenset(found)


def writes(text: str, covered: frozenset[int]) -> bool:
    """Whether the typeface draws the text as it is, each accent in its place."""
    return all(_faithful(character, covered) for character in unicodedata.normalize("NFC", text))


def drawable(text: str, covered: frozenset[int]) -> str:
    """The text in characters that the typeface draws.

    In this order: the character; a stand-in; its base letter without accents. A run of characters that have none is
    told in words, because a question mark would say that we do not know the name. What has no shape (joiners,
    variation selectors) goes without a trace.
    """
    pieces = ((character, _drawn(character, covered)) for character in unicodedata.normalize("NFC", text))
    marked = "".join(_lacking(character) if piece is None else piece for character, piece in pieces)
    return _LACKING.sub(_said, marked)


def _lacking(character: str) -> str:
    return _LETTER if character.isalpha() else _SIGN


def _said(run: re.Match[str]) -> str:
    told: str = _("[écriture non disponible]") if _LETTER in run[0] else _("[signe]")
    return told


def _faithful(character: str, covered: frozenset[int]) -> bool:
    if ord(character) in covered or character in "\n\t" or character in _STAND_INS:
        return True
    return unicodedata.category(character) in ("Cf", "Cc", "Cs")


def _drawn(character: str, covered: frozenset[int]) -> str | None:
    """What is drawn for one character; None for one without a glyph."""
    if ord(character) in covered or character in "\n\t":
        return character
    stand_in = _STAND_INS.get(character) or _without_marks(character)
    return stand_in if all(ord(letter) in covered for letter in stand_in) else None


def _without_marks(character: str) -> str:
    """The character's plain letters; empty when it is itself a mark or a format character."""
    apart = unicodedata.normalize("NFKD", character)
    return "".join(letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc", "Cs"))


def _table_offset(content: bytes, name: bytes) -> int:
    for number in range(struct.unpack_from(">H", content, 4)[0]):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", content, 12 + 16 * number)
        if tag == name:
            return int(offset)
    raise ValueError(f"no {name.decode()} table in the font")


def _characters(content: bytes, subtable: int) -> set[int]:
    kind = struct.unpack_from(">H", content, subtable)[0]
    if kind == _GROUPS:
        return _from_groups(content, subtable)
    return _from_segments(content, subtable) if kind == _SEGMENTS else set()


def _from_groups(content: bytes, subtable: int) -> set[int]:
    count = struct.unpack_from(">I", content, subtable + 12)[0]
    groups = (struct.unpack_from(">III", content, subtable + 16 + 12 * number) for number in range(count))
    return {code for first, last, _glyph in groups for code in range(first, last + 1)}


def _from_segments(content: bytes, subtable: int) -> set[int]:
    doubled = struct.unpack_from(">H", content, subtable + 6)[0]
    columns = (
        struct.unpack_from(f">{doubled // 2}H", content, subtable + 14),
        struct.unpack_from(f">{doubled // 2}H", content, subtable + 16 + doubled),
    )
    # The last segment is the required end mark 0xFFFF, not a character.
    return {code for last, first in zip(*columns, strict=True) for code in range(first, last + 1) if code < 0xFFFF}
