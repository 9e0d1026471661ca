"""The seventeen practical sheets of the demo, written in portal/cli/demo_content/sheets/."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from portal import clock
from portal.cli.demo.files import FILES, DemoFile
from portal.database import db
from portal.documents.base import uploads
from portal.models.library.toolkits import Sheet
from portal.models.network.partners import Theme
from portal.rules.base.states import Visibility
from portal.services.library import attachments, sheets
from portal.services.library.attachments import NewAttachment
from portal.services.library.sheets import Classification, NewSheet, Publication

FOLDER = Path(__file__).parent / "content" / "sheets"
DAYS_IN_MONTH = 30.5


@dataclass(frozen=True, slots=True)
class DemoSheet:
    """A sheet to load: `toolkit` counts from 1, `position` within it; `files` are attached to it."""

    toolkit: int
    position: int
    title: str
    summary: str
    themes: tuple[str, ...]
    valid_until_months: int
    body: str
    files: tuple[DemoFile, ...]


def read_demo_sheets() -> list[DemoSheet]:
    """Every sheet of the folder, in the order of the toolkits."""
    return sorted((_read(path) for path in FOLDER.glob("*.md")), key=lambda sheet: (sheet.toolkit, sheet.position))


def load(toolkit_ids: Sequence[int], actor_id: int) -> None:
    """Write and publish every sheet into its toolkit (the first id is toolkit 1), with its files."""
    themes = {theme.code: theme.id for theme in db.session.scalars(select(Theme))}
    for sheet in read_demo_sheets():
        _load(sheet, toolkit_ids[sheet.toolkit - 1], themes, actor_id)


def _read(path: Path) -> DemoSheet:
    """A sheet from its file: `key: value` lines, an empty line, then Markdown."""
    head, _blank, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    toolkit, position, _rest = path.stem.split("-", 2)
    names = [name for name in facts.get("attachments", "").split(", ") if name]
    return DemoSheet(
        toolkit=int(toolkit),
        position=int(position),
        title=facts["title"],
        summary=facts["summary"],
        themes=tuple(facts["themes"].split(", ")),
        valid_until_months=int(facts["valid_until_months"]),
        body=body.strip(),
        files=tuple(FILES[name] for name in names),
    )


def _load(sheet: DemoSheet, toolkit_id: int, themes: Mapping[str, int], actor_id: int) -> None:
    theme_ids = tuple(themes[code] for code in sheet.themes)
    slug = sheets.create(NewSheet(sheet.title, actor_id, sheet.summary, sheet.body, theme_ids, toolkit_id))
    sheet_id = db.session.scalars(select(Sheet.id).where(Sheet.slug == slug)).one()
    for file in sheet.files:
        upload = uploads.inspect(file.content(), file.name)
        attachments.attach(NewAttachment(sheet_id, file.title, file.kind, upload, actor_id))
    until = clock.today().fromordinal(clock.today().toordinal() + round(sheet.valid_until_months * DAYS_IN_MONTH))
    sheets.classify(Classification(sheet_id, 1, theme_ids, Visibility.PUBLIC, until, actor_id))
    sheets.publish(Publication(sheet_id, 2, "Première version.", actor_id))
