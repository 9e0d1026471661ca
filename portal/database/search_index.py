"""The engine's own full-text index over `search_entries`: FTS5 on SQLite, a tsvector column on PostgreSQL."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    Subquery,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.engine import Connection

from portal.models.base.search import SearchEntry
from portal.rules.base.search_terms import Phrase, Term, fts5_query, tsquery
from portal.rules.base.states import Visibility


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its column, the letter that PostgreSQL knows it by, what a word in it is worth."""

    column: str
    letter: str
    weight: int


PARTS = (
    Part("folded_title", "A", 20),
    Part("folded_summary", "B", 8),
    Part("folded_body", "C", 2),
    Part("folded_files", "D", 1),
)
# What was typed is worth more than what means the same, and a desk in Jumet, wherever its card says so, more than the
# name of Charleroi in a title; a single word of an expression is worth little.
TYPED, MEANT, LED, WEAK = 12, 7, 1, 2
# A term that one object answers counts 47, one that a hundred answer 8, one that thousands answer nothing.
RARE, COMMON = 1_000, 20


@dataclass(frozen=True, slots=True)
class Within:
    """What is searched: kinds, the levels that the reader may read, and how many are wanted of each kind."""

    kinds: Sequence[str]
    levels: Sequence[Visibility]
    most: int = 0


Held = tuple[Any, ColumnElement[bool]]
Find = Callable[[Sequence[Phrase], Part], Held]


def create(connection: Connection) -> None:
    """Create the index on an empty schema."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE search_fts USING fts5("
            "folded_title, folded_summary, folded_body, folded_files, prefix='2 3')"
        )
    else:
        connection.exec_driver_sql(
            "ALTER TABLE search_entries ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
            "setweight(to_tsvector('simple', folded_title), 'A') ||"
            "setweight(to_tsvector('simple', folded_summary), 'B') ||"
            "setweight(to_tsvector('simple', folded_body), 'C') ||"
            "setweight(to_tsvector('simple', folded_files), 'D')) STORED"
        )
        connection.exec_driver_sql("CREATE INDEX ix_search_entries_vector ON search_entries USING gin (vector)")


def drop(connection: Connection) -> None:
    """Drop what `create` made."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search_fts")
    else:
        connection.exec_driver_sql("ALTER TABLE search_entries DROP COLUMN vector")


def put_row(connection: Connection, entry: SearchEntry) -> None:
    """Index the flushed `entry`. PostgreSQL works its column out by itself."""
    if connection.dialect.name != "sqlite":
        return
    remove_row(connection, entry.id)
    connection.execute(
        text(
            "INSERT INTO search_fts (rowid, folded_title, folded_summary, folded_body, folded_files)"
            " VALUES (:id, :title, :summary, :body, :files)"
        ),
        {
            "id": entry.id,
            "title": entry.folded_title,
            "summary": entry.folded_summary,
            "body": entry.folded_body,
            "files": entry.folded_files,
        },
    )


def remove_row(connection: Connection, entry_id: int) -> None:
    """Take one entry out of the index."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM search_fts WHERE rowid = :id"), {"id": entry_id})


def remove_strays(connection: Connection) -> None:
    """Take out of the index what is of no entry."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM search_fts WHERE rowid NOT IN (SELECT id FROM search_entries)"))


def ranked(dialect: str, terms: Sequence[Term], within: Within) -> CompoundSelect[Any, Any, Any, Any, Any]:
    """What answers at least one of these terms (one at least), as rows of kind, number, answered, total and score.

    A row with an empty kind is of a term: `number` is its place, `total` how many objects answer it. The others are
    objects, the best `most` of each kind: `answered` is how many of the terms that are not weak, `total` how many
    objects of that kind answer every one of these, or not every, as this one does. Rows come in no order.
    """
    answers = _answers(dialect, terms, within)
    rarity = _rarity(answers)
    objects = _objects(answers, rarity, terms)
    whole = case((objects.c.answered == wanted(terms), 1), else_=0)
    order = (whole.desc(), objects.c.score.desc(), objects.c.number)
    placed = select(
        objects,
        func.count().over(partition_by=(objects.c.kind, whole)).label("total"),
        func.row_number().over(partition_by=objects.c.kind, order_by=order).label("place"),
    ).subquery()
    found = select(placed.c.kind, placed.c.number, placed.c.answered, placed.c.total, placed.c.place)
    of_terms = select(cast(literal(""), String), rarity.c.term, literal(0), rarity.c.objects, literal(0))
    return union_all(found.where(placed.c.place <= within.most), of_terms)


def matching(dialect: str, terms: Sequence[Term], within: Within) -> Subquery:
    """Every object that answers at least one of these terms (one at least): kind, number, answered and score."""
    answers = _answers(dialect, terms, within)
    return _objects(answers, _rarity(answers), terms)


def wanted(terms: Sequence[Term]) -> int:
    """How many terms an object answers that answers all: the weak ones do not count."""
    return sum(not term.weak for term in terms)


def _answers(dialect: str, terms: Sequence[Term], within: Within) -> CTE:
    """For each term the objects that answer it, with the worth of the best place where they do."""
    find = _on_sqlite if dialect == "sqlite" else _on_postgresql
    parts = [part for place, term in enumerate(terms) for part in _parts(find, place, term)]
    somewhere = union_all(*parts).subquery()
    seen = (SearchEntry.object_kind.in_(within.kinds), SearchEntry.visibility.in_(within.levels))
    object_of = (SearchEntry.object_kind.label("kind"), SearchEntry.object_id.label("number"))
    worth = func.max(somewhere.c.worth).label("worth")
    return (
        select(*object_of, somewhere.c.term, worth)
        .join(somewhere, somewhere.c.entry == SearchEntry.id)
        .where(*seen)
        .group_by(*object_of, somewhere.c.term)
        .cte("held")
    )


def _rarity(answers: CTE) -> CTE:
    """Of each term how many objects answer it."""
    return select(answers.c.term, func.count().label("objects")).group_by(answers.c.term).cte("rarity")


def _objects(answers: CTE, rarity: CTE, terms: Sequence[Term]) -> Subquery:
    """Each object once. Its score is whole numbers only, so that both engines rank alike. Strong terms come first."""
    answered = func.sum(case((answers.c.term < wanted(terms), 1), else_=0)).label("answered")
    score = func.sum(answers.c.worth * (literal(RARE) / (rarity.c.objects + COMMON)))
    return (
        select(answers.c.kind, answers.c.number, answered, score.label("score"))
        .join(rarity, rarity.c.term == answers.c.term)
        .group_by(answers.c.kind, answers.c.number)
        .subquery()
    )


def _parts(find: Find, place: int, term: Term) -> Iterator[Select[Any, Any, Any]]:
    """The entries that hold the term, part by part, as it was typed and as what means the same."""
    for phrases, factor in ((term.phrases, TYPED), (term.others, MEANT), (term.leads, LED)):
        for part in PARTS if phrases else ():
            entry, holds = find(phrases, part)
            worth = literal(part.weight * (min(WEAK, factor) if term.weak else factor)).label("worth")
            yield select(literal(place).label("term"), entry.label("entry"), worth).where(holds)


def _on_sqlite(phrases: Sequence[Phrase], part: Part) -> Held:
    index = table("search_fts", column("rowid"))
    match = fts5_query(phrases, part.column)
    return index.c.rowid, literal_column("search_fts").op("MATCH")(match)


def _on_postgresql(phrases: Sequence[Phrase], part: Part) -> Held:
    vector: ColumnElement[Any] = literal_column("search_entries.vector")
    query = func.to_tsquery("simple", tsquery(phrases, part.letter))
    return SearchEntry.id, vector.op("@@")(query)
