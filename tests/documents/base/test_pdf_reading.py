"""A PDF that a screen reader can read is told from those that only look so."""

from collections.abc import Callable

import pytest

from portal.documents.base.pdf_reading import facts_of
from portal.documents.base.uploads import inspect
from tests.documents.files import bare_pdf, lying_pdf, scanned_pdf, tagged_scan, written_pdf

SAMPLES: dict[str, tuple[Callable[[], bytes], bool, bool]] = {  # made by, has text, is tagged
    "tagged": (written_pdf, True, True),
    "untagged": (lambda: bare_pdf("Bonjour"), True, False),
    "says so and has no tree": (lying_pdf, True, False),
    "says so and has an empty tree": (lambda: lying_pdf(empty_tree=True), True, False),
    "scanned": (scanned_pdf, False, False),
    "scanned, with a tree around the picture": (tagged_scan, False, False),
}


@pytest.mark.parametrize("case", SAMPLES)
def test_a_pdf_is_tagged_that_says_so_and_has_a_tree_and_words(case: str) -> None:
    made, has_text, tagged = SAMPLES[case]

    facts = facts_of(made())

    assert (facts.has_text, facts.tagged) == (has_text, tagged)


def test_what_is_taken_says_whether_it_is_tagged_of_a_pdf_alone() -> None:
    assert inspect(written_pdf(), "a.pdf").tagged is True
    assert inspect(lying_pdf(), "a.pdf").tagged is False
    assert inspect(b"a", "a.txt").tagged is None
