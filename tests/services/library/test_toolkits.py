"""Arranging toolkits."""

import pytest

from portal.models.library.toolkits import Sheet, Toolkit, ToolkitEntry
from portal.queries.library import editing
from portal.queries.library.toolkits import toolkit, toolkits, whole_sheets
from portal.rules.base.states import ContentStatus, Visibility
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.library import toolkits as services
from portal.services.library.toolkits import ToolkitText
from tests import sheet_factories as make
from tests.factories import World

PUBLIC = Visibility.PUBLIC


@pytest.fixture
def three(world: World) -> list[Sheet]:
    return [make.published(world, title) for title in ("Un", "Deux", "Trois")]


def order(kit: Toolkit) -> list[str]:
    return [sheet.title for sheet in editing.edited_toolkit(kit.slug).sheets]


@pytest.fixture
def kit(world: World, three: list[Sheet]) -> Toolkit:
    return make.toolkit(world, "Boîte", *(sheet.id for sheet in three))


def test_sheets_stand_in_the_order_they_were_added(kit: Toolkit) -> None:
    assert order(kit) == ["Un", "Deux", "Trois"]
    assert [sheet.title for sheet in toolkit(kit.slug, PUBLIC).sheets] == ["Un", "Deux", "Trois"]


@pytest.mark.parametrize(
    ("which", "step", "after"),
    [
        (2, -1, ["Un", "Trois", "Deux"]),
        (0, 1, ["Deux", "Un", "Trois"]),
        (0, -1, ["Un", "Deux", "Trois"]),
        (2, 1, ["Un", "Deux", "Trois"]),
        (2, -2, ["Trois", "Un", "Deux"]),
    ],
)
def test_a_sheet_moves_and_never_past_an_end(
    kit: Toolkit, three: list[Sheet], which: int, step: int, after: list[str]
) -> None:
    services.move_sheet(kit.id, three[which].id, step, None)

    assert order(kit) == after


def test_a_sheet_added_twice_stands_once(world: World, kit: Toolkit, three: list[Sheet]) -> None:
    services.add_sheet(kit.id, three[0].id, None)

    assert order(kit) == ["Un", "Deux", "Trois"]
    assert len(world.all(ToolkitEntry)) == 3


def test_a_sheet_taken_out_still_exists(world: World, kit: Toolkit, three: list[Sheet]) -> None:
    services.remove_sheet(kit.id, three[1].id, None)

    assert order(kit) == ["Un", "Trois"]
    assert len(world.all(Sheet)) == 3


def test_a_sheet_that_is_not_in_the_toolkit_is_not_found(world: World, kit: Toolkit) -> None:
    stranger = make.published(world, "Ailleurs")

    with pytest.raises(NotFound):
        services.remove_sheet(kit.id, stranger.id, None)
    with pytest.raises(NotFound):
        services.add_sheet(kit.id, 999, None)


def test_the_second_of_two_editors_is_told(world: World, kit: Toolkit) -> None:
    services.edit(kit.id, kit.version, ToolkitText("Boîte", "Le texte de Lise."), None)

    with pytest.raises(EditedMeanwhile):
        services.edit(kit.id, kit.version, ToolkitText("Boîte", "Le texte de Tom."), None)

    assert world.get(Toolkit, kit.id).intro == "Le texte de Lise."


def test_the_slug_follows_the_title_until_it_is_online(world: World) -> None:
    slug = services.create(ToolkitText("Premier"), None)
    row = world.all(Toolkit, slug=slug)[0]

    assert services.edit(row.id, 1, ToolkitText("Second"), None) == "second"
    services.set_status(row.id, 2, ContentStatus.PUBLISHED, None)
    assert services.edit(row.id, 3, ToolkitText("Troisième"), None) == "second"


def test_a_workshop_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        services.create(ToolkitText("Boîte", workshop_id=99), None)


def test_only_published_toolkits_are_read(world: World) -> None:
    services.create(ToolkitText("Brouillon"), None)
    make.toolkit(world, "Archivée", status=ContentStatus.ARCHIVED)
    make.toolkit(world, "En ligne")

    assert [one.title for one in toolkits(Visibility.STAFF)] == ["En ligne"]


def test_a_reader_gets_the_sheets_that_are_for_them_and_the_number_of_the_others(world: World) -> None:
    rows = [
        make.published(world, "Pour tous"),
        make.published(world, "Réseau", visibility=Visibility.NETWORK),
        make.published(world, "Équipe", visibility=Visibility.STAFF),
        make.draft(world, "Brouillon"),
    ]
    kit = make.toolkit(world, "Boîte", *(row.id for row in rows))

    def seen(reader: Visibility) -> tuple[list[str], int]:
        card = toolkit(kit.slug, reader)
        return [sheet.title for sheet in card.sheets], card.kept

    assert seen(PUBLIC) == (["Pour tous"], 1)
    assert seen(Visibility.NETWORK) == (["Pour tous", "Réseau"], 0)
    assert seen(Visibility.STAFF) == (["Pour tous", "Réseau", "Équipe"], 0)
    assert [page.title for page in whole_sheets(kit.id, PUBLIC)] == ["Pour tous"]
