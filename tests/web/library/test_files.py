"""Files under their stable addresses."""

import pytest

from portal.documents.base import uploads
from portal.models.library.toolkits import Count
from portal.rules.base.states import CountKind, Visibility
from portal.services.base import files
from portal.services.library import attachments
from tests import sheet_factories as make
from tests.checked_client import CheckedClient
from tests.documents.files import picture, written_pdf
from tests.factories import World


def address(file: object, name: str = "liste.txt") -> str:
    return f"/fichiers/{file.stable_id}/{name}"  # type: ignore[attr-defined]


def test_a_text_leaves_as_an_attachment_that_no_browser_guesses_about(client: CheckedClient, world: World) -> None:
    file = make.attachment(world, make.published(world))

    with client.get(address(file)) as response:
        assert response.data == b"- bail\n"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"] == "attachment; filename=liste.txt"
        assert response.mimetype == "text/plain"


@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [(written_pdf(), "guide.pdf", "application/pdf"), (picture("PNG"), "plan.png", "image/png")],
)
def test_a_pdf_or_an_image_opens_in_the_browser(
    client: CheckedClient, world: World, content: bytes, name: str, mime: str
) -> None:
    file = make.attachment(world, make.published(world), content, name)

    with client.get(address(file, name)) as response:
        assert response.headers["Content-Disposition"] == f"inline; filename={name}"
        assert response.mimetype == mime


def test_a_browser_that_has_the_newest_version_is_told_so(client: CheckedClient, world: World) -> None:
    file = make.attachment(world, make.published(world))
    with client.get(address(file)) as first:
        assert first.headers["Cache-Control"] == "public, no-cache"
        tag = first.headers["ETag"]

    with client.get(address(file), headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_the_same_address_gives_the_newest_version(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)
    with world.app.app_context():
        attachments.replace(file.stable_id, sheet.id, uploads.inspect(b"neuf\n", "neuf.txt"), None)

    with client.get(address(file)) as response:
        assert response.data == b"neuf\n"
        assert "neuf.txt" in response.headers["Content-Disposition"]


def test_an_older_version_opens_for_the_team_only(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)
    with world.app.app_context():
        attachments.replace(file.stable_id, sheet.id, uploads.inspect(b"neuf\n", "neuf.txt"), None)

    old = f"{address(file)}?version=1"
    assert make.content_of(client, old) == b"neuf\n"
    assert make.content_of(client.sign_in(world.token_of(world.staff())), old) == b"- bail\n"


@pytest.mark.parametrize("typed", ["9" * 20, "x", "-1", ""])
def test_a_version_that_is_no_number_gives_the_newest(client: CheckedClient, world: World, typed: str) -> None:
    file = make.attachment(world, make.published(world))
    client.sign_in(world.token_of(world.staff()))

    assert make.content_of(client, f"{address(file)}?version={typed}") == b"- bail\n"


def test_the_file_of_a_draft_is_for_the_team(client: CheckedClient, world: World) -> None:
    file = make.attachment(world, make.draft(world))

    assert client.get(address(file)).status_code == 404
    with client.sign_in(world.token_of(world.staff())).get(address(file)) as response:
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"


def test_a_file_of_the_network_asks_a_visitor_to_sign_in(client: CheckedClient, world: World) -> None:
    file = make.attachment(world, make.published(world, visibility=Visibility.NETWORK), b"secret\n")

    response = client.get(address(file))

    assert response.status_code == 403
    assert "/connexion?next=/fichiers/" in response.get_data(as_text=True)
    assert b"secret" not in response.data


def test_a_removed_or_unknown_file_is_not_found(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)
    with world.app.app_context():
        attachments.remove(file.stable_id, sheet.id, None)

    assert client.get(address(file)).status_code == 404
    assert client.get("/fichiers/00000000/liste.txt").status_code == 404
    assert client.get("/fichiers/../../secret_key").status_code == 404


def test_a_file_that_left_the_disk_is_not_found_rather_than_a_crash(client: CheckedClient, world: World) -> None:
    file = make.attachment(world, make.published(world), b"unique en son genre\n")
    with world.app.app_context():
        files.path_of(uploads.inspect(b"unique en son genre\n", "a.txt").sha256).unlink()

    assert client.get(address(file)).status_code == 404


def test_a_download_is_counted_and_a_check_of_freshness_is_not(client: CheckedClient, world: World) -> None:
    file = make.attachment(world, make.published(world))
    with client.get(address(file)) as first:
        tag = first.headers["ETag"]
    client.get(address(file), headers={"If-None-Match": tag}).close()

    assert [(row.object_kind, row.object_id, row.kind, row.n) for row in world.all(Count)] == [
        ("attachment", file.id, CountKind.DOWNLOAD, 1)
    ]
