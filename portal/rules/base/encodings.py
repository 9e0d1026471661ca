"""Bytes that should be text, as Windows, Excel and old computers save them."""

import codecs
from dataclasses import dataclass

BYTE_ORDER_MARK = "\ufeff"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE = ("utf-8", "cp1252")


@dataclass(frozen=True, slots=True)
class ReadText:
    """What bytes say; `marked` tells whether a byte order mark stood first, which is no part of the text."""

    text: str
    marked: bool


def read_text(content: bytes) -> ReadText | None:
    """The text of a file without knowing how it was saved; None when it is text in no way known here.

    In this order: what a byte order mark says (UTF-8, UTF-16); UTF-16 without one, told by the zero byte that every
    second place holds; UTF-8; Windows-1252. A guess by frequency would take short French texts for Czech or Korean.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _read(content[len(mark) :], (encoding,), marked=True)
    wide = _wide_encoding(content)
    return _read(content, (wide, *_ONE_BYTE) if wide else _ONE_BYTE, marked=False)


def _read(content: bytes, encodings: tuple[str, ...], *, marked: bool) -> ReadText | None:
    for encoding in encodings:
        try:
            return ReadText(content.decode(encoding).lstrip(BYTE_ORDER_MARK), marked)
        except UnicodeDecodeError:
            continue
    return None


def _wide_encoding(content: bytes) -> str:
    """UTF-16 of which order, by where the zero bytes of its Latin letters, spaces and line ends lie; "" for none."""
    first, second = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 or first == second:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"
