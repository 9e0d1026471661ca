"""The one search finds the same on both engines."""

import pytest
from sqlalchemy import text

from portal.database import db, writing
from portal.queries.base import near_words, search
from portal.rules.base.states import ContentStatus, SearchKind, Visibility
from portal.services.base import reference_data, search_index
from portal.services.base.search_index import Document
from portal.services.network import partners
from portal.services.upkeep import reindexing
from tests.factories import World
from tests.partner_factories import index

PUBLIC = Visibility.PUBLIC


def put(object_id: int, title: str, kind: SearchKind = SearchKind.SHEET, **values: object) -> None:
    visibility = values.pop("visibility", PUBLIC)
    with writing() as session:
        search_index.put(session, Document(kind, object_id, visibility, title, **values))  # type: ignore[arg-type]


def ids(text: str, reader: Visibility = PUBLIC) -> list[int]:
    return [row_id for _kind, row_id in search.found_ids(search.terms_of(text), reader, search.EVERY_KIND)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("energie", {1, 3}),
        ("ÉNERGIES", {1, 3}),
        ("d'énergie", {1, 3}),
        ("l’energie tarif", {1}),
        ("cpas", {2, 4}),
        ("centre public d’action sociale", {2, 4}),
        ("CPAS Gerpinnes", {4}),
        ("logements sociaux", {5}),
        ("coeur", {6}),
        ("loyer", {7}),
        ("rien de tel", set()),
        ("'\"*()&|!:<->", set()),
        ("NEAR OR AND NOT", set()),
    ],
)
def test_both_engines_find_the_same_with_or_without_accents(typed: str, found: set[int]) -> None:
    reference_data.ensure()
    put(1, "Payer l’énergie", body="Le tarif social et les compteurs")
    put(2, "Le CPAS de Charleroi")
    put(3, "Maison de l’Énergie")
    put(4, "Centre public d’action sociale de Gerpinnes")
    put(5, "Le logement social expliqué")
    put(6, "Au cœur du quartier")
    put(7, "Calculer le loyer")

    assert set(ids(typed)) == found


def test_a_title_counts_more_than_a_summary_a_text_or_a_file() -> None:
    put(1, "Rien", files="garantie")
    put(2, "Rien", body="garantie")
    put(3, "Rien", summary="garantie")
    put(4, "La garantie")

    assert ids("garantie") == [4, 3, 2, 1]


def test_an_entry_is_found_by_who_may_see_it_only() -> None:
    for number, level in enumerate(Visibility, start=1):
        put(number, "Guidance", visibility=level)

    assert [sorted(ids("guidance", reader)) for reader in Visibility] == [[1], [1, 2], [1, 2, 3]]


def test_putting_again_replaces_what_was_found_before() -> None:
    put(1, "Ancien titre")
    put(1, "Nouveau titre")

    assert (ids("ancien"), ids("nouveau")) == ([], [1])


def test_what_is_removed_is_no_longer_found_and_removing_twice_is_no_mistake() -> None:
    put(1, "Fiche retirée")
    for _twice in range(2):
        with writing() as session:
            search_index.remove(session, SearchKind.SHEET, 1)

    assert ids("retirée") == []


def test_nothing_of_a_removed_text_stays_in_the_index(engine_name: str) -> None:
    put(1, "Texte à oublier")
    with writing() as session:
        search_index.remove(session, SearchKind.SHEET, 1)

    table = "search_fts" if engine_name == "sqlite" else "search_entries"
    assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_a_change_that_fails_leaves_the_index_as_it_was() -> None:
    put(1, "Titre gardé")
    with pytest.raises(ZeroDivisionError), writing() as session:
        search_index.put(session, Document(SearchKind.SHEET, 1, PUBLIC, "Titre perdu"))
        raise ZeroDivisionError

    assert (ids("gardé"), ids("perdu")) == ([1], [])


def test_a_theme_is_found_under_the_words_staff_keep_with_it(world: World) -> None:
    theme = world.theme("arrears", "Impayés")
    theme.synonyms = "arriérés, dettes de loyer"
    db.session.add(theme)
    db.session.commit()
    put(1, "Impayés : agir tôt")

    assert (ids("arriéré"), ids("dette de loyer")) == ([1], [1])


def test_the_search_gives_the_title_and_the_address_of_each_kind(world: World) -> None:
    partner = index(world, world.partner("Relogeas", description="Recherche de logement"))
    workshop = world.workshop("Accompagner une recherche de logement", status=ContentStatus.PUBLISHED)
    put(workshop.id, workshop.title, SearchKind.WORKSHOP)

    answers = search.search("recherche", PUBLIC)

    assert [(hit.kind, hit.slug, hit.title) for hit in answers.hits] == [
        (SearchKind.PARTNER, partner.slug, "Relogeas"),
        (SearchKind.WORKSHOP, workshop.slug, workshop.title),
    ]
    partners_only = search.search("recherche", PUBLIC, [SearchKind.PARTNER])
    assert [hit.kind for hit in partners_only.hits] == [SearchKind.PARTNER]


def test_an_index_entry_without_its_row_shows_nothing() -> None:
    put(404, "Fiche disparue")

    assert search.search("disparue", PUBLIC).hits == ()


def test_reindexing_fills_the_index_from_what_is_there(world: World) -> None:
    put(404, "Fiche disparue")
    world.partner("Relogeas")
    world.partner("Seule", individual=True)
    world.workshop("Un toit pour tous")

    assert reindexing.reindex_all() == 2
    assert [hit.kind for hit in search.search("toit", PUBLIC).hits] == [SearchKind.WORKSHOP]
    assert ([hit.title for hit in search.search("relogeas", PUBLIC).hits], ids("disparue"), ids("seule")) == (
        ["Relogeas"],
        [],
        [],
    )


def test_names_near_what_was_typed_are_known() -> None:
    assert near_words.nearest("relogeasse", ["Relogeas", "CPAS de Gerpinnes"]) == ["Relogeas"]


def test_every_partner_document_is_given_for_reindexing(world: World) -> None:
    found = [world.partner("Un").id, world.partner("Deux", visibility=Visibility.STAFF).id]
    world.partner("Trois")

    documents = list(partners.search_documents(db.session(), found))

    # In whatever order the database gives them.
    assert {(document.title, document.visibility) for document in documents} == {
        ("Un", Visibility.PUBLIC),
        ("Deux", Visibility.STAFF),
    }
