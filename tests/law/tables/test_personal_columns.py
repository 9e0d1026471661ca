"""What the portal never keeps about a person, read off the names of its columns (docs/adr/0006)."""

import re

import portal.models  # noqa: F401 (registers every table)
from portal.models.base.base import Base

NEVER = re.compile(
    r"national|niss|nrn|register_number|birth|born|\bage\b|gender|\bsex\b|nationality|household|family_(?!name)|children"
    r"|marital|religion|ethnic|income|salary|iban|health|disab|password|(^|_)ip($|_)|user_agent"
)
OF_A_PERSON = ("people", "accounts", "contacts", "join_requests", "registrations", "memberships", "sign_ins")
PRIVATE_PLACE = re.compile(r"street|postcode|zip|city|town|(^|_)address|latitude|longitude")


def columns() -> set[str]:
    return {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}


def test_no_column_keeps_what_we_promised_never_to_ask() -> None:
    assert [name for name in sorted(columns()) if NEVER.search(name.partition(".")[2])] == []


def test_no_table_about_persons_keeps_where_they_live() -> None:
    kept = [name.partition(".") for name in sorted(columns())]
    assert [(table, name) for table, _dot, name in kept if table in OF_A_PERSON and PRIVATE_PLACE.search(name)] == []


def test_the_tables_about_persons_are_there() -> None:
    assert {name for name in OF_A_PERSON if name not in Base.metadata.tables} == set()
