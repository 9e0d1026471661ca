"""Files that people send: taken by what they hold, never by what they say they are."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from portal.documents.base import pdf_reading
from portal.documents.base.office_files import office_type
from portal.documents.base.pictures import redrawn
from portal.rules.base.encodings import BYTE_ORDER_MARK, read_text
from portal.rules.base.text import slugify, squeeze
from portal.rules.refusals.base import (
    FileEmpty,
    FileNotWhatItSays,
    FileProtected,
    FileTooLarge,
    FileTypeRefused,
    PictureOfApple,
    ScanTypeRefused,
)

SIZE_LIMIT = 25 * 1024 * 1024
SCAN_LONGEST = 2400  # pixels: an A4 sheet at 200 an inch, every signature legible

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MIME_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OPEN_XML}wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}spreadsheetml.sheet",
    "pptx": f"{_OPEN_XML}presentationml.presentation",
    "odt": f"{_OPEN_DOCUMENT}text",
    "ods": f"{_OPEN_DOCUMENT}spreadsheet",
    "odp": f"{_OPEN_DOCUMENT}presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
}
_PICTURES = ("image/png", "image/jpeg", "image/webp")
_SCANS = (*_PICTURES, "application/pdf")
_OF_APPLE = ("heic", "heif")
_ZIP, _OLE, _HEIC = "zip", "ole", "heic"
# Scanners and portals put a byte order mark, blank lines or zero bytes before a PDF; its readers look for the beginning
# in the first 1024 bytes (ISO 32000-1, annex H.3). Anything else before it makes it another file.
_SIGNATURES = (
    (re.compile(rb"[\x00\t\n\f\r \xef\xbb\xbf]{0,1019}%PDF-\d"), "application/pdf"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    # What an iPhone makes of a photo: nothing here, nor most browsers, draws it.
    (re.compile(rb".{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL), _HEIC),
    (re.compile(rb"PK\x03\x04"), _ZIP),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _OLE),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that may be kept and given out; `size` and `sha256` are those of `content`.

    `has_text` tells a PDF of words from one of scanned pages, which a screen reader and the search cannot
    read; `tagged`, one that a screen reader reads in order. Both are None for other types.
    """

    mime: str
    extension: str
    safe_name: str
    content: bytes
    size: int
    sha256: str
    has_text: bool | None
    tagged: bool | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """The content as it is kept, and what was found out of a PDF."""

    content: bytes
    has_text: bool | None = None
    tagged: bool | None = None


def inspect(source: bytes | IO[bytes], filename: str, *, limit: int = SIZE_LIMIT) -> AcceptedFile:
    """The file as we keep it: pictures redrawn without metadata, text in UTF-8 (a CSV with the mark
    that Excel needs), the rest as sent.

    Raises FileEmpty, FileTooLarge (over `limit` bytes, read no further), FileTypeRefused for a name outside
    the list, PictureOfApple for HEIC, FileNotWhatItSays when the content is of another type, FileUnreadable,
    FileProtected, FileWithMacros or FileExpandsTooMuch.
    """
    content = _read(source, limit)
    stem, extension = _split(filename)
    claimed = MIME_TYPES.get(extension)
    if claimed is None:
        raise FileTypeRefused(extension)
    return _accepted(_checked(content, claimed), claimed, stem, extension)


def inspect_scan(source: bytes | IO[bytes], filename: str, *, limit: int = SIZE_LIMIT) -> AcceptedFile:
    """A photo or a scan of a sheet of paper as we keep it: a PDF as sent, a picture redrawn, without metadata and no
    larger than 2400 pixels.

    Raises ScanTypeRefused for what is neither by its name, and what `inspect` raises.
    """
    content = _read(source, limit)
    stem, extension = _split(filename)
    claimed = MIME_TYPES.get(extension)
    if claimed not in _SCANS:
        raise ScanTypeRefused
    return _accepted(_checked(content, claimed, SCAN_LONGEST), claimed, stem, extension)


def _checked(content: bytes, claimed: str, longest: int | None = None) -> _Kept:
    """The content as it is kept, once it is seen to be of the type that its name claims."""
    found = _type_of(content)
    if found == _HEIC:
        raise PictureOfApple
    if found != claimed and not (found is None and claimed.startswith("text/")):
        raise FileNotWhatItSays
    if claimed in _PICTURES:
        return _Kept(redrawn(content, claimed, longest))
    return _KEEPERS.get(claimed, _Kept)(content)


def _accepted(kept: _Kept, mime: str, stem: str, extension: str) -> AcceptedFile:
    short = "jpg" if extension == "jpeg" else extension
    return AcceptedFile(
        mime=mime,
        extension=short,
        safe_name=f"{slugify(stem, fallback='fichier')}.{short}",
        content=kept.content,
        size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        has_text=kept.has_text,
        tagged=kept.tagged,
    )


def _read(source: bytes | IO[bytes], limit: int) -> bytes:
    content = source if isinstance(source, bytes) else source.read(limit + 1)
    if not content:
        raise FileEmpty
    if len(content) > limit:
        raise FileTooLarge(limit)
    return content


def _split(filename: str) -> tuple[str, str]:
    """The bare name and its extension in lower case; folders, of either kind of slash, are dropped."""
    path = PurePosixPath(squeeze(filename).replace("\\", "/").rstrip("/. "))
    extension = path.suffix[1:].lower()
    if extension in _OF_APPLE:
        raise PictureOfApple
    return path.stem, extension


def _type_of(content: bytes) -> str | None:
    """The MIME type that the content itself shows; None when it has no signature, as plain text."""
    found = next((kind for signature, kind in _SIGNATURES if signature.match(content)), None)
    if found == _OLE:
        raise FileProtected if "EncryptedPackage".encode("utf-16-le") in content else FileNotWhatItSays
    return office_type(content) if found == _ZIP else found


def _as_text(content: bytes) -> _Kept:
    """Text in UTF-8; a mark that stood before it stays, for the program that wrote it reads by it."""
    text, marked = _readable(content)
    return _Kept(_encoded(text, marked=marked))


def _as_csv(content: bytes) -> _Kept:
    """Excel reads UTF-8 by its mark alone: without one "Prénom" is shown as "PrÃ©nom"."""
    text, marked = _readable(content)
    return _Kept(_encoded(text, marked=marked or not text.isascii()))


def _readable(content: bytes) -> tuple[str, bool]:
    read = read_text(content)
    if read is None or _NOT_TEXT.search(read.text):
        raise FileNotWhatItSays
    return read.text, read.marked


def _encoded(text: str, *, marked: bool) -> bytes:
    return (BYTE_ORDER_MARK * marked + text).encode()


def _as_pdf(content: bytes) -> _Kept:
    facts = pdf_reading.facts_of(content)
    return _Kept(content, facts.has_text, facts.tagged)


_KEEPERS: dict[str, Callable[[bytes], _Kept]] = {
    "application/pdf": _as_pdf,
    "text/plain": _as_text,
    "text/csv": _as_csv,
}
