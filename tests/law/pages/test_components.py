"""The components: one a file, named as its file, all shown on one page."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[3] / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
PAGE = [TEMPLATES / "upkeep" / "components.html", *(TEMPLATES / "upkeep").glob("_component_*.html")]
# Drawn by nearly every other component, so shown without being imported.
SHOWN_BY_OTHERS = {"icon"}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_a_file_holds_the_macro_of_its_name(component: Path) -> None:
    assert component.stem in re.findall(r"\{% macro (\w+)\(", component.read_text(encoding="utf-8"))


def test_every_component_is_shown_on_the_page_of_components() -> None:
    page = "".join(part.read_text(encoding="utf-8") for part in PAGE)
    imported = re.findall(r'components/(\w+)\.html" import', page)
    shown = {name for name in imported if f"{name}(" in page}
    assert {path.stem for path in COMPONENTS} - shown - SHOWN_BY_OTHERS == set()
