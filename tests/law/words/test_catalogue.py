"""The French catalogue holds every plural of the source, counted as in French."""

import gettext

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import ngettext

from portal.cli.upkeep import catalogue

STALE = "run: .venv/bin/python -m flask --app wsgi catalogue"


@pytest.fixture(scope="module")
def compiled() -> gettext.GNUTranslations:
    with (catalogue.FOLDER / "messages.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_the_catalogue_holds_every_plural_of_the_source_and_no_other() -> None:
    with (catalogue.FOLDER / "messages.po").open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}

    assert kept == catalogue.plurals(), STALE


def test_the_compiled_catalogue_counts_none_and_one_as_singular(compiled: gettext.GNUTranslations) -> None:
    counted = {forms: [compiled.ngettext(*forms, number) for number in (0, 1, 2)] for forms in catalogue.plurals()}

    assert counted == {(one, many): [one, one, many] for one, many in counted}, STALE


def test_a_page_counts_in_french(app: Flask) -> None:
    with app.test_request_context():
        assert ngettext("%(num)s place", "%(num)s places", 0) == "0 place"
