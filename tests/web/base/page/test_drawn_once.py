"""Parts of templates that are drawn once: kept under all that they show, and never under less."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from jinja2 import TemplateSyntaxError
from markupsafe import Markup

from portal import clock
from portal.models.planning.workshops import Venue
from portal.rules.base.permissions import Actor
from portal.web.base.page import drawn_once
from portal.web.base.page.drawn_once import NotAValue

NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Card:
    """A value to show."""

    title: str
    seats: int = 1


@dataclass
class Changing:
    """Not frozen: it may change while it is kept."""

    title: str


@dataclass(frozen=True, slots=True)
class Passing:
    """Equal to another, and yet it says something else a moment later."""

    ends_at: datetime

    @property
    def coming(self) -> bool:
        return self.ends_at > clock.now()


class Drawings:
    """Draws a template, and counts how often its filter `drawn` was asked: once for each time a part is drawn."""

    def __init__(self, app: Flask) -> None:
        self.app, self.count = app, 0
        app.jinja_env.filters["drawn"] = self._count

    def _count(self, value: Any) -> Any:
        self.count += 1
        return value

    def draw(self, source: str, **values: Any) -> str:
        with self.app.test_request_context("/"):
            return self.app.jinja_env.from_string(source).render(**values)


@pytest.fixture
def drawings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Drawings:
    monkeypatch.setattr(drawn_once.DrawnOnce, "kept", drawn_once.Memo(10_000))
    return Drawings(app)


def test_a_part_is_drawn_once_for_equal_values(drawings: Drawings) -> None:
    source = "{% once %}{{ card.title|drawn }}{% endonce %}"
    assert [drawings.draw(source, card=Card("a")), drawings.draw(source, card=Card("a"))] == ["a", "a"]
    assert drawings.count == 1


def test_a_part_is_drawn_anew_for_any_other_value(drawings: Drawings) -> None:
    source = "{% once %}{{ card.title }} {{ card.seats }} {{ place }}{% endonce %}"
    card = Card("a")
    shown = [
        drawings.draw(source, card=one, place=place)
        for one, place in ((card, "x"), (replace(card, seats=2), "x"), (card, "y"), (card, "x"))
    ]
    assert shown == ["a 1 x", "a 2 x", "a 1 y", "a 1 x"]


def test_values_that_equal_others_of_another_kind_are_not_taken_for_them(drawings: Drawings) -> None:
    assert [drawings.draw("{% once %}{{ value }}{% endonce %}", value=value) for value in (True, 1, 1.0)] == [
        "True",
        "1",
        "1.0",
    ]


def test_a_name_set_only_in_some_cases_is_drawn_by_its_case(drawings: Drawings) -> None:
    source = "{% once %}{% if open %}{% set word = place %}{{ word }}{% else %}-{% endif %}{% endonce %}"
    assert [drawings.draw(source, open=open_, place="x") for open_ in (True, False, True)] == ["x", "-", "x"]


def test_a_part_inside_another_is_kept_by_itself(drawings: Drawings) -> None:
    inner = "{% once %}{{ card.title|drawn }}{% endonce %}"
    source = "{% once %}{{ name }}{% for card in cards %}" + inner + "{% endfor %}{% endonce %}"
    assert drawings.draw(source, name="1", cards=(Card("a"), Card("b"))) == "1ab"
    assert drawings.draw(source, name="2", cards=(Card("b"), Card("a"))) == "2ba"
    assert drawings.count == 2


def test_text_is_escaped_as_everywhere(drawings: Drawings) -> None:
    source = "{% autoescape true %}{% once %}{{ word }}{% endonce %}{% endautoescape %}"
    assert drawings.draw(source, word="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    "value",
    [Markup("<b>"), Venue(name="Salle"), Changing("a"), ["a"], (Card("a"), Changing("b")), len, Passing(NOON)],
    ids=["HTML", "a row", "not frozen", "a list", "deep inside", "a function", "by the clock"],
)
def test_what_is_no_plain_value_is_refused(drawings: Drawings, value: Any) -> None:
    with pytest.raises((NotAValue, TypeError)):
        drawings.draw("{% once %}{{ value }}{% endonce %}", value=value)


def test_the_viewer_is_refused(app: Flask, drawings: Drawings) -> None:
    """As templates have it: a name that stands for somebody else in the next request."""
    with app.test_request_context("/"):
        page: dict[str, Any] = {}
        app.update_template_context(page)
    assert isinstance(page["viewer"]._get_current_object, object)
    with pytest.raises(NotAValue):
        drawings.draw("{% once %}{{ viewer.signed_in }}{% endonce %}", viewer=page["viewer"])


@pytest.mark.parametrize("words", ["{{ may(Action.MANAGE) }}", "{{ request.path }}", "{{ get_flashed_messages() }}"])
def test_what_every_template_has_and_changes_is_refused(drawings: Drawings, words: str) -> None:
    with pytest.raises((NotAValue, TypeError)):
        drawings.draw("{% once %}" + words + "{% endonce %}")


@pytest.mark.parametrize("words", ["{{ moment|time_left }}", "{% set request = 1 %}", "{{ caller() }}"])
def test_what_could_not_be_kept_does_not_compile(drawings: Drawings, words: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawings.draw("{% once %}" + words + "{% endonce %}")


def test_the_names_of_an_included_file_are_found(app: Flask, drawings: Drawings) -> None:
    """`_answer.html` shows whether the viewer manages: two viewers, two drawings."""
    part = app.jinja_env.extensions["portal.web.base.page.drawn_once.DrawnOnce"]
    parsed = app.jinja_env.parse('{% include "planning/sessions/_answer.html" %}')
    assert {"card", "page", "manages", "first", "teaches"} <= part._used(parsed)  # type: ignore[attr-defined] # what is tested


def test_an_actor_is_a_value(drawings: Drawings) -> None:
    """Where a view gives one on purpose, it is compared like any other."""
    source = "{% once %}{{ actor.name }}{% endonce %}"
    assert [drawings.draw(source, actor=Actor(name=name)) for name in ("Lise", "Yanis")] == ["Lise", "Yanis"]
