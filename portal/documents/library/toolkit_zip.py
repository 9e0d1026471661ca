"""A whole toolkit to take away: a ZIP written while it is sent, readable without the portal.

`sommaire.html` leads to every sheet (HTML, with the portal's own style beside it) and to the files;
`LISEZMOI.txt` says how old everything is and where the newest version lies.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import RawIOBase
from pathlib import Path

from flask import current_app, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from portal import clock
from portal.documents.base.style_sheets import STYLE_SHEETS
from portal.documents.library.markdown import render
from portal.rules.base.dates import date_medium

PIECE = 64 * 1024
_OUR_ADDRESS = re.compile(r'\b(href|src)="(/[^"]*)"')


@dataclass(frozen=True, slots=True)
class BookFile:
    """An attached file: its address on the portal without the host, and where its content lies."""

    title: str
    filename: str
    address: str
    path: Path


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet; `partners` are names with what ties them to the company, as the directory says now."""

    slug: str
    title: str
    summary: str
    body: str
    revised_on: date
    valid_until: date | None
    files: tuple[BookFile, ...]
    partners: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A toolkit with the sheets that go in; `left_out` are the titles of those no longer valid."""

    title: str
    intro: str
    organisation: str
    base_url: str
    address: str
    sheets: tuple[BookSheet, ...]
    left_out: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: its name there, and its content or where that lies."""

    name: str
    content: bytes = b""
    path: Path | None = None


def archive(book: Book) -> Iterator[bytes]:
    """The ZIP in pieces. The pages are composed at once; the files are read as they are sent."""
    return stream(_members(book), book.made_at)


def stream(members: Sequence[Member], made_at: datetime) -> Iterator[bytes]:
    """A ZIP of the members, in pieces that can leave before the next member is read."""
    sink = _Sink()
    stamp = clock.local(made_at).timetuple()[:6]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as written:
        for member in members:
            entry = zipfile.ZipInfo(member.name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with written.open(entry, "w") as target:
                for piece in _pieces(member):
                    target.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


class _Sink(RawIOBase):
    """Takes what the archive writes and hands it on; it cannot go back, and the archive knows."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        piece = bytes(content)  # type: ignore[call-overload] # any buffer
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def _pieces(member: Member) -> Iterator[bytes]:
    if member.path is None:
        yield member.content
        return
    with member.path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _members(book: Book) -> list[Member]:
    numbered = enumerate(book.sheets, start=1)
    pages = {sheet.slug: f"fiches/{number:02}-{sheet.slug}.html" for number, sheet in numbered}
    files = _file_names(book)
    targets = {f"/fiches/{slug}": name for slug, name in pages.items()} | files
    summary = render_template("library/toolkits/zip/summary.html", book=book, pages=pages, files=files)
    paths = {file.address: file.path for sheet in book.sheets for file in sheet.files}
    return [
        Member("LISEZMOI.txt", _read_me(book)),
        Member("sommaire.html", summary.encode()),
        Member("style.css", _style()),
        *(Member(pages[sheet.slug], _page(book, sheet, targets)) for sheet in book.sheets),
        *(Member(name, path=paths[address]) for address, name in files.items()),
    ]


def _file_names(book: Book) -> dict[str, str]:
    """A name in the archive for each file, by its address; two files of one name get numbers."""
    names: dict[str, str] = {}
    for file in (file for sheet in book.sheets for file in sheet.files):
        stem, dot, extension = file.filename.rpartition(".")
        name, number = f"fichiers/{file.filename}", 2
        while name in names.values():
            name, number = f"fichiers/{stem}-{number}{dot}{extension}", number + 1
        names.setdefault(file.address, name)
    return names


def _page(book: Book, sheet: BookSheet, targets: dict[str, str]) -> bytes:
    def led(found: re.Match[str]) -> str:
        attribute, address = found.groups()
        inside = targets.get(address)
        return f'{attribute}="../{inside}"' if inside else f'{attribute}="{book.base_url}{address}"'

    body = Markup(_OUR_ADDRESS.sub(led, render(sheet.body)))  # noqa: S704 - cleaned HTML, its own addresses led anew
    files = [(file.title, f"../{targets[file.address]}") for file in sheet.files]
    return render_template("library/toolkits/zip/sheet.html", book=book, sheet=sheet, body=body, files=files).encode()


def _style() -> bytes:
    folder = Path(current_app.root_path) / "static" / "css"
    return b"\n".join((folder / f"{name}.css").read_bytes() for name in STYLE_SHEETS)


def _read_me(book: Book) -> bytes:
    """Plain text for any editor: with the mark that tells Windows it is UTF-8, and its line ends."""
    lines = [
        book.title,
        book.organisation,
        "",
        _("Copie faite le %(day)s. La version à jour se trouve ici :", day=date_medium(book.made_at)),
        book.address,
        "",
        _("Ouvrez sommaire.html dans un navigateur. Fiches de cette copie :"),
        *(f"- {sheet.title} ({_dates(sheet)})" for sheet in book.sheets),
    ]
    if book.left_out:
        lines += ["", _("Fiches laissées de côté, car leur date de validité est passée :")]
        lines += [f"- {title}" for title in book.left_out]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def _dates(sheet: BookSheet) -> str:
    words = [_("mise à jour le %(day)s", day=date_medium(sheet.revised_on))]
    if sheet.valid_until is not None:
        words.append(_("valable jusqu’au %(day)s", day=date_medium(sheet.valid_until)))
    return ", ".join(words)
