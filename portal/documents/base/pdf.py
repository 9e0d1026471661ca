"""PDF files from typst templates: tagged and accessible (PDF/UA-1), with the portal's own typeface only."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

import typst

from portal.documents.base.font_coverage import covered_characters, drawable
from portal.rules.base.text import without_invisible

TEMPLATES = Path(__file__).parents[1] / "typst"
FONTS = Path(__file__).parents[1] / "fonts"


def compile(template: str, inputs: Mapping[str, object], *, made_at: datetime) -> bytes:
    """The PDF of `typst/<template>.typ` filled with `inputs`, any JSON value.

    The template reads them as `json(bytes(sys.inputs.values))`: as values, never as typst source. Characters
    that the typeface lacks are replaced. The same inputs and moment give the same bytes.
    """
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"values": json.dumps(_drawable(inputs)), "family": _fonts().families()[0]},
    )
    content = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(made_at.timestamp()))
    return cast(bytes, content)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _covered() -> frozenset[int]:
    """What every weight draws, so that bold lacks nothing either."""
    return frozenset.intersection(*(covered_characters(font) for font in sorted(FONTS.glob("*.ttf"))))


def _drawable(value: object) -> object:
    if isinstance(value, str):
        return drawable(without_invisible(value), _covered())
    if isinstance(value, Mapping):
        return {key: _drawable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(inner) for inner in value]
    return value
