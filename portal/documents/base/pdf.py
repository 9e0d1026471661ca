"""PDF files from typst templates: tagged and accessible (PDF/UA-1), with typefaces of our own only."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

import typst

from portal.documents.base.font_coverage import covered_characters, drawable, writes
from portal.rules.base.text import without_invisible

TEMPLATES = Path(__file__).parents[1] / "typst"
FONTS = Path(__file__).parents[1] / "fonts"
FAMILY, OTHER_FAMILY = "Atkinson Hyperlegible Next", "DejaVu Sans"


def compile(template: str, inputs: Mapping[str, object], *, made_at: datetime) -> bytes:
    """The PDF of `typst/<template>.typ` filled with `inputs`, any JSON value.

    The template reads them as `json(bytes(sys.inputs.values))`: as values, never as typst source. A text that our
    typeface cannot write stands in `sys.inputs.others`, for the other one (typst/hand.typ); what that lacks as well
    is replaced. The same inputs and moment give the same bytes.
    """
    others: set[str] = set()
    values = _drawable(inputs, others)
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={
            "values": json.dumps(values),
            "others": json.dumps(sorted(others)),
            "family": FAMILY,
            "other-family": OTHER_FAMILY,
        },
    )
    content = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(made_at.timestamp()))
    return cast(bytes, content)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _covered(family: str) -> frozenset[int]:
    """What every weight of the typeface draws, so that bold lacks nothing either."""
    files = sorted(FONTS.glob(f"{family.replace(' ', '')}*.ttf"))
    return frozenset.intersection(*(covered_characters(font) for font in files))


def _drawable(value: object, others: set[str]) -> object:
    if isinstance(value, str):
        return _in_one_face(without_invisible(value), others)
    if isinstance(value, Mapping):
        return {key: _drawable(inner, others) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(inner, others) for inner in value]
    return value


def _in_one_face(text: str, others: set[str]) -> str:
    """The text as one of the two typefaces writes it whole: two hands in one name would look like a mistake."""
    own, other = _covered(FAMILY), _covered(OTHER_FAMILY)
    if writes(text, own):
        return drawable(text, own)
    in_own, in_other = drawable(text, own), drawable(text, other)
    if not writes(text, other) and _lost(text, own) <= _lost(text, other):
        return in_own
    others.add(in_other)
    return in_other


def _lost(text: str, covered: frozenset[int]) -> int:
    return sum(not writes(character, covered) for character in text)
