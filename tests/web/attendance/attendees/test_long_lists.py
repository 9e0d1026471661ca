"""Lists of thousands: one statement a thousand people, little memory, pieces that leave before the next are read."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import insert

from portal.database import writing
from portal.documents.attendance import attendee_list
from portal.documents.base import csv_file
from portal.models.accounts.accounts import Account
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance import attendees, listed
from portal.queries.base.sessions import card_of
from portal.rules.base.permissions import Actor
from portal.rules.base.states import RegistrationState
from portal.web.attendance import attendee_files
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of
from tests.web.attendance.attendees.conftest import BEFORE, START, address, seat

STAFF = Actor(account_id=1, is_staff=True)
MOST_MEGABYTES = 10
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def fill(world: World, session: TrainingSession, people: int) -> None:
    partner = world.partner()
    with writing() as database:
        rows = [_person(partner.id, number) for number in range(people)]
        ids = database.scalars(insert(Person).returning(Person.id), rows).all()
        seats = [_seat(session.id, partner.id, person_id) for person_id in ids]
        database.execute(insert(Registration), seats)


def _person(partner_id: int, number: int) -> dict[str, object]:
    names = {"given_name": "Zoé", "family_name": f"Lefèvre {number}", "folded_name": f"zoe lefevre {number}"}
    return {"partner_id": partner_id, "created_at": BEFORE, "email": f"{number}@example.org", **names}


def _seat(session_id: int, partner_id: int, person_id: int) -> dict[str, object]:
    return {
        "session_id": session_id,
        "partner_id": partner_id,
        "person_id": person_id,
        "state": CONFIRMED if person_id % 5 else WAITLISTED,
        "joined_at": BEFORE,
    }


def written(public_id: str) -> Iterator[bytes]:
    return attendee_list.as_csv(attendee_files.listing(listed.listed(STAFF, public_id)))


@pytest.mark.usefixtures("inside")
def test_a_list_costs_four_statements_and_one_a_thousand_people(
    app: Flask, world: World, session: TrainingSession
) -> None:
    fill(world, session, 2_100)
    own = len(statements_of(app, lambda: card_of(session.public_id, drafts=True)))

    sent = statements_of(app, lambda: b"".join(written(session.public_id)))

    assert len(sent) - own == 4 + 3


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_download_costs_one_statement_more_for_a_thousand_people_more(
    client: CheckedClient, world: World, session: TrainingSession, trainer: Account, ending: str
) -> None:
    client.sign_in(world.token_of(trainer))
    counts = []
    for people in (900, 1_000):
        with client.application.app_context():
            fill(world, session, people)
        counts.append(len(statements_of(world.app, lambda: client.get(address(session, ending)).data)))

    assert counts[1] - counts[0] == 1


@pytest.mark.usefixtures("inside")
def test_the_memory_of_a_list_stays(world: World, session: TrainingSession) -> None:
    fill(world, session, 6_000)
    for _piece in written(session.public_id):  # what stays loaded is no list
        pass

    tracemalloc.start()
    size = sum(map(len, written(session.public_id)))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 300_000
    assert most < MOST_MEGABYTES * 1_000_000


@pytest.mark.usefixtures("inside")
def test_a_piece_leaves_before_the_next_rows_are_read(app: Flask, world: World, session: TrainingSession) -> None:
    fill(world, session, 2_100)
    pieces = written(session.public_id)

    first = statements_of(app, lambda: next(pieces))
    second = statements_of(app, lambda: next(pieces))

    assert (len(first), len(second)) == (1, 1)


def test_a_list_without_end_is_written_piece_by_piece() -> None:
    rows = iter([str(number)] for number in count())

    pieces = csv_file.as_csv(["n"], rows)

    assert [len(next(pieces).splitlines()) for _ in range(3)] == [csv_file.AT_ONCE + 1, csv_file.AT_ONCE, 1000]


@pytest.mark.usefixtures("inside")
def test_a_file_lists_people_as_the_page_does(world: World, session: TrainingSession) -> None:
    """Seats by the telephone book, those without a name last; then the line by rank."""
    partner, other = world.partner("Un"), world.partner("Deux")
    for given, family in (("Ana", "Zola"), ("Luc", "de Smet"), ("Éva", "D’Hondt"), ("Ida", "Éloy")):
        seat(world, session, partner, given, family)
    held = {"session_id": session.id, "partner_id": other.id, "joined_at": BEFORE}
    world.save(Registration(state=RegistrationState.HELD, **held))
    for number, family in enumerate(("Bas", "Âne", "Cor")):
        seat(world, session, other, "Max", family, state=WAITLISTED, joined_at=START.replace(day=1, hour=9 - number))

    roster = attendees.roster(STAFF, session.public_id)
    found = listed.listed(STAFF, session.public_id)

    rows = (*roster.seated, *roster.waiting)
    assert found.ids == tuple(one.id for one in rows)
    assert [(one.family_name, one.rank) for one in found.people()] == [
        (one.family_name, one.rank.position if one.rank else None) for one in rows
    ]
    lines = list(csv.reader(io.StringIO(b"".join(written(session.public_id)).decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines[1:-1]] == [one.family_name for one in rows]
