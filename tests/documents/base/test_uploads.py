"""Files that people send are known by their content, and only harmless ones are kept."""

import hashlib
import struct
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from portal.documents.attendance.attendee_list import AttendeeList, as_xlsx
from portal.documents.base.uploads import MIME_TYPES, SCAN_LONGEST, inspect, inspect_scan
from portal.rules.refusals import base as refusals
from tests.documents.files import (
    OPEN_XML,
    archive,
    heic,
    locked_pdf,
    open_document,
    open_xml,
    picture,
    scanned_pdf,
    written_pdf,
)


def workbook() -> bytes:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    return b"".join(as_xlsx(AttendeeList("Liste", (), "", (), tuple, now, date(2026, 12, 1), 1)))


SAMPLES: dict[str, Callable[[], bytes]] = {
    "pdf": written_pdf,
    "docx": open_xml,
    "xlsx": workbook,
    "pptx": lambda: open_xml(f"{OPEN_XML}presentationml.presentation.main+xml"),
    "odt": open_document,
    "ods": lambda: open_document("application/vnd.oasis.opendocument.spreadsheet"),
    "odp": lambda: open_document("application/vnd.oasis.opendocument.presentation"),
    "png": lambda: picture("PNG"),
    "jpg": lambda: picture("JPEG"),
    "jpeg": lambda: picture("JPEG"),
    "webp": lambda: picture("WEBP"),
    "txt": "Déjà reçu\r\n".encode,
    "csv": "Nom;Prénom\r\n".encode,
}


@pytest.mark.parametrize("extension", MIME_TYPES)
def test_each_type_of_the_list_is_taken(extension: str) -> None:
    accepted = inspect(SAMPLES[extension](), f"Modèle de lettre.{extension.upper()}")
    short = "jpg" if extension == "jpeg" else extension
    assert (accepted.mime, accepted.extension) == (MIME_TYPES[extension], short)
    assert accepted.safe_name == f"modele-de-lettre.{short}"
    assert accepted.size == len(accepted.content)
    assert accepted.sha256 == hashlib.sha256(accepted.content).hexdigest()


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "odt"])
def test_documents_are_kept_as_sent(extension: str) -> None:
    content = SAMPLES[extension]()
    assert inspect(BytesIO(content), f"a.{extension}").content == content


TEXTS = ("txt", "csv")
PRETENDERS = [
    (claimed, other)
    for claimed in MIME_TYPES
    for other in MIME_TYPES
    if MIME_TYPES[claimed] != MIME_TYPES[other] and not (claimed in TEXTS and other in TEXTS)
]


@pytest.mark.parametrize(("claimed", "other"), PRETENDERS)
def test_a_file_that_is_not_what_its_name_says_is_refused(claimed: str, other: str) -> None:
    with pytest.raises(refusals.FileNotWhatItSays):
        inspect(SAMPLES[other](), f"a.{claimed}")


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "a.zip",
        "a.html",
        "a.svg",
        "a.docm",
        "a.doc",
        "a",
        "",
        "a.pdf.exe",
        ".pdf",
        "pdf",
        "..",
        "a.pdf/b",
    ],
)
def test_a_type_outside_the_list_is_refused(name: str) -> None:
    with pytest.raises(refusals.FileTypeRefused):
        inspect(written_pdf(), name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Ana\\Mon modèle.PDF", "mon-modele.pdf"),
        ("a.exe.pdf", "a-exe.pdf"),
        ("محمد.pdf", "fichier.pdf"),
        ("gpj.\u202efdp.pdf", "gpj-fdp.pdf"),
        ('x"\r\nSet-Cookie: a.pdf ', "x-set-cookie-a.pdf"),
        ("é" * 300 + ".pdf", "e" * 80 + ".pdf"),
        ("a.pdf. ", "a.pdf"),
    ],
)
def test_the_name_we_keep_is_plain(name: str, safe: str) -> None:
    assert inspect(written_pdf(), name).safe_name == safe


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(refusals.FileEmpty):
        inspect(BytesIO(b""), "a.pdf")


def test_a_file_of_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    assert inspect(b"a" * 100, "a.txt", limit=100).size == 100
    with pytest.raises(refusals.FileTooLarge) as refused:
        inspect(BytesIO(b"a" * 101), "a.txt", limit=100)
    assert refused.value.details["limit"] == 100


def test_a_large_stream_is_not_read_to_its_end() -> None:
    stream = BytesIO(b"a" * 10_000)
    with pytest.raises(refusals.FileTooLarge):
        inspect(stream, "a.txt", limit=100)
    assert stream.tell() == 101


def test_a_pdf_of_words_is_told_from_a_scanned_one() -> None:
    assert inspect(written_pdf(), "a.pdf").has_text is True
    assert inspect(scanned_pdf(), "a.pdf").has_text is False
    assert inspect(b"a", "a.txt").has_text is None


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (locked_pdf(), "a.pdf", refusals.FileProtected),
        (b"%PDF-1.7\nnothing", "a.pdf", refusals.FileUnreadable),
        (written_pdf()[:400], "a.pdf", refusals.FileUnreadable),
        (b"\n<html>%PDF-1.7", "a.pdf", refusals.FileNotWhatItSays),
        (open_xml()[:80], "a.docx", refusals.FileUnreadable),
        (picture("PNG")[:60], "a.png", refusals.FileUnreadable),
        (picture("JPEG")[:200], "a.jpg", refusals.FileUnreadable),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 nothing", "a.webp", refusals.FileUnreadable),
        (b"MZ\x00\x03 text", "a.txt", refusals.FileNotWhatItSays),
        (b"%PDF-1.4\nin plain letters", "a.txt", refusals.FileNotWhatItSays),
        (b"\x81\x8d\x8f", "a.txt", refusals.FileNotWhatItSays),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "a.docx", refusals.FileNotWhatItSays),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            refusals.FileProtected,
        ),
    ],
)
def test_broken_and_locked_files_are_refused(content: bytes, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        inspect(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (open_xml(**{"word/vbaProject.bin": b"x"}), "a.docx"),
        (open_xml(**{"xl/macrosheets/sheet1.xml": b"x"}), "a.docx"),
        (open_xml("application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx"),
        (open_xml("application/vnd.ms-office.vbaProject"), "a.docx"),
        (open_document(**{"Basic/Standard/Module1.xml": b"x"}), "a.odt"),
        (open_document(**{"Scripts/python/a.py": b"x"}), "a.odt"),
    ],
)
def test_macros_are_refused(content: bytes, name: str) -> None:
    with pytest.raises(refusals.FileWithMacros):
        inspect(content, name)


@pytest.mark.parametrize("member", ["../a.xml", "/a.xml", "a/../../b.xml"])
def test_members_that_leave_their_archive_are_refused(member: str) -> None:
    with pytest.raises(refusals.FileNotWhatItSays):
        inspect(open_xml(**{member: b"x"}), "a.docx")


def test_an_archive_that_is_no_office_file_is_refused_under_any_name() -> None:
    plain = archive({"mimetype": "application/epub+zip", "content.xml": "x"})
    for name in ("a.docx", "a.odt", "a.txt"):
        with pytest.raises(refusals.FileNotWhatItSays):
            inspect(plain, name)


def overlapping() -> bytes:
    """Thirty entries of the directory that all point at the same bytes."""
    content = open_xml(**{"word/big.xml": Random(1).randbytes(20_000)})
    with zipfile.ZipFile(BytesIO(content)) as read:
        start, members = read.start_dir, read.infolist()
    ending = content.rindex(b"PK\x05\x06")
    directory, count = content[start:ending] * 30, len(members) * 30
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return content[:start] + directory + end


@pytest.mark.parametrize(
    "content",
    [
        open_xml(**{"word/media/zeros.bin": bytes(20 * 1024 * 1024)}),
        open_xml(**{f"word/{number}.xml": b"" for number in range(3001)}),
        archive({"[Content_Types].xml": bytes(2 * 1024 * 1024)}),
    ],
    ids=["dense", "many members", "large list of types"],
)
def test_archives_that_unfold_without_measure_are_refused(content: bytes) -> None:
    with pytest.raises(refusals.FileExpandsTooMuch):
        inspect(content, "a.docx")


def test_an_archive_whose_members_share_their_bytes_is_refused() -> None:
    with pytest.raises(refusals.FileExpandsTooMuch):
        inspect(overlapping(), "a.docx")


@pytest.mark.parametrize("size", [(9_000, 6_000), (12_000, 8_000), (14_000, 14_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn(size: tuple[int, int]) -> None:
    with pytest.raises(refusals.FileExpandsTooMuch):
        inspect(picture("PNG", size, mode="1"), "a.png")


def test_a_photo_keeps_its_way_up_and_loses_what_it_tells() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    exif[0x010F] = "Camera of Ana"
    exif.get_ifd(0x8825)[1] = "N"
    for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")):
        kept = inspect(picture(form, (40, 20), exif=exif.tobytes(), icc_profile=b"profile"), name).content
        with Image.open(BytesIO(kept)) as seen:
            assert seen.size == (20, 40)
            assert dict(seen.getexif()) == {} and not {"exif", "icc_profile", "comment"} & set(seen.info)
        assert b"Ana" not in kept


def test_what_is_glued_behind_a_picture_goes() -> None:
    assert b"<script>" not in inspect(picture("PNG") + b"<script>", "a.png").content


def test_a_transparent_logo_stays_transparent() -> None:
    kept = inspect(picture("PNG", mode="RGBA"), "a.png").content
    with Image.open(BytesIO(kept)) as seen:
        assert seen.mode == "RGBA" and seen.getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_print_photo_in_four_inks_is_taken() -> None:
    assert inspect(picture("JPEG", mode="CMYK"), "a.jpg").mime == "image/jpeg"


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"\n\n  \xef\xbb\xbf", b"\0\0\0", b" " * 1019])
def test_a_pdf_with_a_mark_or_blank_lines_before_it_is_taken_and_kept_as_sent(before: bytes) -> None:
    content = before + written_pdf()
    accepted = inspect(content, "a.pdf")
    assert accepted.content == content and accepted.has_text is True


@pytest.mark.parametrize("before", [b" " * 1020, b"<script>", b"PK\x03\x04"])
def test_a_pdf_with_anything_else_before_it_or_too_far_down_is_not_one(before: bytes) -> None:
    with pytest.raises((refusals.FileNotWhatItSays, refusals.FileUnreadable)):
        inspect(before + written_pdf(), "a.pdf")


TEXT = "Nom;Prénom\r\nDémo;Łukasz\r\n"
MARKED = ("\ufeff" + TEXT).encode()


@pytest.mark.parametrize(
    "sent",
    [
        MARKED,
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-16, as Excel saves it", "utf-16 of the other order"],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_text_that_comes_with_a_mark_is_kept_in_utf8_with_one(name: str, sent: bytes) -> None:
    assert inspect(sent, name).content == MARKED


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
def test_a_csv_without_a_mark_gets_one_so_that_excel_reads_its_accents(encoding: str) -> None:
    text = "Nom;Prénom\r\nDémo;Élise\r\n"
    assert inspect(text.encode(encoding), "a.csv").content == ("\ufeff" + text).encode()
    assert inspect(text.encode(encoding), "a.txt").content == text.encode()


def test_a_csv_of_plain_letters_stays_as_it_was_sent() -> None:
    assert inspect(b"nom;prenom\r\n", "a.csv").content == b"nom;prenom\r\n"
    assert inspect(b"\xef\xbb\xbfnom;prenom\r\n", "a.csv").content == b"\xef\xbb\xbfnom;prenom\r\n"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00\xd8", b"\xff\xfe\x01\x00", b"\xff\xfe\0\0a\0\0\0", b"\xef\xbb\xbf\xff"]
)
def test_a_mark_before_what_is_no_text_makes_no_text_of_it(content: bytes) -> None:
    with pytest.raises(refusals.FileNotWhatItSays):
        inspect(content, "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_office_file_may_name_its_type_with_a_mark_or_in_utf16(encoding: str) -> None:
    types = f'<Override PartName="/word/document.xml" ContentType="{OPEN_XML}wordprocessingml.document.main+xml"/>'
    written = archive({"[Content_Types].xml": types.encode(encoding), "word/document.xml": "<document/>"})
    assert inspect(written, "a.docx").mime == MIME_TYPES["docx"]
    odt = archive({"mimetype": MIME_TYPES["odt"].encode(encoding), "content.xml": "<office/>"})
    assert inspect(odt, "a.odt").mime == MIME_TYPES["odt"]
    risky = types.replace("document.main", "document.macroEnabled.main").encode(encoding)
    with pytest.raises(refusals.FileWithMacros):
        inspect(archive({"[Content_Types].xml": risky}), "a.docx")


def test_text_of_an_old_computer_becomes_utf8() -> None:
    assert inspect("Déjà reçu €".encode("cp1252"), "a.txt").content == "Déjà reçu €".encode()


def test_pdfs_can_arrive_at_the_same_time() -> None:
    content = written_pdf()
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: inspect(content, "a.pdf").has_text, range(12)))


@pytest.mark.parametrize(("form", "name"), [("JPEG", "feuille.jpg"), ("PNG", "feuille.PNG"), ("WEBP", "feuille.webp")])
def test_the_photo_of_a_sheet_is_kept_no_larger_than_needed_and_tells_nothing_of_its_camera(
    form: str, name: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    exif.get_ifd(0x8825)[1] = "N"
    with Image.open(BytesIO(inspect_scan(picture(form, (4000, 1000), exif=exif.tobytes()), name).content)) as kept:
        assert kept.size == (SCAN_LONGEST // 4, SCAN_LONGEST)
        assert dict(kept.getexif()) == {}


@pytest.mark.parametrize("mode", ["1", "P"])
def test_a_scan_of_few_colours_is_made_smaller_without_breaking_its_lines(mode: str) -> None:
    page = Image.new("L", (4800, 3000), "white")
    page.paste(0, (0, 0, 4800, 1))  # a line of one pixel
    stream = BytesIO()
    page.convert(mode).save(stream, "PNG")

    with Image.open(BytesIO(inspect_scan(stream.getvalue(), "feuille.png").content)) as kept:
        assert kept.size == (SCAN_LONGEST, SCAN_LONGEST * 3000 // 4800)
        line, paper = (kept.convert("L").getpixel((10, row)) for row in (0, 10))
        assert line != paper


def test_a_small_photo_keeps_its_size_and_a_pdf_its_bytes() -> None:
    with Image.open(BytesIO(inspect_scan(picture("JPEG", (40, 20)), "feuille.jpeg").content)) as kept:
        assert kept.size == (40, 20)
    assert inspect_scan(scanned_pdf(), "scan.pdf").content == scanned_pdf()


@pytest.mark.parametrize("name", ["IMG_2041.HEIC", "photo.heif", "photo.jpg"])
def test_a_photo_of_an_iphone_is_told_whatever_its_name(name: str) -> None:
    for taking in (inspect, inspect_scan):
        with pytest.raises(refusals.PictureOfApple):
            taking(heic(), name)


@pytest.mark.parametrize("name", ["liste.docx", "liste.txt", "sans-extension"])
def test_a_sheet_of_paper_is_a_photo_or_a_pdf(name: str) -> None:
    with pytest.raises(refusals.ScanTypeRefused):
        inspect_scan(b"a", name)
