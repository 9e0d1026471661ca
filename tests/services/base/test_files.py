"""Files on disk: whole or not at all, one content once, the newest version served."""

from pathlib import Path

import pytest
from flask import Flask

from portal.documents.base import uploads
from portal.models.library.toolkits import AttachmentVersion
from portal.queries.library.sheets import served_file, sheet_page
from portal.rules.base.states import Visibility
from portal.rules.refusals import NotFound
from portal.rules.refusals.library import KeptForPartners
from portal.services.base import files
from portal.services.library import attachments
from tests import sheet_factories as make
from tests.factories import World

TEXT = uploads.inspect(b"- bail\n", "liste.txt")
PUBLIC = Visibility.PUBLIC


def kept(app: Flask) -> list[Path]:
    return sorted(path for path in (app.config["PORTAL"].home / "files").rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def empty_folder(app: Flask) -> None:
    for path in kept(app):
        path.unlink()


def test_a_file_lies_under_its_digest(app: Flask) -> None:
    files.keep(TEXT)

    path = app.config["PORTAL"].home / "files" / TEXT.sha256[:2] / TEXT.sha256
    assert kept(app) == [path]
    assert path.read_bytes() == b"- bail\n"


def test_the_same_content_is_kept_once(app: Flask) -> None:
    files.keep(TEXT)
    files.keep(TEXT)

    assert len(kept(app)) == 1


def test_the_newest_version_is_served_at_the_same_address(world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet, b"ancien\n")

    newer = uploads.inspect(b"nouveau\n", "autre-nom.txt")
    attachments.replace(file.stable_id, sheet.id, newer, None)

    assert served_file(file.stable_id, PUBLIC).link.filename == "autre-nom.txt"
    assert len(world.all(AttachmentVersion)) == 2


def test_older_versions_are_for_staff(world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet, b"ancien\n", "ancien.txt")
    attachments.replace(file.stable_id, sheet.id, uploads.inspect(b"nouveau\n", "nouveau.txt"), None)

    assert served_file(file.stable_id, Visibility.STAFF, 1).link.filename == "ancien.txt"
    assert served_file(file.stable_id, PUBLIC, 1).link.filename == "nouveau.txt"


def test_a_file_follows_the_readers_of_its_sheet(world: World) -> None:
    drafted = make.attachment(world, make.draft(world))
    network = make.attachment(world, make.published(world, "Réseau", visibility=Visibility.NETWORK))
    staff = make.attachment(world, make.published(world, "Équipe", visibility=Visibility.STAFF))

    with pytest.raises(NotFound):
        served_file(drafted.stable_id, Visibility.NETWORK)
    with pytest.raises(KeptForPartners):
        served_file(network.stable_id, PUBLIC)
    with pytest.raises(NotFound):
        served_file(staff.stable_id, Visibility.NETWORK)
    assert served_file(network.stable_id, Visibility.NETWORK).public is False
    assert served_file(drafted.stable_id, Visibility.STAFF).public is False


def test_a_removed_file_is_served_to_nobody(world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)

    attachments.remove(file.stable_id, sheet.id, None)

    with pytest.raises(NotFound):
        served_file(file.stable_id, Visibility.STAFF)
    assert sheet_page(sheet.slug, PUBLIC).files == ()


def test_a_removed_file_takes_no_new_version(world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet)
    attachments.remove(file.stable_id, sheet.id, None)

    with pytest.raises(NotFound):
        attachments.replace(file.stable_id, sheet.id, TEXT, None)


def test_a_file_of_another_sheet_is_not_touched(world: World) -> None:
    sheet, other = make.published(world), make.published(world, "Autre")
    file = make.attachment(world, sheet)

    with pytest.raises(NotFound):
        attachments.remove(file.stable_id, other.id, None)
    with pytest.raises(NotFound):
        attachments.replace(file.stable_id, other.id, TEXT, None)
