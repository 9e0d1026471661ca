"""Files that people send: taken by what they hold, never by what they say they are."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock
from typing import IO

import pypdfium2

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
    FileUnreadable,
)

SIZE_LIMIT = 25 * 1024 * 1024
PAGES_READ = 20

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
_ZIP, _OLE = "zip", "ole"
# Scanners and portals put a byte order mark, blank lines or zero bytes before a PDF; its readers look for the beginning
# in the first 1024 bytes (ISO 32000-1, annex H.3). Anything else before it makes it another file.
_SIGNATURES = (
    (re.compile(rb"[\x00\t\n\f\r \xef\xbb\xbf]{0,1019}%PDF-\d"), "application/pdf"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"PK\x03\x04"), _ZIP),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _OLE),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")

# PDFium is not made for several threads at once.
_one_pdf_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that may be kept and given out; `size` and `sha256` are those of `content`.

    `has_text` tells a PDF of words from one of scanned pages, which a screen reader and the search cannot
    read; it is None for other types.
    """

    mime: str
    extension: str
    safe_name: str
    content: bytes
    size: int
    sha256: str
    has_text: bool | None


def inspect(source: bytes | IO[bytes], filename: str, *, limit: int = SIZE_LIMIT) -> AcceptedFile:
    """The file as we keep it: pictures redrawn without metadata, text in UTF-8 (a CSV with the mark
    that Excel needs), the rest as sent.

    Raises FileEmpty, FileTooLarge (over `limit` bytes, read no further), FileTypeRefused for a name outside
    the list, FileNotWhatItSays when the content is of another type, FileUnreadable, FileProtected,
    FileWithMacros or FileExpandsTooMuch.
    """
    content = _read(source, limit)
    stem, extension = _split(filename)
    claimed = MIME_TYPES.get(extension)
    if claimed is None:
        raise FileTypeRefused(extension)
    found = _type_of(content)
    if found != claimed and not (found is None and claimed.startswith("text/")):
        raise FileNotWhatItSays
    kept, has_text = _KEEPERS.get(claimed, _as_sent)(content)
    short = "jpg" if extension == "jpeg" else extension
    return AcceptedFile(
        mime=claimed,
        extension=short,
        safe_name=f"{slugify(stem, fallback='fichier')}.{short}",
        content=kept,
        size=len(kept),
        sha256=hashlib.sha256(kept).hexdigest(),
        has_text=has_text,
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
    return path.stem, path.suffix[1:].lower()


def _type_of(content: bytes) -> str | None:
    """The MIME type that the content itself shows; None when it has no signature, as plain text."""
    found = next((kind for signature, kind in _SIGNATURES if signature.match(content)), None)
    if found == _OLE:
        raise FileProtected if "EncryptedPackage".encode("utf-16-le") in content else FileNotWhatItSays
    return office_type(content) if found == _ZIP else found


def _as_sent(content: bytes) -> tuple[bytes, None]:
    return content, None


def _as_text(content: bytes) -> tuple[bytes, None]:
    """Text in UTF-8; a mark that stood before it stays, for the program that wrote it reads by it."""
    text, marked = _readable(content)
    return _encoded(text, marked=marked), None


def _as_csv(content: bytes) -> tuple[bytes, None]:
    """Excel reads UTF-8 by its mark alone: without one "Prénom" is shown as "PrÃ©nom"."""
    text, marked = _readable(content)
    return _encoded(text, marked=marked or not text.isascii()), None


def _readable(content: bytes) -> tuple[str, bool]:
    read = read_text(content)
    if read is None or _NOT_TEXT.search(read.text):
        raise FileNotWhatItSays
    return read.text, read.marked


def _encoded(text: str, *, marked: bool) -> bytes:
    return (BYTE_ORDER_MARK * marked + text).encode()


def _as_pdf(content: bytes) -> tuple[bytes, bool]:
    with _one_pdf_at_a_time:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as problem:
            raise (FileProtected if "password" in str(problem).lower() else FileUnreadable) from problem
        try:
            return content, _has_text(document)
        except pypdfium2.PdfiumError as problem:
            raise FileUnreadable from problem
        finally:
            document.close()


def _has_text(document: pypdfium2.PdfDocument) -> bool:
    if len(document) == 0:
        raise FileUnreadable
    pages = (document[number] for number in range(min(len(document), PAGES_READ)))
    return any(page.get_textpage().get_text_range().strip() for page in pages)


def _as_picture(mime: str) -> Callable[[bytes], tuple[bytes, None]]:
    return lambda content: (redrawn(content, mime), None)


_KEEPERS: dict[str, Callable[[bytes], tuple[bytes, bool | None]]] = {
    "application/pdf": _as_pdf,
    "text/plain": _as_text,
    "text/csv": _as_csv,
    **{mime: _as_picture(mime) for mime in ("image/png", "image/jpeg", "image/webp")},
}
