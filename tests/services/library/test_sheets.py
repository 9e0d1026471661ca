"""Writing sheets: drafts, publishing, the lock between two editors, the search."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.models.base.journal import Event
from portal.models.library.toolkits import Revision, Sheet
from portal.queries.base import search
from portal.queries.library.sheets import sheet_page
from portal.queries.library.toolkits import toolkit
from portal.rules.base.states import ContentStatus, SearchKind, Visibility
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.library import ChangeNoteMissing, NeverPublished, NothingToPublish, SheetIncomplete
from portal.services.library import sheets
from portal.services.library.sheets import Classification, Draft, NewSheet, Publication
from portal.services.upkeep import reindexing
from tests import sheet_factories as make
from tests.factories import World

PUBLIC = Visibility.PUBLIC


def found(text: str, reader: Visibility = PUBLIC) -> list[int]:
    return [row for _kind, row in search.found_ids(search.terms_of(text), reader, [SearchKind.SHEET])]


def save(sheet: Sheet, body: str, *, version: int, title: str = "", actor_id: int | None = None) -> str:
    text = Draft(sheet.id, version, title or sheet.title, "Résumé.", body, actor_id)
    return sheets.save_draft(text)


def test_a_new_sheet_is_a_draft_that_no_reader_finds(world: World) -> None:
    sheet = make.draft(world)

    assert sheet.status is ContentStatus.DRAFT
    with pytest.raises(NotFound):
        sheet_page(sheet.slug, Visibility.STAFF)


def test_a_published_sheet_shows_its_text_its_note_and_its_day(world: World) -> None:
    sheet = make.published(world)

    page = sheet_page("points-de-priorite", PUBLIC)

    assert (page.id, page.body, page.note, page.revised_on) == (
        sheet.id,
        make.BODY,
        "Première version.",
        clock.today(),
    )


def test_the_published_text_stays_online_while_the_next_is_a_draft(world: World) -> None:
    sheet = make.published(world)

    save(sheet, "Nouveau texte.", version=sheet.version, title="Autre titre")

    page = sheet_page(sheet.slug, PUBLIC)
    assert (page.title, page.body) == ("Points de priorité", make.BODY)


def test_publishing_the_draft_replaces_the_text_and_keeps_the_old_one_as_a_revision(world: World) -> None:
    sheet = make.published(world)
    save(sheet, "Nouveau texte.", version=sheet.version)

    sheets.publish(Publication(sheet.id, sheet.version + 1, "Règles de 2027.", None))

    assert sheet_page(sheet.slug, PUBLIC).body == "Nouveau texte."
    assert [row.change_note for row in world.all(Revision)] == ["Première version.", "Règles de 2027."]


def test_lists_and_search_take_the_new_title_at_publication_only(world: World) -> None:
    sheet = make.published(world)
    kit = make.toolkit(world, "Boîte", sheet.id)
    save(sheet, "Texte.", version=sheet.version, title="Précompte")

    assert [card.title for card in toolkit(kit.slug, PUBLIC).sheets] == ["Points de priorité"]
    sheets.publish(Publication(sheet.id, sheet.version + 1, "Nouveau titre.", None))

    assert [card.title for card in toolkit(kit.slug, PUBLIC).sheets] == ["Précompte"]
    assert found("precompte") == [sheet.id]


def test_the_slug_follows_the_title_until_the_first_publication(world: World) -> None:
    sheet = make.draft(world, "Premier titre")

    assert save(sheet, "Texte.", version=1, title="Second titre") == "second-titre"


def test_the_slug_of_a_published_sheet_stays(world: World) -> None:
    sheet = make.published(world, "Premier titre")

    assert save(sheet, "Texte.", version=sheet.version, title="Second titre") == "premier-titre"


def test_two_sheets_of_one_title_have_two_slugs(world: World) -> None:
    assert [make.draft(world, "Le bail").slug for _ in range(3)] == ["le-bail", "le-bail-2", "le-bail-3"]


def test_a_sheet_never_takes_the_address_of_the_page_that_begins_one(world: World) -> None:
    assert make.draft(world, "Nouvelle").slug == "nouvelle-2"


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(world: World) -> None:
    sheet = make.draft(world)
    save(sheet, "Le texte de Lise.", version=1)

    with pytest.raises(EditedMeanwhile):
        save(sheet, "Le texte de Tom.", version=1)

    assert world.all(Revision)[0].body == "Le texte de Lise."


def test_classifying_or_publishing_what_changed_meanwhile_is_refused(world: World) -> None:
    sheet = make.draft(world)
    save(sheet, "Le texte de Lise.", version=1)

    with pytest.raises(EditedMeanwhile):
        sheets.classify(Classification(sheet.id, 1, (), PUBLIC, None, None))
    with pytest.raises(EditedMeanwhile):
        sheets.publish(Publication(sheet.id, 1, "Note.", None))


@pytest.mark.parametrize("note", ["", "  "])
def test_publishing_asks_for_a_note(world: World, note: str) -> None:
    sheet = make.draft(world)

    with pytest.raises(ChangeNoteMissing):
        sheets.publish(Publication(sheet.id, 1, note, None))


@pytest.mark.parametrize("values", [{"body": ""}, {"summary": ""}])
def test_a_sheet_without_text_or_summary_is_not_published(world: World, values: dict[str, str]) -> None:
    sheet = make.draft(world, **values)

    with pytest.raises(SheetIncomplete):
        sheets.publish(Publication(sheet.id, 1, "Note.", None))


def test_publishing_twice_finds_nothing_to_publish(world: World) -> None:
    sheet = make.published(world)

    with pytest.raises(NothingToPublish):
        sheets.publish(Publication(sheet.id, sheet.version, "Note.", None))


def test_dropping_a_draft_leaves_what_is_online(world: World) -> None:
    sheet = make.published(world)
    save(sheet, "Nouveau texte.", version=sheet.version)

    sheets.drop_draft(sheet.id, sheet.version + 1, None)

    assert [row.body for row in world.all(Revision)] == [make.BODY]


@pytest.mark.parametrize("online", [False, True])
def test_the_only_text_of_a_sheet_is_not_dropped(world: World, online: bool) -> None:
    sheet = make.published(world) if online else make.draft(world)

    with pytest.raises(NothingToPublish):
        sheets.drop_draft(sheet.id, sheet.version, None)


def test_an_archived_sheet_leaves_the_readers_and_comes_back(world: World) -> None:
    sheet = make.published(world)

    sheets.archive(sheet.id, sheet.version, None)
    with pytest.raises(NotFound):
        sheet_page(sheet.slug, Visibility.STAFF)
    assert found("priorite") == []

    sheets.restore(sheet.id, sheet.version + 1, None)
    assert sheet_page(sheet.slug, PUBLIC).id == sheet.id
    assert found("priorite") == [sheet.id]


def test_a_sheet_that_was_never_published_does_not_come_back(world: World) -> None:
    sheet = make.draft(world)

    with pytest.raises(NeverPublished):
        sheets.restore(sheet.id, 1, None)


def test_themes_readers_and_validity_take_effect_at_once(world: World) -> None:
    theme = world.theme()
    sheet = make.published(world)
    until = date(2027, 1, 31)

    sheets.classify(Classification(sheet.id, sheet.version, (theme.id,), Visibility.NETWORK, until, None))

    page = sheet_page(sheet.slug, Visibility.NETWORK)
    assert (page.theme_codes, page.valid_until) == ({theme.code}, until)
    assert found("priorite") == []
    assert found("priorite", Visibility.NETWORK) == [sheet.id]


def test_the_search_knows_the_published_text_and_not_the_draft(world: World) -> None:
    sheet = make.published(world, body="Le précompte immobilier.")
    save(sheet, "La garantie locative.", version=sheet.version)

    assert found("précompte") == [sheet.id]
    assert found("garantie") == []


def test_reindexing_finds_the_same(world: World) -> None:
    sheet = make.published(world, body="Le précompte immobilier.")
    make.attachment(world, sheet, title="Checklist humidité")
    make.draft(world, "Brouillon", "Le précompte immobilier.")

    assert reindexing.reindex_all() == 1

    assert found("precompte") == found("humidite") == [sheet.id]


def test_each_change_is_in_the_journal_with_who_made_it(world: World) -> None:
    editor = world.staff()
    sheet = make.draft(world)
    save(sheet, "Texte.", version=1, actor_id=editor.id)
    sheets.publish(Publication(sheet.id, 2, "Note.", editor.id))

    told = [(event.verb, event.actor_id, event.reason) for event in world.all(Event)]
    assert told == [("created", None, ""), ("saved_draft", editor.id, ""), ("published", editor.id, "Note.")]


def test_a_sheet_for_a_toolkit_that_is_not_there_is_refused_whole(world: World) -> None:
    with pytest.raises(NotFound):
        sheets.create(NewSheet("Titre", None, toolkit_id=99))

    assert world.all(Sheet) == []


def test_the_last_valid_day_is_valid(world: World) -> None:
    sheet = make.published(world, valid_until=clock.today())
    gone = make.published(world, "Autre", valid_until=clock.today() - timedelta(days=1))

    assert sheet_page(sheet.slug, PUBLIC).validity == "ending"
    assert sheet_page(gone.slug, PUBLIC).validity == "expired"
