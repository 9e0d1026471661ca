"""Every word first, then part of the question; near spellings, synonyms, localities: the same on both engines."""

import pytest

from portal.database import db, writing
from portal.models.base.search_words import Locality, SynonymGroup
from portal.queries.base import search
from portal.queries.base.search import Answers
from portal.rules.base.states import SearchKind, Visibility, WordKind
from portal.services.base import reference_data
from tests.factories import World
from tests.partner_factories import index
from tests.statements import statements

PUBLIC, STAFF = Visibility.PUBLIC, Visibility.STAFF


def asked(text: str, reader: Visibility = PUBLIC) -> Answers:
    return search.search(text, reader, [SearchKind.PARTNER])


def found(text: str, reader: Visibility = PUBLIC) -> list[str]:
    return [hit.title for hit in asked(text, reader).hits]


def keep(*words: str, kind: WordKind = WordKind.SYNONYM) -> None:
    with writing() as session:
        session.add(SynonymGroup(kind=kind, words=" ; ".join(words)))


@pytest.fixture
def cards(world: World) -> World:
    for name, description, visibility in (
        ("Alpha", "garantie locative et énergie", PUBLIC),
        ("Beta", "garantie du bail", PUBLIC),
        ("Gamma", "énergie, énergie, énergie", PUBLIC),
        ("Delta", "chauffage au mazout", PUBLIC),
        ("Epsilon", "transit discret", STAFF),
    ):
        index(world, world.partner(name, description=description, visibility=visibility))
    return world


def test_what_answers_every_word_comes_before_what_answers_a_part(cards: World) -> None:
    hits = asked("garantie énergie").hits

    assert [(hit.title, hit.whole) for hit in hits] == [("Alpha", True), ("Beta", False), ("Gamma", False)]


def test_three_whole_answers_are_enough(cards: World) -> None:
    for name in ("Zeta", "Eta"):
        index(cards, cards.partner(name, description="garantie énergie"))

    assert sorted(found("garantie énergie")) == ["Alpha", "Eta", "Zeta"]


def test_a_rare_word_counts_more_than_a_common_one(cards: World) -> None:
    for number in range(30):
        index(cards, cards.partner(f"Commun {number:02}", description="énergie"))

    assert found("énergie mazout chien")[0] == "Delta"


def test_a_page_is_never_empty_while_a_word_is_known(cards: World) -> None:
    answers = asked("chien mazout")

    assert [hit.title for hit in answers.hits] == ["Delta"]
    assert [term.words for term in answers.missed] == [("chien",)]


def test_nothing_at_all_is_nothing(cards: World) -> None:
    assert asked("chien").hits == () and asked("'\"*").hits == () and asked(" ") == Answers()


def test_words_of_three_letters_are_met_whole(world: World) -> None:
    index(world, world.partner("Premier", description="risque"))
    index(world, world.partner("Second", description="le RIS"))

    assert found("RIS") == ["Second"]


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("garrantie", "garantie", "Alpha"),
        ("garrantie mazout", "garantie mazout", "Delta"),
        ("enregie", "energie", "Alpha"),
        ("garrantie chien", "garantie", "Alpha"),
    ],
)
def test_a_slip_is_read_as_the_nearest_word_that_finds(cards: World, typed: str, meant: str, first: str) -> None:
    answers = asked(typed)

    assert (answers.meant, answers.hits[0].title) == (meant, first)
    assert [hit.title for hit in answers.hits] == found(meant)


@pytest.mark.parametrize(
    "typed", ["chien", "mariage", "disscret", "xyzxyzxyz", "gar", "garrantie@example.org", "garrantie 12"]
)
def test_what_is_a_word_or_near_nothing_that_the_reader_finds_is_not_read_otherwise(cards: World, typed: str) -> None:
    assert asked(typed).meant == ""


def test_a_word_of_what_is_kept_from_the_reader_is_never_proposed(cards: World) -> None:
    assert asked("disscret").meant == "" and asked("disscret", STAFF).meant == "discret"


def test_a_form_finds_another(cards: World) -> None:
    assert found("baux") == ["Beta"]
    assert found("énergies") == found("energie")


def test_a_change_of_the_words_counts_at_once(cards: World) -> None:
    assert found("dépôt") == []
    keep("garantie", "dépôt")
    assert found("dépôt") == ["Alpha", "Beta"]
    with writing() as session:
        session.delete(session.scalars(db.select(SynonymGroup)).one())
    assert found("dépôt") == []


def test_what_was_typed_comes_before_what_means_the_same(cards: World) -> None:
    keep("énergie", "mazout")

    assert found("mazout")[0] == "Delta"
    assert set(found("mazout")) == {"Alpha", "Gamma", "Delta"}


def test_a_lead_leads_one_way(cards: World) -> None:
    keep("mazout", "poêle", kind=WordKind.LEAD)
    index(cards, cards.partner("Poêlier", description="un poêle"))

    assert set(found("poêle")) == {"Delta", "Poêlier"}
    assert found("mazout") == ["Delta"]


def test_a_section_and_a_postcode_lead_to_their_commune(cards: World) -> None:
    commune = cards.municipality()
    with writing() as session:
        session.add(Locality(name="Jumet", postcode="6040", municipality_nis=commune.nis))
    index(cards, cards.partner("Tout Charleroi"))
    index(cards, cards.partner("Antenne", description="à Jumet"))

    assert found("Jumet") == ["Antenne", "Tout Charleroi"]
    assert set(found("6040")) == {"Antenne", "Tout Charleroi"}
    assert found("Charleroi") == ["Tout Charleroi"]


def test_an_expression_is_answered_in_part_by_its_words(cards: World) -> None:
    keep("garantie de revenus", "GRAPA")

    answers = asked("garantie de revenus")

    assert [(hit.title, hit.whole) for hit in answers.hits] == [("Alpha", False), ("Beta", False)]


def test_the_first_words_are_put_once_and_what_staff_removed_stays_away(world: World) -> None:
    reference_data.ensure()
    with writing() as session:
        kept = session.scalars(db.select(SynonymGroup)).all()
        assert {kind: sum(group.kind is kind for group in kept) for kind in WordKind} == {
            WordKind.SYNONYM: 80,
            WordKind.ACRONYM: 47,
            WordKind.LEAD: 9,
        }
        session.delete(kept[0])
    reference_data.ensure()

    assert db.session.scalar(db.select(db.func.count()).select_from(SynonymGroup)) == 135


@pytest.mark.parametrize("text", ["énergie", "garrantie énergie", "chien", "garantie de revenus"])
def test_a_search_takes_five_statements_at_most(cards: World, text: str) -> None:
    with statements(cards.app) as made:
        search.search(text, PUBLIC)

    assert len([one for one in made if one.lstrip().upper().startswith(("SELECT", "WITH", "INSERT"))]) <= 5


ODD = [
    "'\"*():&|!<->",
    "NEAR(garantie, énergie)",
    "folded_title : garantie",
    "garantie:*A",
    "x" * 5_000,
    "a " * 500,
    "\x00garantie",
]


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_the_search(cards: World, text: str) -> None:
    assert all(hit.title in {"Alpha", "Beta", "Gamma", "Delta"} for hit in asked(text).hits)


def test_a_question_of_twelve_expressions_over_large_groups_is_answered(cards: World) -> None:
    letters = "abcdefghijkl"
    for one in letters:
        keep(f"sens {one}{one}{one}", *(f"lieu {one}{other} voisin" for other in letters), "mazout")

    answers = asked(" ".join(f"sens {one}{one}{one}" for one in letters))

    assert [hit.title for hit in answers.hits] == ["Delta"]
    assert (len(answers.terms), answers.hits[0].whole) == (24, True)
