"""Files with a fault that a library meets in its own way: each is read, or refused with its sentence."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from portal.documents.base.uploads import inspect, inspect_scan
from portal.rules.refusals import base as refusals
from tests.documents.files import open_document


def _note(tag: int, kind: int, text: bytes) -> bytes:
    return struct.pack("<HHI4s", tag, kind, len(text), text)


@pytest.mark.parametrize("odd", [_note(0x11A, 2, b"72\0"), _note(0x128, 2, b"2\0"), _note(0x213, 7, b"2\0\0\0")])
def test_a_photo_with_a_text_where_its_camera_writes_a_number_is_upright_all_the_same(odd: bytes) -> None:
    turned = struct.pack("<HHIHH", 0x112, 3, 1, 6, 0)
    notes = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 2) + turned + odd + b"\0\0\0\0"
    file = BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG", exif=notes)

    with Image.open(BytesIO(inspect_scan(file.getvalue(), "photo.jpg").content)) as kept:
        assert kept.size == (30, 40)


def test_an_office_file_whose_list_of_members_is_damaged_is_unreadable() -> None:
    content = bytearray(open_document())
    place = content.rindex(b"PK\x05\x06") + 16  # where the list begins
    content[place : place + 4] = struct.pack("<I", len(content) + 7_000)

    with pytest.raises(refusals.FileUnreadable):
        inspect(bytes(content), "a.odt")
