"""Sheets and toolkits for tests, made as staff make them."""

from typing import Any

from flask.testing import FlaskClient

from portal.documents.base import uploads
from portal.models.library.toolkits import Attachment, Sheet, Toolkit
from portal.rules.base.states import AttachmentKind, ContentStatus, Visibility
from portal.services.library import attachments, sheets, toolkits
from portal.services.library.attachments import NewAttachment
from portal.services.library.sheets import Classification, Draft, NewSheet, Publication
from portal.services.library.toolkits import ToolkitText
from tests.factories import World

BODY = "## Pas à pas\n\n1. Réunir les preuves.\n2. Choisir les quartiers."


def draft(world: World, title: str = "Points de priorité", body: str = BODY, **values: Any) -> Sheet:
    """A sheet that nobody published yet."""
    summary = values.pop("summary", "Qui en reçoit.")
    with world.app.app_context():
        slug = sheets.create(NewSheet(title=title, summary=summary, body=body, actor_id=None, **values))
    return world.all(Sheet, slug=slug)[0]


def published(world: World, title: str = "Points de priorité", body: str = BODY, **values: Any) -> Sheet:
    """A sheet that is online."""
    visibility = values.pop("visibility", Visibility.PUBLIC)
    valid_until = values.pop("valid_until", None)
    sheet = draft(world, title, body, **values)
    with world.app.app_context():
        themes = values.get("theme_ids", ())
        sheets.classify(Classification(sheet.id, 1, themes, visibility, valid_until, None))
        sheets.publish(Publication(sheet.id, 2, "Première version.", None))
    return world.get(Sheet, sheet.id)


def toolkit(world: World, title: str = "Recherche de logement", *sheet_ids: int, **values: Any) -> Toolkit:
    """A published toolkit with these sheets in order."""
    status = values.pop("status", ContentStatus.PUBLISHED)
    with world.app.app_context():
        slug = toolkits.create(ToolkitText(title, **values), None)
        kit = world.all(Toolkit, slug=slug)[0]
        for sheet_id in sheet_ids:
            toolkits.add_sheet(kit.id, sheet_id, None)
        toolkits.set_status(kit.id, 1, status, None)
    return world.get(Toolkit, kit.id)


def attachment(
    world: World, sheet: Sheet, content: bytes = b"- bail\n", name: str = "liste.txt", title: str = "Liste"
) -> Attachment:
    """A file of a sheet."""
    with world.app.app_context():
        upload = uploads.inspect(content, name)
        kind = AttachmentKind.CHECKLIST
        stable_id = attachments.attach(NewAttachment(sheet.id, title, kind, upload, None))
    return world.all(Attachment, stable_id=stable_id)[0]


def redraft(world: World, sheet: Sheet, body: str) -> None:
    """A next text, not published yet."""
    with world.app.app_context():
        sheets.save_draft(Draft(sheet.id, sheet.version, sheet.title, sheet.summary, body, None))


def content_of(client: FlaskClient, address: str) -> bytes:
    """What lies at the address, read to its end and closed."""
    with client.get(address) as response:
        assert response.status_code == 200
        return bytes(response.data)


def added(world: World, kit: Toolkit, sheet: Sheet) -> None:
    """One more sheet, last in the toolkit."""
    with world.app.app_context():
        toolkits.add_sheet(kit.id, sheet.id, None)
