"""Keeping the words that lead a search. They are read with each question: the index is not touched."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.database import lock_row, writing
from portal.models.base.search_words import Locality, SynonymGroup
from portal.models.network.partners import Municipality
from portal.rules.base.search_terms import words_of
from portal.rules.base.states import WordKind
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.library.synonyms import split
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.network import LocalityTaken, WordsTooFew
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Shown:
    """The row that a page was drawn with, and its version."""

    row_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Words:
    """A group as staff type it: expressions with semicolons, commas or lines between them."""

    kind: WordKind
    typed: str


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a commune."""

    name: str
    postcode: str
    municipality_nis: str


def keep_group(actor_id: int, words: Words, shown: Shown | None = None) -> int:
    """Add a group of words, or replace the one shown; returns its id.

    Raises WordsTooFew, EditedMeanwhile, NotFound.
    """
    expressions: dict[str, str] = {}
    for expression in split(words.typed):
        expressions.setdefault(" ".join(words_of(expression)), expression)
    expressions.pop("", None)
    if len(expressions) < 2:
        raise WordsTooFew
    with writing() as session:
        group = _group(session, shown)
        before = group.words or ""
        group.kind, group.words = words.kind, " ; ".join(expressions.values())
        session.add(group)
        session.flush()
        told = Entry(Verb.KEPT_WORDS, ObjectKind.SEARCH_WORDS, group.id, before=before, after=group.words)
        record(session, actor_id, told)
        return group.id


def remove_group(actor_id: int, group_id: int) -> None:
    """Take a group away; from the next question on it counts no more. Raises NotFound."""
    with writing() as session:
        group = lock_row(session, SynonymGroup, group_id)
        session.delete(group)
        record(session, actor_id, Entry(Verb.REMOVED_WORDS, ObjectKind.SEARCH_WORDS, group_id, before=group.words))


def keep_locality(actor_id: int, place: Place, shown: Shown | None = None) -> int:
    """Add a locality, or replace the one shown; returns its id.

    Raises LocalityTaken, EditedMeanwhile, NotFound (also of the commune).
    """
    with writing() as session:
        if session.get(Municipality, place.municipality_nis) is None:
            raise NotFound
        locality = _locality(session, shown)
        locality.name, locality.postcode = place.name, place.postcode
        locality.municipality_nis = place.municipality_nis
        _flush(session, locality)
        told = Entry(Verb.KEPT_WORDS, ObjectKind.LOCALITY, locality.id, after=f"{place.postcode} {place.name}")
        record(session, actor_id, told)
        return locality.id


def remove_locality(actor_id: int, locality_id: int) -> None:
    """Take a locality away. Raises NotFound."""
    with writing() as session:
        locality = lock_row(session, Locality, locality_id)
        session.delete(locality)
        told = Entry(Verb.REMOVED_WORDS, ObjectKind.LOCALITY, locality_id, before=locality.name)
        record(session, actor_id, told)


def _group(session: Session, shown: Shown | None) -> SynonymGroup:
    if shown is None:
        return SynonymGroup(version=1)
    group = lock_row(session, SynonymGroup, shown.row_id)
    if group.version != shown.version:
        raise EditedMeanwhile
    group.version += 1
    return group


def _locality(session: Session, shown: Shown | None) -> Locality:
    if shown is None:
        return Locality(version=1)
    locality = lock_row(session, Locality, shown.row_id)
    if locality.version != shown.version:
        raise EditedMeanwhile
    locality.version += 1
    return locality


def _flush(session: Session, locality: Locality) -> None:
    """Two at once meet in the constraint."""
    same = select(Locality.id).where(Locality.name == locality.name, Locality.postcode == locality.postcode)
    with session.no_autoflush:
        if session.scalar(same.where(Locality.id != (locality.id or 0))) is not None:
            raise LocalityTaken
    session.add(locality)
    try:
        session.flush()
    except IntegrityError as error:
        raise LocalityTaken from error
