"""Every mail has a sample that staff can look at, and is built as mail programs want it."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask

from portal.mail.samples import samples
from portal.mail.samples.samples import Sample

FOLDER = Path(__file__).parents[3] / "templates" / "mails"
KINDS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
# What Outlook's own layout knows, or leaves out without harm. No flex, no grid, no position, no picture behind.
STYLES = {
    "background-color",
    "border",
    "border-collapse",
    "border-left",
    "border-radius",
    "border-spacing",
    "border-top",
    "color",
    "color-scheme",
    "display",
    "font-family",
    "font-size",
    "font-weight",
    "letter-spacing",
    "line-height",
    "margin",
    "max-height",
    "max-width",
    "mso-padding-alt",
    "overflow",
    "padding",
    "text-align",
    "text-decoration",
    "vertical-align",
    "width",
}
DISPLAYS = {"none", "inline-block"}
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "table",
    "tbody",
    "tr",
    "td",
    "div",
    "span",
    "p",
    "h1",
    "a",
    "strong",
    "s",
    "br",
    "ul",
    "li",
}
# A question has a button for each answer: "do you come or not", and "does it still suit you".
TWO_BUTTONS = {"invitation_declined", "meeting_added", "meeting_moved"}
ABOUT_A_SESSION = (
    "entry_refreshed",
    "meeting_added",
    "meeting_moved",
    "place_confirmed",
    "reminder",
    "request_received",
    "session_moved",
    "still_coming",
    "waiting",
)


@pytest.fixture(params=KINDS)
def sample(request: pytest.FixtureRequest, app: Flask) -> Iterator[Sample]:
    with app.app_context():
        yield samples.sample(request.param)


def elements(sample: Sample) -> list[Element]:
    return list(html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(sample.html).iter())


def test_every_kind_of_mail_has_a_sample_and_no_sample_is_left_over() -> None:
    assert samples.kinds() == KINDS


def test_a_sample_is_whole(sample: Sample) -> None:
    assert sample.kind in KINDS
    assert sample.subject
    assert len(sample.text) > 150
    assert not re.search(r"<[a-z/]|&[a-z]+;|\{\{|None\b", sample.text)
    assert "~" not in sample.text + sample.html


def test_the_layout_is_tables_with_what_outlook_knows(sample: Sample) -> None:
    for element in elements(sample):
        assert element.tag in TAGS
        assert {"class", "background", "id"}.isdisjoint(element.attrib)
        if element.tag == "table":
            has = {name: element.get(name) for name in ("role", "cellpadding", "cellspacing", "border")}
            assert has == {"role": "presentation", "cellpadding": "0", "cellspacing": "0", "border": "0"}
        for name, value in declarations(element):
            assert name in STYLES
            assert name != "display" or value in DISPLAYS
            assert "url(" not in value


def declarations(element: Element) -> list[tuple[str, str]]:
    parts = [part.partition(":") for part in element.get("style", "").split(";") if part.strip()]
    return [(name.strip(), value.strip()) for name, _colon, value in parts]


def test_a_width_is_an_attribute_too(sample: Sample) -> None:
    """Outlook reads the attribute where the style says a share or a maximum."""
    sized = [element for element in elements(sample) if {"width", "max-width"} & dict(declarations(element)).keys()]
    assert sized
    assert [element.tag for element in sized if not element.get("width")] == []


def test_there_is_one_button_or_one_an_answer(sample: Sample) -> None:
    buttons = [element for element in elements(sample) if "mso-padding-alt" in dict(declarations(element))]
    assert len(buttons) <= 1 + (sample.kind in TWO_BUTTONS)


def test_the_text_has_every_link_of_the_html_whole_on_a_line(sample: Sample) -> None:
    links = {element.get("href", "") for element in elements(sample) if element.tag == "a"}
    lines = {line.strip() for line in sample.text.splitlines()}
    assert links <= lines
    assert [line for line in lines - links if len(line) > 72] == []


@pytest.mark.parametrize("kind", ABOUT_A_SESSION)
def test_the_word_to_the_participants_is_in_the_mails_about_a_session(app: Flask, kind: str) -> None:
    with app.app_context():
        shown = samples.sample(kind)
    assert "Le café est servi dès 8\u00a0h\u00a045." in shown.html
    assert "Le café est servi dès 8\u00a0h\u00a045." in shown.text
