"""The one search: partners, sheets and workshops, as far as the reader may see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import Select, String, cast, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from portal.database import db, search_index
from portal.models.base.search import SearchEntry
from portal.models.library.toolkits import Sheet
from portal.models.network.partners import Partner, Theme
from portal.models.planning.workshops import Workshop
from portal.rules.base.search_terms import Term, search_terms, words_of
from portal.rules.base.states import SearchKind, Visibility
from portal.rules.base.visibility import levels
from portal.rules.library import synonyms

EVERY_KIND = tuple(SearchKind)
SHOWN = 50
ALIKE = 75
SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, with what its link needs."""

    kind: SearchKind
    object_id: int
    title: str
    slug: str
    summary: str


def search(text: str, reader: Visibility, kinds: Collection[SearchKind] = EVERY_KIND, limit: int = SHOWN) -> list[Hit]:
    """What answers every term of `text` and this reader may see, best first; at most three statements.

    Accents, case, elisions, plurals and synonyms do not matter. Nothing but signs finds nothing.
    """
    found = found_ids(terms_of(text), reader, kinds, limit)
    rows = _rows(found)
    return [Hit(kind, row_id, *rows[kind, row_id]) for kind, row_id in found if (kind, row_id) in rows]


def terms_of(text: str) -> list[Term]:
    """What is searched for, with the synonyms staff keep; no statement when nothing was typed."""
    return search_terms(text, groups()) if text.strip() else []


def groups() -> tuple[tuple[str, ...], ...]:
    """Every group of equivalent expressions."""
    rows = db.session.execute(select(Theme.label, Theme.synonyms).order_by(Theme.position, Theme.id))
    return synonyms.groups((row.label, row.synonyms) for row in rows)


def correction(text: str, reader: Visibility) -> str:
    """What was typed in words that are found, when words of themes and titles are near; empty otherwise."""
    titles = db.session.scalars(select(SearchEntry.title).where(SearchEntry.visibility.in_(levels(reader))))
    words = [expression for group in groups() for expression in group]
    return did_you_mean(text, [*words, *titles])


def found_ids(
    terms: Sequence[Term], reader: Visibility, kinds: Collection[SearchKind], limit: int | None = None
) -> list[tuple[SearchKind, int]]:
    """The kind and id of what answers these terms, best first; one statement, none without a term."""
    if not terms:
        return []
    statement = search_index.matching(db.session.connection().dialect.name, terms)
    wanted = [kind.value for kind in kinds]
    columns = statement.selected_columns
    narrowed = statement.where(columns.object_kind.in_(wanted), columns.visibility.in_(levels(reader)))
    rows = db.session.execute(narrowed.limit(limit))
    return [(SearchKind(row.object_kind), row.object_id) for row in rows]


def matching(terms: Sequence[Term], kind: SearchKind, key: InstrumentedAttribute[int]) -> Select[int]:
    """The ids of one kind that answer these terms (at least one), best first, to be narrowed by their table.

    `key` is the primary key of that table; the conditions of the page itself say who sees what.
    """
    statement = search_index.matching(db.session.connection().dialect.name, terms)
    joined = statement.join(key.class_, key == SearchEntry.object_id)
    return joined.where(SearchEntry.object_kind == kind.value).with_only_columns(key)


def nearest(text: str, candidates: Collection[str], limit: int = 3) -> list[str]:
    """The candidates that look most like what was typed, best first; for a search that found nothing."""
    typed = " ".join(words_of(text))
    folded = {candidate: " ".join(words_of(candidate)) for candidate in candidates}
    alike = process.extract(typed, folded, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=limit)
    return [candidate for _folded, _score, candidate in alike] if typed else []


def did_you_mean(text: str, vocabulary: Collection[str]) -> str:
    """What was typed, its unknown words replaced by the nearest known ones; empty when nothing is near."""
    known = sorted({word for phrase in vocabulary for word in words_of(phrase) if len(word) >= SHORTEST_WORD})
    typed = words_of(text)
    better = [_known_word(word, known) for word in typed]
    return " ".join(better) if better != typed else ""


def _known_word(word: str, known: Sequence[str]) -> str:
    if len(word) < SHORTEST_WORD or word in known:
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return str(found[0]) if found else word


def _rows(found: Sequence[tuple[SearchKind, int]]) -> dict[tuple[SearchKind, int], tuple[str, str, str]]:
    """Title, slug and summary of everything found, in one statement."""
    ids: dict[SearchKind, list[int]] = {}
    for kind, row_id in found:
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
