"""The one search: partners, sheets and workshops, as far as the reader may see them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from portal.database import db, search_index
from portal.database.search_index import Within
from portal.models.library.toolkits import Sheet
from portal.models.network.partners import Partner
from portal.models.planning.workshops import Workshop
from portal.queries.base import near_words
from portal.queries.base.search_words import Vocabulary, vocabulary
from portal.rules.base.search_terms import Term, search_terms, weak_terms
from portal.rules.base.states import SearchKind, Visibility
from portal.rules.base.visibility import levels

EVERY_KIND = tuple(SearchKind)
SHOWN = 50
ENOUGH = 3
IN_PART = 10
NO_SLIP = re.compile(r"[\d@]")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, with what its link needs; `whole` when it answers every word."""

    kind: SearchKind
    object_id: int
    title: str
    slug: str
    summary: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found, kind by kind, best first; `totals` count also what is past the first fifty.

    `meant` is the question in words that all find something, where one that was typed is no word we know; `missed` are
    the terms that nothing answers.
    """

    hits: tuple[Hit, ...] = ()
    totals: tuple[tuple[SearchKind, int], ...] = ()
    terms: tuple[Term, ...] = ()
    missed: tuple[Term, ...] = ()
    meant: str = ""

    def of(self, kind: SearchKind) -> tuple[Hit, ...]:
        """The hits of one kind."""
        return tuple(hit for hit in self.hits if hit.kind is kind)

    def total(self, kind: SearchKind) -> int:
        """How many objects of one kind answer."""
        return dict(self.totals).get(kind, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """The ids that answer, before their rows are read."""

    ids: tuple[tuple[SearchKind, int, bool], ...] = ()
    totals: tuple[tuple[SearchKind, int], ...] = ()
    missed: tuple[Term, ...] = ()


def search(text: str, reader: Visibility, kinds: Collection[SearchKind] = EVERY_KIND) -> Answers:
    """What answers `text` and this reader may see: at most five statements.

    Of each kind what answers every word; where that is fewer than three, also what answers some of them, by how many
    and how rare they are. Accents, case, elisions, plurals, feminines and what means the same do not matter; a word
    that finds nothing and that French does not know is read as the nearest word that finds. Nothing but signs finds
    nothing.
    """
    if not text.strip():
        return Answers()
    words, revision = vocabulary()
    terms = _terms(text, words)
    found, meant = _found(terms, reader, kinds), ""
    if nearer := _nearer(text, found.missed, words, (revision, reader)):
        better = _terms(nearer, words)
        again = _found(better, reader, kinds)
        if len(again.missed) < len(found.missed):
            terms, found = better, again
            meant = " ".join(word for term in better if _is_met(term, again) for word in term.words)
    shown = _rows(found.ids)
    hits = [
        Hit(kind, number, *shown[kind, number], whole) for kind, number, whole in found.ids if (kind, number) in shown
    ]
    return Answers(tuple(hits), found.totals, tuple(terms), found.missed, meant)


def _is_met(term: Term, found: Found) -> bool:
    return not term.weak and term not in found.missed


def terms_of(text: str) -> list[Term]:
    """What is searched for, with the words staff keep; no statement when nothing was typed."""
    return _terms(text, vocabulary()[0]) if text.strip() else []


def _terms(text: str, words: Vocabulary) -> list[Term]:
    """The terms that an answer holds, then the weak ones: the words of expressions, for answers in part."""
    terms = search_terms(text, words.meaning)
    return [*terms, *weak_terms(terms, words.meaning)]


def found_ids(terms: Sequence[Term], reader: Visibility, kinds: Collection[SearchKind]) -> list[tuple[SearchKind, int]]:
    """The kind and id of what answers every one of these terms; one statement, none without a term."""
    if not terms:
        return []
    within = Within([kind.value for kind in kinds], levels(reader))
    every = search_index.matching(db.session.connection().dialect.name, terms, within)
    whole = (
        select(every)
        .where(every.c.answered == search_index.wanted(terms))
        .order_by(every.c.score.desc(), every.c.number)
    )
    return [(SearchKind(row.kind), row.number) for row in db.session.execute(whole)]


def ids_among(
    terms: Sequence[Term], reader: Visibility, key: InstrumentedAttribute[int], conditions: Sequence[Any]
) -> list[int]:
    """The ids of partners that answer these terms and meet the conditions of the page, best first: one statement.

    As `search` finds them: those that answer every term, and where they are fewer than three, some that answer less.
    """
    if not terms:
        return []
    within = Within([SearchKind.PARTNER.value], levels(reader))
    every = search_index.matching(db.session.connection().dialect.name, terms, within)
    whole = (every.c.answered == search_index.wanted(terms)).label("whole")
    statement = select(key, whole).join(every, every.c.number == key).where(*conditions)
    rows = db.session.execute(statement.order_by(whole.desc(), every.c.score.desc(), key)).all()
    return [row[0] for row in _enough([(row[0], bool(row.whole)) for row in rows])]


def _enough(rows: Sequence[Any]) -> Sequence[Any]:
    """Of rows whose last value says whether they answer every term, best first: those worth showing."""
    whole = [row for row in rows if row[-1]]
    return whole if len(whole) >= ENOUGH else [*rows][: max(len(whole), IN_PART)]


def _found(terms: Sequence[Term], reader: Visibility, kinds: Collection[SearchKind]) -> Found:
    """One statement; none without a term."""
    if not terms:
        return Found()
    within = Within([kind.value for kind in kinds], levels(reader), SHOWN)
    rows = db.session.execute(search_index.ranked(db.session.connection().dialect.name, terms, within)).all()
    answered = {row.number for row in rows if not row.kind}
    missed = tuple(term for place, term in enumerate(terms) if place not in answered and not term.weak)
    of_kind = {kind: sorted((row for row in rows if row.kind == kind.value), key=_place) for kind in kinds}
    best = {
        kind: _enough([(row, row.answered == search_index.wanted(terms)) for row in of_kind[kind]]) for kind in kinds
    }
    ids = tuple((kind, row.number, whole) for kind, found in best.items() for row, whole in found)
    totals = tuple((kind, _total(found)) for kind, found in best.items())
    return Found(ids, totals, missed)


def _place(row: Any) -> int:
    return int(row.place)


def _total(found: Sequence[Any]) -> int:
    """How many there are in all: of what answers only in part, as many as are shown."""
    whole = next((row.total for row, whole in found if whole), 0)
    return int(whole) + sum(not whole for _row, whole in found)


def _nearer(text: str, missed: Sequence[Term], words: Vocabulary, read: tuple[str, Visibility]) -> str:
    """The question with the nearest words for those that nothing answers; empty when none is near.

    A number and a mail address are no slips.
    """
    if NO_SLIP.search(text):
        return ""
    doubtful = [term.words[0] for term in missed if not term.known and near_words.doubtful(term.words[0])]
    return near_words.nearer(text, doubtful, words.expressions, *read) if doubtful else ""


def _rows(found: Sequence[tuple[SearchKind, int, bool]]) -> dict[tuple[SearchKind, int], tuple[str, str, str]]:
    """Title, slug and summary of everything found, in one statement."""
    ids: dict[SearchKind, list[int]] = {}
    for kind, row_id, _whole in found:
        ids.setdefault(kind, []).append(row_id)
    if not ids:
        return {}
    rows = db.session.execute(union_all(*(_shown(kind, wanted) for kind, wanted in ids.items())))
    return {(SearchKind(kind), row_id): (title, slug, summary) for kind, row_id, title, slug, summary in rows}


def _shown(kind: SearchKind, ids: Sequence[int]) -> Select[str, int, str, str, str]:
    name = cast(literal(kind.value), String).label("kind")
    match kind:
        case SearchKind.PARTNER:
            columns = select(name, Partner.id, Partner.name, Partner.slug, Partner.description)
            return columns.where(Partner.id.in_(ids))
        case SearchKind.SHEET:
            return select(name, Sheet.id, Sheet.title, Sheet.slug, Sheet.summary).where(Sheet.id.in_(ids))
        case SearchKind.WORKSHOP:
            columns = select(name, Workshop.id, Workshop.title, Workshop.slug, Workshop.summary)
            return columns.where(Workshop.id.in_(ids))
