"""Staff write a sheet: text, preview, files, themes, publishing."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.models.library.toolkits import Attachment, Revision, Sheet, Toolkit
from portal.rules.base.states import ContentStatus, Visibility
from tests import sheet_factories as make
from tests.checked_client import CheckedClient
from tests.documents.files import written_pdf
from tests.factories import World


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def typed(sheet: Sheet, **values: str) -> dict[str, str]:
    text = {"title": sheet.title, "summary": "Résumé.", "body": "## Titre\n\nTexte."}
    return {"version": str(sheet.version), **text, **values}


def test_the_pages_are_for_the_team(client: CheckedClient, world: World) -> None:
    sheet = make.draft(world)
    addresses = ["/gestion/fiches", f"/gestion/fiches/{sheet.slug}", f"/gestion/fiches/{sheet.slug}/apercu"]

    assert [client.get(address).status_code for address in addresses] == [303, 303, 303]
    client.sign_in(world.token_of(world.coordinator(world.partner())))
    assert [client.get(address).status_code for address in addresses] == [403, 403, 403]


def test_the_list_shows_every_sheet_with_its_state(staff: CheckedClient, world: World) -> None:
    make.draft(world, "En chantier")
    make.published(world, "En ligne")

    page = staff.get("/gestion/fiches").get_data(as_text=True)

    assert "En chantier" in page
    assert "Jamais publiée" in page
    assert "En ligne" in page


def test_a_sheet_is_begun_written_previewed_and_published(staff: CheckedClient, world: World) -> None:
    theme = world.theme()
    kit = make.toolkit(world, "Recherche")

    begun = {"title": "Le bail", "summary": "Signer sans surprise.", "toolkit": kit.id, "themes": theme.id}
    assert staff.post("/gestion/fiches/nouvelle", data=begun).location == "/gestion/fiches/le-bail"
    sheet = world.all(Sheet)[0]
    staff.post("/gestion/fiches/le-bail", data=typed(sheet, body="## Avant de signer\n\nLire."))
    assert "<h2>Avant de signer</h2>" in staff.get("/gestion/fiches/le-bail/apercu").get_data(as_text=True)
    published = {"version": "2", "note": "Première version."}
    answer = staff.post("/gestion/fiches/le-bail/publier", data=published)

    assert (answer.status_code, answer.location) == (303, "/fiches/le-bail")
    assert "<h2>Avant de signer</h2>" in staff.get("/fiches/le-bail").get_data(as_text=True)
    assert 'href="/fiches/le-bail"' in staff.get("/boite-a-outils/recherche").get_data(as_text=True)


def test_a_sheet_without_a_title_says_what_to_do_and_keeps_the_rest(staff: CheckedClient, world: World) -> None:
    response = staff.post("/gestion/fiches/nouvelle", data={"title": " ", "summary": "Mon résumé", "toolkit": 0})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Donnez un titre" in page
    assert "Mon résumé" in page
    assert world.all(Sheet) == []


def test_the_preview_button_shows_what_is_typed_and_saves_nothing(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    response = staff.post(f"/gestion/fiches/{sheet.slug}/apercu", data=typed(sheet, body="## Essai\n\n<b>x</b>"))

    page = response.get_data(as_text=True)
    assert "<h2>Essai</h2>" in page
    assert "<b>x</b>" not in page
    assert world.all(Revision)[0].body == make.BODY


def test_the_live_preview_is_a_fragment(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)
    data = {"csrf_token": staff.csrf_token(), **typed(sheet, body="## Essai")}

    response = FlaskClient.open(
        staff,
        f"/gestion/fiches/{sheet.slug}/apercu",
        method="POST",
        data=data,
        headers={"HX-Request": "true"},
    )

    assert response.get_data(as_text=True).strip().endswith('<div class="prose"><h2>Essai</h2>\n</div>')


def test_the_second_of_two_editors_keeps_her_text_and_sees_the_other(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)
    make.redraft(world, sheet, "Le texte de Lise.")

    response = staff.post(f"/gestion/fiches/{sheet.slug}", data=typed(sheet, body="Le texte de Tom."))

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Rien n’est écrasé" in page
    assert "Le texte de Tom." in page
    assert "Le texte de Lise." in page
    assert 'name="version" type="hidden" value="2"' in page
    assert world.all(Revision)[0].body == "Le texte de Lise."


def test_a_text_of_ten_megabytes_is_refused_and_changes_nothing(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    response = staff.post(f"/gestion/fiches/{sheet.slug}", data=typed(sheet, body="a" * 10_000_000))

    assert response.status_code in (413, 422)
    assert world.all(Revision)[0].body == make.BODY


def test_publishing_without_a_note_asks_for_one(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    response = staff.post(f"/gestion/fiches/{sheet.slug}/publier", data={"version": "1", "note": ""})

    assert response.status_code == 422
    assert "Dites en une phrase ce qui change" in response.get_data(as_text=True)
    assert world.get(Sheet, sheet.id).status is ContentStatus.DRAFT


def test_themes_readers_and_validity_are_set(staff: CheckedClient, world: World) -> None:
    theme = world.theme()
    sheet = make.draft(world)
    wanted = {"version": "1", "themes": theme.id, "visibility": "network", "valid_until": "2027-12-31"}

    assert staff.post(f"/gestion/fiches/{sheet.slug}/classement", data=wanted).status_code == 303

    saved = world.get(Sheet, sheet.id)
    assert (saved.visibility, str(saved.valid_until)) == (Visibility.NETWORK, "2027-12-31")
    page = staff.get(f"/gestion/fiches/{sheet.slug}/classement").get_data(as_text=True)
    assert f'checked id="themes-0" name="themes" type="checkbox" value="{theme.id}"' in page


def test_a_date_that_is_none_is_told(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)
    wanted = {"version": "1", "visibility": "public", "valid_until": "31/31/2027"}

    assert staff.post(f"/gestion/fiches/{sheet.slug}/classement", data=wanted).status_code == 422


def test_a_sheet_leaves_the_site_and_comes_back(staff: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    away = {"version": str(sheet.version)}

    assert staff.post(f"/gestion/fiches/{sheet.slug}/archiver", data=away).status_code == 303
    assert staff.get(f"/fiches/{sheet.slug}").status_code == 404
    back = {"version": str(sheet.version + 1)}
    assert staff.post(f"/gestion/fiches/{sheet.slug}/remettre", data=back).status_code == 303
    assert staff.get(f"/fiches/{sheet.slug}").status_code == 200


def test_a_button_of_an_old_page_does_nothing(staff: CheckedClient, world: World) -> None:
    sheet = make.published(world)

    assert staff.post(f"/gestion/fiches/{sheet.slug}/archiver", data={"version": "1"}).status_code == 409
    assert staff.post(f"/gestion/fiches/{sheet.slug}/archiver", data={"version": "x"}).status_code == 409
    assert world.get(Sheet, sheet.id).status is ContentStatus.PUBLISHED


def sent(content: bytes, name: str, **values: str) -> dict[str, object]:
    return {"upload": FileStorage(BytesIO(content), name), "title": "Liste", "kind": "checklist", **values}


def sent_whole(staff: CheckedClient, sheet: Sheet, fields: dict[str, object]) -> TestResponse:
    """Posted as bytes: the test client's own encoder leaves a temporary file open for a large one."""
    boundary, body = encode_multipart({"csrf_token": staff.csrf_token(), **fields})
    kind = f"multipart/form-data; boundary={boundary}"
    return staff.post(f"/gestion/fiches/{sheet.slug}/fichiers", data=body, content_type=kind)


def test_a_file_is_attached_and_opens_at_its_address(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    answer = staff.post(f"/gestion/fiches/{sheet.slug}/fichiers", data=sent(written_pdf(), "Ma Liste.pdf"))

    assert answer.status_code == 303
    file = world.all(Attachment)[0]
    page = staff.get(f"/gestion/fiches/{sheet.slug}/fichiers").get_data(as_text=True)
    assert f"/fichiers/{file.stable_id}/ma-liste.pdf" in page
    assert make.content_of(staff, f"/fichiers/{file.stable_id}/ma-liste.pdf") == written_pdf()


REFUSED = {
    "empty": (b"", "liste.txt", 422, "Ce fichier est vide"),
    "program": (b"MZ\x90", "liste.exe", 422, "Ce type de fichier n’est pas accepté"),
    "misnamed": (b"%PDF-1.7 x", "liste.png", 422, "ne correspond pas à son nom"),
    "broken": (b"%PDF-1.7 x", "liste.pdf", 422, "est abîmé"),
    "large": (b"a" * (20 * 1024 * 1024 + 1), "liste.txt", 413, "Ce fichier dépasse 20"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_kept_is_refused_in_words_and_the_form_stays(
    staff: CheckedClient, world: World, case: str
) -> None:
    content, name, status, told = REFUSED[case]
    sheet = make.draft(world)

    response = sent_whole(staff, sheet, sent(content, name, title="Mon titre"))

    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert told in page
    assert 'value="Mon titre"' in page
    assert world.all(Attachment) == []


def test_a_form_without_a_file_asks_for_one(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    response = staff.post(f"/gestion/fiches/{sheet.slug}/fichiers", data={"title": "x", "kind": "guide"})

    assert response.status_code == 422
    assert "Choisissez un fichier" in response.get_data(as_text=True)


def test_a_request_far_beyond_the_limit_is_refused(staff: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    response = sent_whole(staff, sheet, sent(b"a" * (45 * 1024 * 1024), "a.txt"))

    assert response.status_code == 413
    assert "trop lourd" in response.get_data(as_text=True)


def test_a_file_is_replaced_and_removed(staff: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)
    place = f"/gestion/fiches/{sheet.slug}/fichiers/{file.stable_id}"

    newer = {f"{file.stable_id}-upload": (BytesIO(b"neuf\n"), "neuf.txt")}
    assert staff.post(f"{place}/remplacer", data=newer).status_code == 303
    assert make.content_of(staff, f"/fichiers/{file.stable_id}/liste.txt") == b"neuf\n"
    assert staff.post(f"{place}/retirer").status_code == 303
    assert staff.get(f"/fichiers/{file.stable_id}/liste.txt").status_code == 404


def test_a_replacement_that_is_refused_keeps_the_version_there_was(staff: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)
    wrong = {f"{file.stable_id}-upload": (BytesIO(b"%PDF-1.7"), "faux.txt")}

    response = staff.post(f"/gestion/fiches/{sheet.slug}/fichiers/{file.stable_id}/remplacer", data=wrong)

    assert response.status_code == 422
    assert "ne correspond pas à son nom" in response.get_data(as_text=True)
    assert make.content_of(staff, f"/fichiers/{file.stable_id}/liste.txt") == b"- bail\n"


def test_an_unknown_sheet_is_not_found(staff: CheckedClient) -> None:
    for part in ("", "/apercu", "/classement", "/publier", "/fichiers"):
        assert staff.get(f"/gestion/fiches/inconnue{part}").status_code == 404


def test_the_toolkit_of_the_button_is_chosen_already(staff: CheckedClient, world: World) -> None:
    kit: Toolkit = make.toolkit(world, "Recherche")

    page = staff.get(f"/gestion/fiches/nouvelle?boite={kit.id}").get_data(as_text=True)

    assert f'<option selected value="{kit.id}">Recherche</option>' in page
