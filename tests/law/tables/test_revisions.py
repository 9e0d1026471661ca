"""Every table is said to be shown on public pages or not; those pages read none that does not raise their revision."""

import re

from flask import Flask
from sqlalchemy import event

from portal.database import db
from portal.database.revisions import UNSEEN
from portal.models.base.base import Base
from tests.factories import World
from tests.law.pages import route_world
from tests.web.base.delivery.anybody import ask, tagged_addresses

SHOWN = {
    "accounts",
    "attachment_versions",
    "attachments",
    "contacts",
    "localities",
    "meetings",
    "municipalities",
    "partner_areas",
    "partner_themes",
    "partners",
    "registrations",
    "relationships",
    "revisions",
    "search_entries",
    "session_trainers",
    "sheet_themes",
    "sheets",
    "sites",
    "synonym_groups",
    "themes",
    "toolkit_entries",
    "toolkits",
    "training_sessions",
    "venues",
    "workshop_themes",
    "workshops",
}
# Read by no page of ours yet, or written so rarely that a renewed revision costs nothing.
RARE = {"agreements"}
READ = re.compile(r"(?:FROM|JOIN|,) \(*\"?([a-z_]+)")


def test_every_table_is_said_to_be_shown_or_not() -> None:
    assert set(Base.metadata.tables) - UNSEEN == SHOWN | RARE
    assert set(Base.metadata.tables) >= UNSEEN


def test_the_pages_that_follow_the_revision_read_only_what_renames_it(app: Flask, world: World) -> None:
    route_world.build(world)
    read: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        read.update(READ.findall(statement.replace("\n", " ")))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        found = {address: ask(app, address) for address in tagged_addresses(app)}
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert {address for address, page in found.items() if not page.tag} == set()
    assert (read & set(Base.metadata.tables)) - SHOWN == {"counts", "missed_words", "public_revision"} & read
    assert {"registrations", "sheets", "partners", "search_entries"} <= read
