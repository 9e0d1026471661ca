"""Office files are ZIP archives: what they are, and that they neither run nor unfold into something else.

Nothing is unpacked but the one small member that names the type.
"""

import zipfile
import zlib
from io import BytesIO

from portal.rules.base.encodings import read_text
from portal.rules.refusals.base import (
    FileExpandsTooMuch,
    FileNotWhatItSays,
    FileProtected,
    FileUnreadable,
    FileWithMacros,
)

MEMBER_LIMIT = 3_000
UNFOLDED_LIMIT = 300 * 1024 * 1024
RATIO_LIMIT = 200
RATIO_FREE = 5 * 1024 * 1024  # a small archive may be as dense as it likes
TYPE_MEMBER_LIMIT = 1024 * 1024

_CONTENT_TYPES = "[Content_Types].xml"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_OPEN_XML}{family}.{document}.main+xml": f"{_OPEN_XML}{family}.{document}"
    for family, document in (
        ("wordprocessingml", "document"),
        ("spreadsheetml", "sheet"),
        ("presentationml", "presentation"),
    )
}
_OPEN_DOCUMENT = {
    f"application/vnd.oasis.opendocument.{document}" for document in ("text", "spreadsheet", "presentation")
}
_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ones that Office files may use
# The folders of LibreOffice's macros and Excel's old macro sheets, and Word's and Excel's macro projects.
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")
_MACRO_MARKS = ("vbaproject", "macroenabled")


def office_type(content: bytes) -> str:
    """The MIME type of an Office file, as its own members say.

    Raises FileNotWhatItSays for another archive, FileUnreadable, FileProtected, FileWithMacros, and
    FileExpandsTooMuch past 3,000 members, 300 MB unfolded or 200 times the size.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_members(archive.infolist(), len(content))
            return _declared_type(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as problem:
        raise FileUnreadable from problem


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    unfolded = sum(member.file_size for member in members)
    folded = sum(member.compress_size for member in members)
    # Members that share their bytes hold more than the file does: how archives unfold without end.
    too_dense = unfolded > RATIO_FREE and unfolded > RATIO_LIMIT * size
    if len(members) > MEMBER_LIMIT or unfolded > UNFOLDED_LIMIT or too_dense or folded > size:
        raise FileExpandsTooMuch
    for member in members:
        _check_member(member)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if member.compress_type not in _METHODS:
        raise FileUnreadable
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise FileProtected
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise FileNotWhatItSays
    if name.startswith(_MACRO_FOLDERS) or name.endswith("vbaproject.bin"):
        raise FileWithMacros


def _declared_type(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if _CONTENT_TYPES in names:
        return _open_xml_type(_read(archive, _CONTENT_TYPES))
    if "mimetype" in names and "content.xml" in names:
        declared = _read(archive, "mimetype").strip()
        if declared in _OPEN_DOCUMENT:
            return declared
    raise FileNotWhatItSays


def _open_xml_type(types: str) -> str:
    if any(mark in types.lower() for mark in _MACRO_MARKS):
        raise FileWithMacros
    found = [mime for part, mime in _MAIN_PARTS.items() if part in types]
    if len(found) != 1:
        raise FileNotWhatItSays
    return found[0]


def _read(archive: zipfile.ZipFile, name: str) -> str:
    """The member as text: XML may come in UTF-16, and either with a mark before it."""
    if archive.getinfo(name).file_size > TYPE_MEMBER_LIMIT:
        raise FileExpandsTooMuch
    read = read_text(archive.read(name))
    if read is None:
        raise FileNotWhatItSays
    return read.text
