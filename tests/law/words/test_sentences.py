"""Every refusal has its sentence and every code its word."""

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest
from flask import Flask

from portal.rules.base import states
from portal.rules.refusals import Refusal
from portal.web.base.page.labels import labels
from portal.web.messages import SENTENCES

# Never shown to anybody: the iTIP method of a message, and what a count counts.
NEVER_SHOWN = {"CalendarMethod", "CountKind"}


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield of
    for kind in of.__subclasses__():
        yield from refusals(kind)


@pytest.fixture
def told(app: Flask) -> Iterator[dict[str, str]]:
    with app.test_request_context():
        yield {code: str(text) for code, text in SENTENCES.items()}


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in refusals()]

    assert sorted(codes) == sorted(set(codes))


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal(told: dict[str, str]) -> None:
    assert {kind.code for kind in refusals()} == set(told)


def test_every_sentence_ends_as_a_sentence_in_french_typography(told: dict[str, str]) -> None:
    assert [code for code, text in told.items() if not re.search(r"[.!?…]$", text)] == []
    assert [code for code, text in told.items() if "'" in text or re.search(r"[^\u202f\u00a0%\w][?!;:]", text)] == []


def test_every_code_that_a_page_shows_has_a_word(app: Flask) -> None:
    kinds = {kind for kind in vars(states).values() if isinstance(kind, type) and issubclass(kind, StrEnum)}
    with app.test_request_context():
        words = labels()

    shown = {kind for kind in kinds if kind.__name__ not in NEVER_SHOWN} - {StrEnum}
    missing = [code for kind in shown for code in kind if (kind, code.value) not in words]
    assert missing == []
    assert all(words.values())
