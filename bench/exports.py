"""The ways out: a list of 10,000 people as CSV and XLSX, and a sign-in sheet of 100, each against the least that writes
the same, in the same run; the statements and the memory of the whole download."""

import csv
import io
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import typst
import xlsxwriter
from flask import Flask
from sqlalchemy import insert, select

from bench.ground import portal_on
from portal import clock
from portal.database import db, writing
from portal.documents.attendance import attendee_list, sign_in_sheet
from portal.documents.attendance.attendee_list import AttendeeList, AttendeeRow
from portal.documents.attendance.sign_in_sheet import SignInLine, SignInSheet
from portal.documents.base import pdf
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance import listed
from portal.rules.base.permissions import Actor
from portal.rules.base.states import RegistrationState
from portal.web.attendance import attendee_files
from tests.factories import World
from tests.statements import statements

PEOPLE, SIGNING, ROUNDS = 10_000, 100, 7
CSV_LIMIT, XLSX_LIMIT, SHEET_LIMIT = 6.0, 2.0, 2.0
MEMORY, FEWER = 10.0, 1_000  # MB that ten times the people may add
STATEMENTS = 3  # and one a thousand people, beside what the session itself costs
# The same names in a table, in the same typeface, accessible as ours.
BARE_SHEET = b"""#let lines = json(bytes(sys.inputs.values))
#set page(paper: "a4")
#set document(title: "O")
#set text(lang: "fr", font: sys.inputs.family)
#table(columns: 4, table.header([N], [Nom], [Association], [Signature]),
  ..lines.enumerate(start: 1).map(((n, line)) => (str(n), line.at(0), line.at(1), [])).flatten())
"""


def measure() -> bool:
    """Print every figure; whether all are within their limits."""
    with portal_on("sqlite") as (app, world), app.test_request_context():
        return all([_tables(), _sheet(), _download(app, world)])


def _ratio(name: str, ours: Callable[[], object], bare: Callable[[], object], limit: float) -> bool:
    """Print the median of the ratios of processor time, measured in turns; whether it is within the limit."""
    ours(), bare()
    turns = [(_cpu(ours), _cpu(bare)) for _turn in range(ROUNDS)]
    mine, least = (statistics.median(times) for times in zip(*turns, strict=True))
    ratio = statistics.median(mine / least for mine, least in turns)
    print(f"  {name:<11} {mine:.0f} ms, {least:.0f} ms bare: {ratio:.2f} times (limit {limit})")
    return ratio <= limit


def _cpu(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return (time.process_time() - begun) * 1000


def _drained(pieces: Iterable[bytes]) -> int:
    return sum(map(len, pieces))


def _tables() -> bool:
    rows = [_row(number) for number in range(PEOPLE)]
    now = clock.now()
    ours = AttendeeList("Formation", ("Jeudi",), "Salle", ("14 janvier",), lambda: rows, now, now.date(), 25)
    cells = list(attendee_list._rows(ours, range(1)))
    held = _ratio("csv", lambda: _drained(attendee_list.as_csv(ours)), lambda: _bare_csv(cells), CSV_LIMIT)
    xlsx = _ratio("xlsx", lambda: _drained(attendee_list.as_xlsx(ours)), lambda: _bare_xlsx(cells), XLSX_LIMIT)
    return held and xlsx


def _row(number: int) -> AttendeeRow:
    place, function = "CPAS de Charleroi", "Assistante sociale"
    named = (f"Lefèvre {number}", f"Zoé {number}", place, function, f"zoe{number}@example.org")
    return AttendeeRow(*named, "Inscription confirmée", None, ("Oui",), "Invitation acceptée")


def _bare_csv(cells: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(cells)
    return text.getvalue().encode()


def _bare_xlsx(cells: list[tuple[object, ...]]) -> None:
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(cells):
            page.write_row(number, 0, row)


def _sheet() -> bool:
    """Each time with other names: typst remembers what it has laid out."""
    turn = count()
    now = clock.now()
    plain = SignInSheet("La Sambrienne", "Formation", ("Jeudi",), "Salle", ("Yanis",), ("14 janvier",), (), now)

    def names() -> tuple[SignInLine, ...]:
        name = f"Lefèvre {next(turn)}"
        return tuple(SignInLine(f"{name} Zoé {number}", "CPAS de Charleroi") for number in range(SIGNING))

    def bare() -> bytes:
        inputs = {"values": json.dumps([[line.name, line.partner] for line in names()]), "family": pdf.FAMILY}
        compiler = typst.Compiler(BARE_SHEET, font_paths=pdf._fonts(), sys_inputs=inputs)
        return compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)

    return _ratio("sheet", lambda: sign_in_sheet.as_pdf(replace(plain, lines=names())), bare, SHEET_LIMIT)


def _download(app: Flask, world: World) -> bool:
    """The whole way out, from the database: its statements, its memory, and its time against the bare table."""
    fewer, many = (_filled(world, people) for people in (FEWER, PEOPLE))
    counts, peaks = [], []
    for public_id in (fewer, many):
        with statements(app) as sent:
            _drained(_pieces(public_id))
        counts.append(len(sent))
        peaks.append(_peak(public_id))
    own = counts[0] - FEWER // listed.PAGE - STATEMENTS
    added, more = counts[1] - counts[0], (PEOPLE - FEWER) // listed.PAGE
    grown = peaks[1] - peaks[0]
    print(f"  statements  {counts[0]} for {FEWER:,} people, {counts[1]} for {PEOPLE:,} (the session's own {own})")
    print(f"  memory      {peaks[0]:.1f} MB for {FEWER:,} people, {peaks[1]:.1f} for {PEOPLE:,} (limit +{MEMORY:.0f})")
    whole = _ratio("download", lambda: _drained(_pieces(many)), lambda: _bare_download(many), CSV_LIMIT)
    return added <= more and grown <= MEMORY and whole


def _bare_download(public_id: str) -> bytes:
    """The same columns by one statement, sorted by the database, through csv.writer."""
    person = (Person.family_name, Person.given_name, Partner.name, Person.function, Person.email)
    statement = (
        select(*person, Registration.state)
        .join(Registration, Registration.person_id == Person.id)
        .join(Partner, Partner.id == Registration.partner_id)
        .join(TrainingSession, TrainingSession.id == Registration.session_id)
        .where(TrainingSession.public_id == public_id)
    )
    return _bare_csv(db.session.execute(statement.order_by(Person.family_name, Person.given_name)))


def _filled(world: World, people: int) -> str:
    session, partner = world.training_session(starts_at=clock.now() + timedelta(days=9)), world.partner()
    now = clock.now()
    named = {"partner_id": partner.id, "created_at": now, "given_name": "Zoé", "function": "Assistante sociale"}
    seat = {"session_id": session.id, "partner_id": partner.id, "state": RegistrationState.CONFIRMED, "joined_at": now}
    with writing() as database:
        rows = [
            {"family_name": f"Lefèvre {number}", "folded_name": f"{number}", "email": f"{number}@example.org", **named}
            for number in range(people)
        ]
        ids = database.scalars(insert(Person).returning(Person.id), rows).all()
        database.execute(insert(Registration), [{"person_id": person_id, **seat} for person_id in ids])
    return session.public_id


def _pieces(public_id: str) -> Iterator[bytes]:
    found = listed.listed(Actor(account_id=1, is_staff=True), public_id)
    return attendee_list.as_csv(attendee_files.listing(found))


def _peak(public_id: str) -> float:
    """The most memory that the download holds at one moment, in MB."""
    db.session.rollback()
    tracemalloc.start()
    _drained(_pieces(public_id))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6
