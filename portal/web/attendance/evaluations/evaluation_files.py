"""What the workbook of an evaluation says, in the words of its page."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.documents.base.spreadsheet import Cell, Table
from portal.queries.attendance.evaluations import EvaluationPage, Results
from portal.rules.attendance.evaluations import BEST, Wave
from portal.rules.base.dates import date_long
from portal.web.attendance.forms.evaluations import degrees, words_of

Line = tuple[Cell, ...]


def workbook(page: EvaluationPage) -> Table:
    """The results that the page shows, one form under the other; sentences in the page's order."""
    notes = (date_long(page.card.starts_at).capitalize(), *(_count(one) for one in page.results if one.shown))
    return Table(
        title=page.card.title,
        notes=notes,
        header=(_("Question"), *degrees()),
        rows=[_whole(row) for one in page.results if one.shown for row in _rows(one)],
        made_at=clock.now(),
    )


def _whole(row: Line) -> Line:
    """As many cells as the header has."""
    return (*row, *(None for _cell in range(1 + BEST - len(row))))


def _count(one: Results) -> str:
    heading = _("Trois mois après") if one.wave is Wave.SECOND else _("Après la séance")
    return f"{heading}, {ngettext('%(num)s réponse', '%(num)s réponses', one.shown)}"


def _rows(one: Results) -> Iterator[Line]:
    asked = words_of(one.questions)
    yield (_count(one),)
    for text, counts in zip(asked.scales, one.scales, strict=False):
        yield (text, *counts)
    yield from _ticks(_("Ce qui a été utile"), asked.useful, one.useful)
    yield from _ticks(_("Ce qui a manqué"), asked.missing, one.missing)
    yield (_("Leurs mots, mélangés"),)
    yield from ((words,) for words in one.words)


def _ticks(heading: str, options: Sequence[str], counts: Sequence[int]) -> Iterator[Line]:
    yield (heading,)
    yield from ((text, counts[place] if place < len(counts) else 0) for place, text in enumerate(options))
