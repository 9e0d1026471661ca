"""What public pages show has another revision after each commit that they may show, however it was written."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, revisions, writing
from portal.models.base.journal import Heartbeat
from portal.models.network.partners import Theme
from portal.models.planning.workshops import Venue, Workshop, workshop_themes
from portal.rules.base.states import CountKind
from portal.services.accounts import signing_in
from portal.services.base import counts
from tests.factories import World

THEMES = [{"code": f"theme{number}", "label": "Thème", "position": number} for number in (7, 8)]


def present(app: Flask) -> str | None:
    with app.app_context(), db.engine.connect() as connection:
        return revisions.present(connection)


def by_objects(session: Session) -> None:
    session.scalars(db.select(Workshop)).one().title = "Autrement"


def by_a_new_object(session: Session) -> None:
    session.add(Theme(code="new", label="Nouveau", position=3))


def by_a_statement(session: Session) -> None:
    session.execute(update(Venue).values(bus="Ligne 1"))


def past_the_session(session: Session) -> None:
    session.connection().execute(update(Workshop).values(audience="Tous"))


def by_many_at_once(session: Session) -> None:
    session.execute(insert(Theme), THEMES)


def by_a_link_between_two(session: Session) -> None:
    session.execute(insert(workshop_themes), {"workshop_id": 1, "theme_id": 1})


def by_taking_away(session: Session) -> None:
    session.execute(delete(Theme))


def by_words_alone(session: Session) -> None:
    session.execute(text("UPDATE venues SET bus = 'Ligne 2'"))


def by_a_driver(session: Session) -> None:
    session.connection().exec_driver_sql("UPDATE venues SET bus = 'Ligne 3'")


WAYS = (
    by_objects,
    by_a_new_object,
    by_a_statement,
    past_the_session,
    by_many_at_once,
    by_a_link_between_two,
    by_taking_away,
    by_words_alone,
    by_a_driver,
)


@pytest.fixture(autouse=True)
def rows(world: World) -> None:
    world.theme()
    world.workshop()
    world.venue()


@pytest.mark.parametrize("way", WAYS)
def test_whatever_way_content_is_written_the_revision_is_another(app: Flask, way: Callable[[Session], None]) -> None:
    before = present(app)
    with writing() as session:
        way(session)

    assert before != present(app) is not None


def test_a_command_that_fails_leaves_the_revision_and_marks_nothing(app: Flask) -> None:
    before = present(app)
    with pytest.raises(ZeroDivisionError), writing() as session:
        by_a_statement(session)
        session.flush()
        raise ZeroDivisionError
    counts.add_one("sheet", 1, CountKind.VIEW)

    assert present(app) == before


def test_the_revision_is_renamed_in_the_transaction_that_writes(app: Flask) -> None:
    before = present(app)
    with writing() as session:
        by_a_statement(session)
        session.flush()
        assert present(app) == before  # another connection
    first = present(app)
    with writing() as session:
        by_a_statement(session)

    assert len({before, first, present(app)}) == 3


def test_what_no_public_page_shows_leaves_it(app: Flask, world: World) -> None:
    world.token_of(world.account())
    before = present(app)
    counts.add_one("sheet", 1, CountKind.VIEW)
    signing_in.touch(1, clock.now())
    with writing() as session:
        session.add(Heartbeat(name="worker", seen_at=clock.now()))
    with writing() as session:
        session.scalars(db.select(Workshop)).one()

    assert present(app) == before
