"""A PDF that a screen reader can read is told from those that only look so."""

from collections.abc import Callable

import pytest

from portal.documents.base.pdf_reading import facts_of
from portal.documents.base.uploads import inspect
from portal.rules.refusals.base import FileUnreadable
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


def nested_pdf(levels: int) -> bytes:
    """Two kilobytes of drawings, each of which draws the next one ten times."""
    drawn = [b"<</F %d 0 R>>" % number for number in range(5, 5 + levels)]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject %s>>>>" % drawn[0]
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    objects.append(b"<</Length 5>>stream\n/F Do\nendstream")
    for place in range(levels):
        last = place == levels - 1
        body = b"" if last else b"/F Do " * 10
        below = b"" if last else b"/Resources<</XObject %s>>" % drawn[place + 1]
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>" % (below, len(body))
        objects.append(head + b"stream\n" + body + b"\nendstream")
    parts = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + parts + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF" % (len(objects) + 1)


def test_a_pdf_of_drawings_without_end_is_unreadable_and_holds_nobody_up() -> None:
    assert not facts_of(nested_pdf(3)).has_text
    with pytest.raises(FileUnreadable):
        facts_of(nested_pdf(12))
