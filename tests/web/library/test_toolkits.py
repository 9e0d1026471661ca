"""Toolkits as their readers see them: the list, one, all of it to print, all of it as a ZIP."""

import zipfile
from datetime import timedelta
from io import BytesIO

from flask import Flask

from portal import clock
from portal.models.library.toolkits import Count
from portal.rules.base.states import ContentStatus, CountKind, Visibility
from tests import partner_factories as network
from tests import sheet_factories as make
from tests.checked_client import CheckedClient, check_page
from tests.factories import World
from tests.statements import statements_of


def text_of(client: CheckedClient, address: str, status: int = 200) -> str:
    with client.get(address) as response:
        assert response.status_code == status
        return response.get_data(as_text=True)


def archive_of(client: CheckedClient, address: str) -> zipfile.ZipFile:
    with client.get(address) as response:
        assert response.mimetype == "application/zip"
        return zipfile.ZipFile(BytesIO(response.data))


def test_an_empty_list_says_so(client: CheckedClient) -> None:
    assert "Pas encore de boîte à outils" in text_of(client, "/boite-a-outils")


def test_the_list_leads_to_every_published_toolkit_and_sheet(client: CheckedClient, world: World) -> None:
    sheet = make.published(world, "Le bail")
    make.toolkit(world, "En ligne", sheet.id)
    make.toolkit(world, "Archivée", status=ContentStatus.ARCHIVED)

    page = text_of(client, "/boite-a-outils")

    assert 'href="/boite-a-outils/en-ligne"' in page
    assert 'href="/fiches/le-bail"' in page
    assert "Archivée" not in page


def test_a_toolkit_leads_to_its_workshop_its_zip_and_its_print(client: CheckedClient, world: World) -> None:
    workshop = world.workshop("Comment accompagner ?", slug="accompagner")
    sheet = make.published(world)
    make.toolkit(world, "Recherche", sheet.id, workshop_id=workshop.id)

    page = text_of(client, "/boite-a-outils/recherche")

    for address in ("/formations/accompagner", "/boite-a-outils/recherche.zip", "/boite-a-outils/recherche/imprimer"):
        assert f'href="{address}"' in page


def test_a_draft_workshop_is_not_named(client: CheckedClient, world: World) -> None:
    workshop = world.workshop("En préparation", status=ContentStatus.DRAFT)
    make.toolkit(world, "Recherche", workshop_id=workshop.id)

    assert "En préparation" not in text_of(client, "/boite-a-outils/recherche")


def test_a_toolkit_that_is_not_online_does_not_exist(client: CheckedClient, world: World) -> None:
    make.toolkit(world, "Archivée", status=ContentStatus.ARCHIVED)

    for address in ("/boite-a-outils/archivee", "/boite-a-outils/archivee.zip", "/boite-a-outils/archivee/imprimer"):
        text_of(client, address, 404)


def test_a_visitor_is_told_how_many_sheets_a_sign_in_opens(client: CheckedClient, world: World) -> None:
    kept = make.published(world, "Entre nous", visibility=Visibility.NETWORK)
    make.toolkit(world, "Recherche", kept.id)

    page = text_of(client, "/boite-a-outils/recherche")

    assert "1 autre fiche s’ouvre aux partenaires connectés" in page
    assert "Entre nous" not in page


def test_all_sheets_print_on_one_page_each_with_its_partners(client: CheckedClient, world: World) -> None:
    theme = world.theme("arrears", "Impayés")
    partner = world.partner("Médiation de dettes")
    network.theme_of(world, partner, theme.id)
    first = make.published(world, "Le loyer", "## Calcul\n\nTexte.", theme_ids=(theme.id,))
    second = make.published(world, "Le bail", "## Signer\n\nTexte.")
    hidden = make.published(world, "Entre nous", visibility=Visibility.NETWORK)
    make.toolkit(world, "Recherche", second.id, first.id, hidden.id)

    page = text_of(client, "/boite-a-outils/recherche/imprimer")

    assert page.index("Le bail") < page.index("Le loyer")
    assert "<h3>Calcul</h3>" in page
    assert page.count("Médiation de dettes") == 1
    assert "Entre nous" not in page


def test_the_zip_holds_a_summary_the_sheets_and_their_files(client: CheckedClient, world: World) -> None:
    sheet = make.published(world, "Le bail")
    make.attachment(world, sheet, b"- bail\n", "liste.txt")
    hidden = make.published(world, "Entre nous", visibility=Visibility.NETWORK)
    make.attachment(world, hidden, b"secret\n", "secret.txt")
    make.toolkit(world, "Recherche", sheet.id, hidden.id)

    archive = archive_of(client, "/boite-a-outils/recherche.zip")

    assert archive.namelist() == [
        "LISEZMOI.txt",
        "sommaire.html",
        "style.css",
        "fiches/01-le-bail.html",
        "fichiers/liste.txt",
    ]
    assert archive.read("fichiers/liste.txt") == b"- bail\n"
    check_page(archive.read("sommaire.html").decode())
    check_page(archive.read("fiches/01-le-bail.html").decode())


def test_a_sheet_past_its_date_stays_out_of_the_zip_and_is_named(client: CheckedClient, world: World) -> None:
    gone = make.published(world, "Vieux plafonds", valid_until=clock.today() - timedelta(days=1))
    make.toolkit(world, "Recherche", gone.id)

    archive = archive_of(client, "/boite-a-outils/recherche.zip")

    assert [name for name in archive.namelist() if name.startswith("fiches/")] == []
    assert "Vieux plafonds" in archive.read("LISEZMOI.txt").decode("utf-8-sig")


def test_a_zip_is_counted_as_a_download(client: CheckedClient, world: World) -> None:
    kit = make.toolkit(world, "Recherche")
    archive_of(client, "/boite-a-outils/recherche.zip")

    assert [(row.object_kind, row.object_id, row.kind) for row in world.all(Count)] == [
        ("toolkit", kit.id, CountKind.DOWNLOAD)
    ]


def test_every_page_takes_the_same_few_statements_whatever_its_length(
    app: Flask, client: CheckedClient, world: World
) -> None:
    kit = make.toolkit(world, "Recherche", make.published(world, "Un").id)
    addresses = ("/boite-a-outils", f"/boite-a-outils/{kit.slug}", f"/boite-a-outils/{kit.slug}/imprimer")
    few = [len(_selects(app, client, address)) for address in addresses]
    make.toolkit(world, "Autre", *(make.published(world, title).id for title in ("Deux", "Trois", "Quatre")))
    for title in ("Cinq", "Six"):
        make.added(world, kit, make.published(world, title))

    many = [len(_selects(app, client, address)) for address in addresses]

    assert many == few
    assert max(many) <= 5 + 2  # the revision, and after a change the moment of the next (docs/adr/0020)


def _selects(app: Flask, client: CheckedClient, address: str) -> list[str]:
    sent = statements_of(app, lambda: text_of(client, address))
    return [one for one in sent if one.startswith("SELECT")]
