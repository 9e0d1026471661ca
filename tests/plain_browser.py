"""A browser without JavaScript on the test client: it reads a page, fills its fields, follows links, presses buttons.

What it sends is what the page drew and nothing else: a choice without options sends nothing, as in a browser.
"""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, template_rendered
from jinja2 import Template
from werkzeug.datastructures import MultiDict

from portal.web.network.desk_partner_parts import kinds
from tests.checked_client import XHTML, CheckedClient

TEMPLATES = Path(__file__).parents[1] / "templates"
PARTS_PAGE = "network/desk_partners/part.html"
SAMPLES = "upkeep/components.html"  # its form is never sent
CONTROLS = re.compile(r"\b(?:submit|post_button|button_link)\((.*?)\}\}", re.DOTALL)
LABEL = re.compile(r'_\(\s*"((?:Ajouter|Retirer)\b[^"]*)"')
OPENED = re.compile(r'\{%-?\s*(?:from|include|extends|import)\s+"([^"]+)"')
PARTIAL = re.compile(r"(^|/)_|^components/")
Button = tuple[str, str]  # the template of a page, the button's words


def buttons_that_add_or_take_away(app: Flask) -> set[Button]:
    """Every "Ajouter…" and "Retirer…" that a page draws, by itself or by a template that it opens."""
    texts = {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}
    drawn = {name: LABEL.findall(" ".join(CONTROLS.findall(text))) for name, text in texts.items()}
    pages = [name for name in texts if PARTIAL.search(name) is None and name != SAMPLES]
    found = {(page, words) for page in pages for part in _parts(page, texts) for words in drawn[part]}
    with app.test_request_context():
        return found | {(PARTS_PAGE, kind.remove) for kind in kinds().values()}


def _parts(page: str, texts: dict[str, str]) -> set[str]:
    seen: set[str] = set()
    todo = [page]
    while todo:
        name = todo.pop()
        if name in texts and name not in seen:
            seen.add(name)
            todo += OPENED.findall(texts[name])
    return seen


def words_of(element: Element) -> str:
    """The text of an element as it is read out."""
    return " ".join("".join(element.itertext()).split())


class PlainBrowser:
    """One visitor. `pressed` holds each button and link used, with the template of the page that it was on."""

    def __init__(self, client: CheckedClient) -> None:
        self.client = client
        self.pressed: set[Button] = set()
        self.typed: dict[str, Any] = {}
        self.template = self.url = ""
        self.page = Element("none")
        # Held here: a signal forgets a receiver that nobody holds.
        self._watch = lambda _app, template, **_context: self._see(template)
        template_rendered.connect(self._watch, client.application)

    def _see(self, template: Template) -> None:
        self.template = template.name or ""

    def open(self, url: str) -> "PlainBrowser":
        self._shown(self.client.get(url, follow_redirects=True))
        return self

    def _shown(self, response: Any, status: int = 200) -> None:
        assert response.status_code == status, (response.status_code, self.text_in(response.text))
        self.url = response.request.full_path.rstrip("?")
        self.page = html5lib.parse(response.text, treebuilder="etree")
        self.typed = {}

    @staticmethod
    def text_in(page: str) -> str:
        return words_of(html5lib.parse(page, treebuilder="etree").find(f".//{XHTML}main"))

    @property
    def text(self) -> str:
        main = self.page.find(f".//{XHTML}main")
        assert main is not None
        return words_of(main)

    @property
    def focused(self) -> str | None:
        """The name of the field at which the page opens."""
        [field] = self.page.findall(".//*[@autofocus]")
        return field.get("name")

    def fill(self, row: str = "", **values: Any) -> "PlainBrowser":
        """Type into fields by name, those of the row "people-1" for example; each must be on the page."""
        named = {f"{row}-{name}" if row else name: value for name, value in values.items()}
        missing = [name for name in named if self.page.find(f".//*[@name='{name}']") is None]
        assert missing == [], f"not on the page: {missing}"
        for name, value in named.items():
            options = self.options(name)
            assert not options or value in options, f"{value} is not offered: {options}"
        self.typed |= named
        return self

    def options(self, name: str) -> list[str]:
        """The values that a list of choices offers."""
        return [one.get("value") or "" for one in self.page.findall(f".//{XHTML}select[@name='{name}']/{XHTML}option")]

    def value(self, name: str) -> str:
        """What the page holds in a field."""
        return dict(self._sent(self.page)).get(name, "")

    def follow(self, words: str) -> "PlainBrowser":
        """Open the link with these words, or else the first that begins with them."""
        links = [one for one in self.page.iter(f"{XHTML}a") if words_of(one).startswith(words)]
        link = next((one for one in links if words_of(one) == words), links[0])
        self.pressed.add((self.template, words))
        return self.open(link.get("href") or "")

    def press(self, words: str, number: int = 0, status: int = 200) -> "PlainBrowser":
        """Press the button with these words, or that begins with them; the one of that number among several.

        What comes back has this status.
        """
        form, button = [found for found in self._buttons() if words_of(found[1]).startswith(words)][number]
        self.pressed.add((self.template, words))
        fields = MultiDict([pair for pair in self._sent(form) if pair[0] not in self.typed])
        for name, value in self.typed.items():
            if form.find(f".//*[@name='{name}']") is not None:
                fields.add(name, value)
        if name := button.get("name"):
            fields.add(name, button.get("value"))
        address = form.get("action") or self.url
        self._shown(self.client.post(address, data=fields, csrf=False, follow_redirects=True), status)
        return self

    def _buttons(self) -> list[tuple[Element, Element]]:
        forms = list(self.page.iter(f"{XHTML}form"))
        return [(form, one) for form in forms for one in form.iter(f"{XHTML}button") if not one.get("aria-hidden")]

    def _sent(self, form: Element) -> list[tuple[str, str]]:
        """The fields of a form as a browser sends them untouched."""
        inputs = [one for one in form.iter(f"{XHTML}input") if self._counts(one)]
        sent = [(one.get("name") or "", one.get("value", "")) for one in inputs]
        sent += [(one.get("name") or "", (one.text or "").lstrip("\r\n")) for one in form.iter(f"{XHTML}textarea")]
        for choice in form.iter(f"{XHTML}select"):
            options = choice.findall(f"{XHTML}option")
            chosen = [one for one in options if "selected" in one.attrib] or options[: "multiple" not in choice.attrib]
            sent += [(choice.get("name") or "", one.get("value", "")) for one in chosen]
        return sent

    @staticmethod
    def _counts(field: Element) -> bool:
        kind = field.get("type")
        unticked = kind in ("checkbox", "radio") and "checked" not in field.attrib
        return bool(field.get("name")) and kind not in ("file", "submit") and not unticked
