"""The ZIP of a toolkit: streamed, readable, its links led to where things lie."""

import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from portal.documents.library.toolkit_zip import Book, BookFile, BookSheet, Member, archive, stream

NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def sheet(slug: str, body: str = "Texte.", files: tuple[BookFile, ...] = ()) -> BookSheet:
    revised, until = date(2026, 11, 2), date(2026, 12, 31)
    return BookSheet(slug, slug.capitalize(), "En bref.", body, revised, until, files, (("FADD", "Relais"),))


def opened(*sheets: BookSheet) -> zipfile.ZipFile:
    book = Book("Boîte", "", "La Sambrienne", "https://x.example", "https://x.example/b", sheets, (), NOON)
    return zipfile.ZipFile(BytesIO(b"".join(archive(book))))


def file(folder: Path, name: str, address: str, content: bytes = b"1") -> BookFile:
    path = folder / address.replace("/", "-")
    path.write_bytes(content)
    return BookFile(name, name, address, path)


def test_every_member_is_whole() -> None:
    assert opened(sheet("bail"), sheet("loyer")).testzip() is None


def test_the_members_bear_the_wall_clock_of_brussels() -> None:
    assert opened().getinfo("LISEZMOI.txt").date_time == (2026, 11, 21, 12, 0, 0)


def test_the_text_file_opens_right_on_windows_and_says_the_dates() -> None:
    content = opened(sheet("bail")).read("LISEZMOI.txt")

    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert "- Bail (mise à jour le 2 novembre 2026, valable jusqu’au 31 décembre 2026)\r\n" in text
    assert "https://x.example/b" in text


def test_two_files_of_one_name_are_both_there(tmp_path: Path) -> None:
    files = (file(tmp_path, "liste.txt", "/fichiers/a/liste.txt"), file(tmp_path, "liste.txt", "/fichiers/b/liste.txt"))

    names = opened(sheet("bail", files=files)).namelist()

    assert [name for name in names if name.startswith("fichiers/")] == [
        "fichiers/liste.txt",
        "fichiers/liste-2.txt",
    ]


def test_links_lead_into_the_archive_or_to_the_portal(tmp_path: Path) -> None:
    plan = file(tmp_path, "plan.png", "/fichiers/a/plan.png")
    body = "[Loyer](/fiches/loyer) [Annuaire](/annuaire) [Ailleurs](https://y.example/z) ![Plan](/fichiers/a/plan.png)"

    page = opened(sheet("bail", body, (plan,)), sheet("loyer")).read("fiches/01-bail.html").decode()

    assert 'href="../fiches/02-loyer.html"' in page
    assert 'href="https://x.example/annuaire"' in page
    assert 'href="https://y.example/z"' in page
    assert 'src="../fichiers/plan.png"' in page


def test_a_page_stands_alone_with_its_style_and_partners() -> None:
    made = opened(sheet("bail"))

    assert "FADD (Relais)" in made.read("fiches/01-bail.html").decode()
    assert b"--paper" in made.read("style.css")


def test_a_large_file_passes_through_in_pieces(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as target:
        target.truncate(64 * 1024 * 1024)
    tracemalloc.start()
    sizes = [len(piece) for piece in stream([Member("large.bin", path=large)], NOON)]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(sizes) > 500
    assert peak < 4 * 1024 * 1024
