"""Staff keep the words; what found nothing is counted by day, shown after three days and forgotten after ninety."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from portal.database import db, writing
from portal.models.base.journal import Event
from portal.models.base.search_words import Locality, MissedWord, SynonymGroup
from portal.queries.base import kept_words
from portal.rules.base.states import WordKind
from portal.rules.base.verbs import Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.network import LocalityTaken, WordsTooFew
from portal.services.base import missed_words, search_words
from portal.services.base.search_words import Place, Shown, Words
from portal.services.upkeep import retention
from tests.factories import World

MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)


def words(typed: str, kind: WordKind = WordKind.SYNONYM) -> Words:
    return Words(kind, typed)


@pytest.fixture
def staff_id(world: World) -> int:
    return world.staff().id


def kept() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(SynonymGroup.words)))


def test_a_group_is_added_changed_and_removed_and_the_journal_says_so(staff_id: int) -> None:
    group_id = search_words.keep_group(staff_id, words("caution;  garantie\nCaution , dépôt"))
    assert kept() == ["caution ; garantie ; dépôt"]

    search_words.keep_group(staff_id, words("caution ; renon", WordKind.LEAD), Shown(group_id, 1))
    assert kept() == ["caution ; renon"]
    search_words.remove_group(staff_id, group_id)

    assert kept() == []
    verbs = list(
        db.session.scalars(db.select(Event.verb).where(Event.object_kind == "search_words").order_by(Event.id))
    )
    assert verbs == [Verb.KEPT_WORDS, Verb.KEPT_WORDS, Verb.REMOVED_WORDS]


@pytest.mark.parametrize("typed", ["", "caution", "caution ; Caution", "caution ; ?", " ; , ;"])
def test_a_group_of_less_than_two_is_refused(staff_id: int, typed: str) -> None:
    with pytest.raises(WordsTooFew):
        search_words.keep_group(staff_id, words(typed))
    assert kept() == []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(staff_id: int) -> None:
    group_id = search_words.keep_group(staff_id, words("un ; deux"))
    search_words.keep_group(staff_id, words("un ; trois"), Shown(group_id, 1))

    with pytest.raises(EditedMeanwhile):
        search_words.keep_group(staff_id, words("un ; quatre"), Shown(group_id, 1))
    with pytest.raises(NotFound):
        search_words.keep_group(staff_id, words("un ; quatre"), Shown(group_id + 1, 1))
    assert kept() == ["un ; trois"]


def test_a_locality_is_added_once_changed_and_removed(world: World, staff_id: int) -> None:
    nis = world.municipality().nis
    jumet = search_words.keep_locality(staff_id, Place("Jumet", "6040", nis))
    search_words.keep_locality(staff_id, Place("Gilly", "6060", nis))

    with pytest.raises(LocalityTaken):
        search_words.keep_locality(staff_id, Place("Jumet", "6040", nis))
    with pytest.raises(LocalityTaken):
        search_words.keep_locality(staff_id, Place("Gilly", "6060", nis), Shown(jumet, 1))
    with pytest.raises(NotFound):
        search_words.keep_locality(staff_id, Place("Nulle part", "6040", "99999"))
    search_words.keep_locality(staff_id, Place("Jumet-Nord", "6040", nis), Shown(jumet, 1))
    with pytest.raises(EditedMeanwhile):
        search_words.keep_locality(staff_id, Place("Jumet", "6040", nis), Shown(jumet, 1))

    assert [row.name for row in kept_words.localities()] == ["Gilly", "Jumet-Nord"]
    search_words.remove_locality(staff_id, jumet)
    assert list(db.session.scalars(db.select(Locality.name))) == ["Gilly"]


def on(day: datetime, *found_nothing: str) -> None:
    with time_machine.travel(day, tick=False):
        missed_words.count(found_nothing)


def test_a_word_is_shown_after_three_different_days(staff_id: int) -> None:
    for hour in range(5):
        on(MORNING + timedelta(hours=hour), "chien")
    on(MORNING + timedelta(days=1), "chien", "kot")
    assert kept_words.missed() == []

    on(MORNING + timedelta(days=4), "chien")

    [row] = kept_words.missed()
    assert (row.word, row.days, row.times, row.last) == ("chien", 3, 7, date(2026, 11, 20))
    missed_words.drop(staff_id, "chien")
    assert kept_words.missed() == []
    assert list(db.session.scalars(db.select(MissedWord.word))) == ["kot"]


def test_a_day_holds_three_hundred_words_at_most() -> None:
    with writing() as session:
        today = MORNING.date()
        session.add_all(MissedWord(word=f"mot{number}", day=today) for number in range(missed_words.MOST_A_DAY))
    on(MORNING, "chien")
    on(MORNING + timedelta(days=1), "chien")

    assert [str(day) for day in db.session.scalars(db.select(MissedWord.day).where(MissedWord.word == "chien"))] == [
        "2026-11-17"
    ]


def test_a_word_is_forgotten_after_ninety_days(app: Flask) -> None:
    on(MORNING, "chien")
    on(MORNING + timedelta(days=1), "chien", "chat")

    with time_machine.travel(MORNING + timedelta(days=91), tick=False):
        retention.keep_to_terms(0)

    db.session.rollback()
    rows = db.session.execute(db.select(MissedWord.word, MissedWord.day).order_by(MissedWord.word)).all()
    assert [tuple(row) for row in rows] == [("chat", date(2026, 11, 17)), ("chien", date(2026, 11, 17))]
