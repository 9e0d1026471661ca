"""The style sheets: small, readable, coloured by tokens only, and knowing every class the templates use."""

import gzip
import re
from pathlib import Path

import pytest

from portal.documents.base.style_sheets import STYLE_SHEETS

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "static" / "css"
SHEETS = [FOLDER / f"{name}.css" for name in STYLE_SHEETS]
LIMIT = 12_000
LINES = 300
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb|color|light-dark)\(", re.I)
# One block, perhaps a part, perhaps a state. htmx-request is put by htmx, not by us.
CLASS_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*(?:__[a-z]+(?:-[a-z]+)*)?(?:--[a-z]+(?:-[a-z]+)*)?")


def name_of(sheet: Path) -> str:
    return sheet.relative_to(FOLDER).with_suffix("").as_posix()


def layer_of(sheet: Path) -> str:
    """The folder of a sheet that is part of a layer, else its own name."""
    return name_of(sheet).partition("/")[0]


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def declarations(css: str) -> list[str]:
    return re.findall(r"[^{};]+;", re.sub(r'"[^"]*"', '""', without_comments(css)))


# In an attribute, or in the block by which a page names those of its form.
CLASSES = re.compile(r'(?:class="|form_class %\})([^"]*?)(?:"|\{% endblock)')


def classes_of(css: str) -> set[str]:
    selectors = re.findall(r"([^{};]*)\{", without_comments(css))
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def classes_in_templates() -> set[str]:
    """Class names written out whole; one put together by a template ("pill--{{ tone }}") is left aside."""
    found: set[str] = set()
    for page in (ROOT / "templates").rglob("*.html"):
        if "mails" in page.parts:
            continue
        for value in CLASSES.findall(page.read_text(encoding="utf-8")):
            plain = re.sub(r"\{%.*?%\}", " ", re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", value))
            found.update(plain.split())
    return found


def test_a_page_puts_on_every_style_sheet_there_is() -> None:
    assert sorted(path for path in FOLDER.rglob("*") if path.is_file()) == sorted(SHEETS)


def test_a_style_sheet_is_read_in_one_go() -> None:
    lengths = {name_of(sheet): len(sheet.read_text(encoding="utf-8").splitlines()) for sheet in SHEETS}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_the_style_sheets_weigh_at_most_12_kilobytes_compressed() -> None:
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS) <= LIMIT


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_line_holds_one_declaration(sheet: Path) -> None:
    lines = without_comments(sheet.read_text(encoding="utf-8")).splitlines()
    outside_quotes = re.compile(r'[;{](?=(?:[^"]*"[^"]*")*[^"]*$)')
    assert [line.strip() for line in lines if len(outside_quotes.findall(line)) > 1] == []


@pytest.mark.parametrize("sheet", SHEETS[1:], ids=name_of)
def test_a_colour_is_written_as_a_value_in_the_tokens_only(sheet: Path) -> None:
    assert [line for line in declarations(sheet.read_text(encoding="utf-8")) if COLOUR.search(line)] == []


def test_the_tokens_do_hold_colours() -> None:
    assert COLOUR.search(SHEETS[0].read_text(encoding="utf-8"))


@pytest.mark.parametrize("sheet", SHEETS[1:], ids=name_of)
def test_a_sheet_writes_in_its_own_layer_only(sheet: Path) -> None:
    lines = without_comments(sheet.read_text(encoding="utf-8")).splitlines()
    assert [line for line in lines if line[:1].strip()] == [f"@layer {layer_of(sheet)} {{", "}"]


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_class_names_say_block_part_and_state(sheet: Path) -> None:
    names = classes_of(sheet.read_text(encoding="utf-8"))
    assert [name for name in sorted(names) if not CLASS_NAME.fullmatch(name)] == []


def test_every_variable_that_is_read_is_a_token_or_set_by_its_component() -> None:
    css = "".join(without_comments(sheet.read_text(encoding="utf-8")) for sheet in SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)", css)) - set(re.findall(r"(--[\w-]+)\s*:", css)) == set()


def test_every_class_a_template_names_has_a_style() -> None:
    styled = set().union(*(classes_of(sheet.read_text(encoding="utf-8")) for sheet in SHEETS))
    assert classes_in_templates() - styled == set()
