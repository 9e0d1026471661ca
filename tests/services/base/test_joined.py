"""Rows that a query brings home in one column come back as they were, whatever their words hold."""

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, String, cast, insert, literal, select, union_all

from portal.database import db, writing
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer
from portal.models.planning.workshops import workshop_themes
from portal.queries.accounts import accounts
from portal.queries.base import session_pages, sessions
from portal.queries.base.joined import apart, joined
from portal.queries.library import sheets
from portal.queries.network import orientation, partner_cards
from portal.rules.base.states import Visibility
from tests import sheet_factories
from tests.factories import World
from tests.partner_factories import area_of, theme_of

BREAKERS = ("|", "||", ":", "\x1e", "\x1f", "\n", "\r\n", "\t", "\u2028", '"', "'", ",", ";", "\\", '","', "],[")
HOSTILE = sorted([*(f"A{breaker}B" for breaker in BREAKERS), "|", "A\\", '["A","B"]', "null", "Épreuve 😀"])
# What neither engine keeps: a NUL, half of a pair.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
ROWS = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5)
PUBLIC = Visibility.PUBLIC


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_come_back_as_they_were(app: Flask, rows: list[tuple[str, str]]) -> None:
    table = union_all(*(select(_text(one).label("one"), _text(two).label("two")) for one, two in rows)).subquery()

    with app.app_context():
        found = db.session.scalar(joined(table.c.one, table.c.two))
        nothing = db.session.scalar(joined(table.c.one).where(literal(1) == 0))

    assert sorted(apart(found)) == sorted(rows)
    assert apart(nothing) == ()


def _text(text: str) -> ColumnElement[str]:
    return cast(literal(text), String)


def test_a_trainer_is_one_person_whatever_the_name(world: World) -> None:
    session = world.training_session()
    for name in HOSTILE:
        account = world.account(given_name=name, family_name=name, function=name)
        world.save(SessionTrainer(session_id=session.id, account_id=account.id))

    with world.app.app_context():
        page = session_pages.session_page(session.public_id)

    assert sorted(page.trainers) == sorted((f"{name} {name}".strip(), name) for name in HOSTILE)


def test_themes_keep_their_code_and_label(world: World) -> None:
    session = world.training_session()
    theme_ids = [world.theme(name, name).id for name in HOSTILE]
    sheet = sheet_factories.published(world, theme_ids=theme_ids)
    for theme_id in theme_ids:
        with world.app.app_context(), writing() as writer:
            writer.execute(insert(workshop_themes).values(workshop_id=session.workshop_id, theme_id=theme_id))

    with world.app.app_context():
        card = sessions.card_of(session.public_id)
        page = sheets.sheet_page(sheet.slug, PUBLIC)

    assert sorted(card.themes) == [(name, name) for name in HOSTILE]
    assert sorted(page.themes) == [(name, name) for name in HOSTILE]


def test_a_partner_serves_the_communes_it_names(world: World) -> None:
    partner, theme = world.partner("Relogeas"), world.theme()
    theme_of(world, partner, theme.id)
    for number, name in enumerate(HOSTILE):
        nis = world.municipality(str(90000 + number), name).nis
        area_of(world, partner, nis)

    with world.app.app_context():
        [card] = partner_cards.cards([partner.id], PUBLIC)
        [referral] = orientation.referrals([theme.code], PUBLIC)

    assert sorted(card.communes) == HOSTILE
    assert {name for _nis, name in referral.communes} == set(HOSTILE)


def test_an_account_coordinates_the_partners_it_names(world: World) -> None:
    account = world.account("coordination@example.org")
    for number, name in enumerate(HOSTILE):
        world.membership(account, world.save(partner_named(world, name, number)))

    with world.app.app_context():
        [row] = [one for one in accounts.account_rows() if one.id == account.id]

    assert sorted(row.partners) == HOSTILE


def partner_named(world: World, name: str, number: int) -> Partner:
    known = world.partner(f"Service {number}")
    return Partner(name=name, folded_name=f"{number}", slug=f"hostile-{number}", created_at=known.created_at)
