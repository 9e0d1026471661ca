"""What is written once has a key that never comes again; a message that is owed is written, or an error is seen."""

import pytest
from sqlalchemy import Table, delete
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from portal.database import writing
from portal.mail.wire import outbox as mail_outbox
from portal.mail.wire.outbox import Envelope, MessageKeyTaken
from portal.models.accounts.accounts import Challenge
from portal.models.base.base import Base
from portal.models.network.partners import Theme
from portal.models.post.mail import OutboxMessage
from portal.rules.base.secrets import new_token
from portal.services.accounts import signing_in
from portal.services.accounts.signing_in import Asking
from tests.factories import World

ADDRESS = "fatou@example.org"
WORDS = {"inviter": "Lise", "role_words": "équipe", "given_name": "Noé", "link": "http://localhost/"}


def ask() -> None:
    signing_in.request_code(Asking(ADDRESS, "/", new_token(), "192.0.2.1"))


def envelope(key: str, *, once: bool = False) -> Envelope:
    return Envelope("account_invited", ADDRESS, "Noé", WORDS, key=key, once=once)


def put(*envelopes: Envelope) -> int:
    with writing() as session:
        return mail_outbox.put_all(session, envelopes)


def test_a_code_leaves_after_days_without_any_request(world: World) -> None:
    ask()
    with writing() as session:
        session.execute(delete(Challenge))  # as the next request does with those of yesterday

    ask()

    assert len(world.all(OutboxMessage, to_address=ADDRESS)) == 2


def test_the_number_of_a_deleted_row_never_comes_again(world: World) -> None:
    first = world.theme("first", "Premier").id
    with writing() as session:
        session.execute(delete(Theme))

    assert world.theme("second", "Second").id > first


@pytest.mark.parametrize("table", [t for t in Base.metadata.sorted_tables if "id" in t.primary_key], ids=str)
def test_every_table_that_numbers_its_rows_gives_each_number_once(table: Table) -> None:
    made = str(CreateTable(table).compile(dialect=sqlite.dialect()))

    assert "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" in made


def test_messages_without_a_key_of_their_own_are_all_written(world: World) -> None:
    for _ in range(2):
        with writing() as session:
            mail_outbox.put(session, Envelope("account_invited", ADDRESS, "Noé", WORDS))

    assert len(world.all(OutboxMessage)) == 2


def test_what_is_told_once_is_written_once(world: World) -> None:
    assert put(envelope("once", once=True)) == 1

    assert put(envelope("once", once=True), envelope("other", once=True)) == 1


def test_a_message_whose_key_is_taken_is_an_error_that_leaves_nothing(world: World) -> None:
    put(envelope("taken"))

    with pytest.raises(MessageKeyTaken):
        put(envelope("free"), envelope("once", once=True), envelope("taken"))

    assert [row.key for row in world.all(OutboxMessage)] == ["taken"]


def test_two_messages_of_one_act_with_one_key_are_an_error(world: World) -> None:
    with pytest.raises(MessageKeyTaken):
        put(envelope("same"), envelope("same"))

    assert world.all(OutboxMessage) == []


def test_a_key_that_is_drawn_is_long_enough_never_to_come_again() -> None:
    drawn = {Envelope("account_invited", ADDRESS, "Noé", WORDS).key for _ in range(100)}

    assert len(drawn) == 100
    assert {len(key) for key in drawn} == {32}
