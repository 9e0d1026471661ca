"""Reading, for the staff who keep them, the words that lead a search, and those that found nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.database import db
from portal.models.base.search_words import Locality, MissedWord, SynonymGroup
from portal.models.network.partners import Municipality
from portal.rules.base.names import in_order
from portal.rules.base.states import WordKind
from portal.rules.base.words.missed import DAYS_BEFORE_SHOWN
from portal.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A locality in the list."""

    id: int
    name: str
    postcode: str
    commune: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A word that found nothing on several days: a sheet to write, or a synonym to add."""

    word: str
    days: int
    times: int
    last: date


def groups() -> dict[WordKind, list[SynonymGroup]]:
    """Every group by kind, in the order of its first word."""
    found = sorted(db.session.scalars(select(SynonymGroup)), key=lambda group: in_order(group.words))
    return {kind: [group for group in found if group.kind is kind] for kind in WordKind}


def group(group_id: int) -> SynonymGroup:
    """One group. Raises NotFound."""
    found = db.session.get(SynonymGroup, group_id)
    if found is None:
        raise NotFound
    return found


def localities() -> list[PlaceRow]:
    """Every locality, by name."""
    statement = select(Locality.id, Locality.name, Locality.postcode, Municipality.name).join(
        Municipality, Municipality.nis == Locality.municipality_nis
    )
    rows = (PlaceRow(*row) for row in db.session.execute(statement))
    return sorted(rows, key=lambda row: (in_order(row.name), row.postcode))


def locality(locality_id: int) -> Locality:
    """One locality. Raises NotFound."""
    found = db.session.get(Locality, locality_id)
    if found is None:
        raise NotFound
    return found


def communes() -> list[tuple[str, str]]:
    """NIS code and name of every commune, by name."""
    rows = db.session.execute(select(Municipality.nis, Municipality.name)).all()
    return sorted(((row.nis, row.name) for row in rows), key=lambda row: in_order(row[1]))


def missed() -> list[Missed]:
    """The words that found nothing on three different days at least, the most frequent first."""
    days, times = func.count(), func.sum(MissedWord.n)
    statement = select(MissedWord.word, days, times, func.max(MissedWord.day)).group_by(MissedWord.word)
    statement = statement.having(days >= DAYS_BEFORE_SHOWN).order_by(days.desc(), times.desc(), MissedWord.word)
    return [Missed(*row) for row in db.session.execute(statement.limit(100))]
