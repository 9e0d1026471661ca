"""What others made and we serve is what static/vendor/vendor.lock says, and the icons asked for exist."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "static"
OURS = {"espace-fine.woff2", "mark.svg"}


def locked() -> list[tuple[str, str, str, str, str]]:
    lines = (STATIC / "vendor" / "vendor.lock").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [(path, name, version, digest, licence) for path, name, version, digest, licence in rows]


@pytest.mark.parametrize("row", locked(), ids=lambda row: row[0])
def test_a_vendored_file_has_the_checksum_of_the_lock(row: tuple[str, ...]) -> None:
    path, _, _, digest, _ = row
    assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == digest


def test_every_vendored_file_is_in_the_lock() -> None:
    kinds = {".js", ".woff2", ".svg", ".css"}
    folders = (STATIC / "vendor", STATIC / "fonts", STATIC / "img")
    there = {path for folder in folders for path in folder.iterdir() if path.suffix in kinds}
    theirs = {path.relative_to(STATIC).as_posix() for path in there if path.name not in OURS}
    assert theirs == {row[0] for row in locked()}


def test_every_folder_with_the_work_of_others_holds_its_licence() -> None:
    folders = {(STATIC / row[0]).parent for row in locked()}
    assert [folder.name for folder in folders if not list(folder.glob("LICENSE-*"))] == []


def test_the_typefaces_of_our_pdfs_are_those_of_their_lock_with_their_licences() -> None:
    fonts = ROOT / "portal" / "documents" / "fonts"
    lines = (fonts / "fonts.lock").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts.glob("*.ttf")}
    assert {file: digest for file, _name, _version, digest, _licence in rows} == there
    assert len(list(fonts.glob("LICENSE-*"))) == len({name for _file, name, *_rest in rows})


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    drawn = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    sprite = set(re.findall(r'<symbol id="([^"]+)"', drawn))
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "templates").rglob("*.html")]
    named = {name for page in pages for name in re.findall(r'\bicon(?:\(|=)\s*"([^"]+)"', page)}
    assert named - sprite == set()
    assert named
