"""The demo's sheets: whole, readable, and leading to each other."""

import re

import pytest
from flask import Flask

from portal.cli.demo import sheets as demo_sheets
from portal.cli.demo.sheets import read_demo_sheets
from portal.documents.library.markdown import plain_text
from portal.models.library.toolkits import Attachment, Sheet
from portal.queries.library.toolkits import toolkit, whole_sheets
from portal.rules.base.states import Visibility
from portal.rules.base.text import slugify
from portal.services.base import reference_data
from portal.services.base.reference_data import THEMES
from tests import sheet_factories as make
from tests.factories import World

SHEETS = read_demo_sheets()


def test_the_first_toolkit_has_eight_sheets_and_the_second_nine() -> None:
    assert [(sheet.toolkit, sheet.position) for sheet in SHEETS] == [
        *((1, place) for place in range(1, 9)),
        *((2, place) for place in range(1, 10)),
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_a_sheet_is_of_use_and_of_two_pages_at_most(sheet: demo_sheets.DemoSheet) -> None:
    assert 200 <= len(plain_text(sheet.body).split()) <= 450
    assert len(sheet.summary) <= 280
    assert set(sheet.themes) <= {theme.code for theme in THEMES}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_a_sheet_keeps_to_french_typography(sheet: demo_sheets.DemoSheet) -> None:
    text = f"{sheet.title} {sheet.summary} {sheet.body}"

    assert "'" not in text
    assert re.findall(r" [?!;:]|« | »", text) == []


def test_a_link_to_another_sheet_leads_somewhere() -> None:
    slugs = {slugify(sheet.title) for sheet in SHEETS}
    named = {slug for sheet in SHEETS for slug in re.findall(r"\(/fiches/([a-z0-9-]+)\)", sheet.body)}

    assert named
    assert named - slugs == set()


def test_they_load_published_into_their_toolkits_with_their_files(app: Flask, world: World) -> None:
    staff = world.staff()
    kits = [make.toolkit(world, "Recherche"), make.toolkit(world, "Mieux vivre")]
    with app.test_request_context():
        reference_data.ensure()
        demo_sheets.load([kit.id for kit in kits], staff.id)

        assert [len(toolkit(kit.slug, Visibility.PUBLIC).sheets) for kit in kits] == [8, 9]
        assert all(page.validity == "valid" for page in whole_sheets(kits[0].id, Visibility.PUBLIC))
    assert len(world.all(Sheet)) == 17
    assert len(world.all(Attachment)) == 3
