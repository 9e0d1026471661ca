"""The downloaded list of attendees, read back as a spreadsheet would."""

import csv
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from python_calamine import load_workbook

from portal.documents.attendance import attendee_list
from portal.documents.attendance.attendee_list import AttendeeList, AttendeeRow

HEADER = ["Nom", "Prénom", "Association", "Fonction", "Adresse e-mail", "Inscription", "Invitation", "Rang", "Présence"]
DELETION = (
    "Liste extraite le 15 janvier 2027. Elle contient des données personnelles\u00a0: "
    "à supprimer au plus tard le 1er février 2027."
)


def as_xlsx(attendees: AttendeeList) -> bytes:
    return b"".join(attendee_list.as_xlsx(attendees))


def as_csv(attendees: AttendeeList) -> bytes:
    return b"".join(attendee_list.as_csv(attendees))


def row(**changes: object) -> AttendeeRow:
    plain = AttendeeRow("Démo", "Luc", "CPAS de Charleroi", "", "luc@example.org", "Confirmée", None, ("Oui",))
    return replace(plain, **changes)  # type: ignore[arg-type]


def listing(*rows: AttendeeRow, meetings: tuple[str, ...] = ("14 janvier",)) -> AttendeeList:
    return AttendeeList(
        title="Comment accompagner un ménage en recherche de logement\u202f?",
        when=("Jeudi 14 janvier 2027, 9\u00a0h\u00a0– 12\u00a0h\u00a030",),
        place="Salle du conseil, Charleroi",
        meetings=meetings,
        read_rows=lambda: rows,
        made_at=datetime(2027, 1, 14, 23, 30, tzinfo=UTC),
        delete_by=date(2027, 2, 1),
        capacity=25,
    )


def read_xlsx(content: bytes) -> list[list[object]]:
    return list(load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python())


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_the_workbook_says_which_session_and_when_to_delete_the_list() -> None:
    above = [line[0] for line in read_xlsx(as_xlsx(listing(row())))[:5]]
    assert above == [
        "Comment accompagner un ménage en recherche de logement\u202f?",
        "Jeudi 14 janvier 2027, 9\u00a0h\u00a0– 12\u00a0h\u00a030",
        "Salle du conseil, Charleroi",
        "25 places",
        DELETION,
    ]


def test_the_workbook_holds_one_line_a_registration_under_the_header() -> None:
    waiting = row(family_name="Test", given_name="Karim", state_label="En attente", rank=3, presence=("",))
    lines = read_xlsx(as_xlsx(listing(row(), waiting)))[5:]
    assert lines == [
        HEADER,
        ["Démo", "Luc", "CPAS de Charleroi", "", "luc@example.org", "Confirmée", "", "", "Oui"],
        ["Test", "Karim", "CPAS de Charleroi", "", "luc@example.org", "En attente", "", 3.0, ""],
    ]


def test_each_meeting_has_its_column_of_presence() -> None:
    two = listing(row(presence=("Oui", "Non")), meetings=("14 janvier", "21 janvier"))
    assert read_xlsx(as_xlsx(two))[5][-2:] == ["Présence, 14 janvier", "Présence, 21 janvier"]
    assert read_csv(as_csv(two))[1][-2:] == ["Oui", "Non"]


def test_the_header_is_frozen_filtered_and_printed_on_each_page() -> None:
    content = as_xlsx(listing(row()))
    page, book = part_of(content, "xl/worksheets/sheet1.xml"), part_of(content, "xl/workbook.xml")
    assert '<pane ySplit="6" topLeftCell="A7"' in page and 'state="frozen"' in page
    assert '<autoFilter ref="A6:I7"' in page
    assert 'paperSize="9"' in page and 'orientation="landscape"' in page
    assert "_xlnm.Print_Titles" in book and "Liste!$6:$6" in book


@pytest.mark.parametrize(
    "name", ["=1+1", "+32", "-2", "@sum", '=HYPERLINK("http://x";"y")', "{=1}", "http://x", "mailto:x"]
)
def test_no_cell_of_the_workbook_is_a_formula_or_a_link(name: str) -> None:
    content = as_xlsx(listing(row(family_name=name)))
    page = part_of(content, "xl/worksheets/sheet1.xml")
    assert read_xlsx(content)[6][0] == name
    assert "<f>" not in page and "<hyperlink" not in page


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+32 71", "'+32 71"),
        ("-2", "'-2"),
        ("@sum", "'@sum"),
        ("\tx", "'x"),
        ("\rx", "'x"),
        ("  =1", "'=1"),
        ("\u200b=1", "'=1"),
        ("＝1", "'＝1"),
        ("Luc-Démo", "Luc-Démo"),
    ],
)
def test_the_csv_neutralises_what_a_spreadsheet_would_compute(name: str, kept: str) -> None:
    assert read_csv(as_csv(listing(row(family_name=name))))[1][0] == kept


def test_the_csv_opens_right_in_a_french_excel() -> None:
    content = as_csv(listing(row(function='Chef ; "relais"')))
    assert content.startswith(b"\xef\xbb\xbfNom;Pr\xc3\xa9nom;Association;")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert read_csv(content)[1][3] == 'Chef ; "relais"'


def test_the_last_line_of_the_csv_says_when_to_delete_it() -> None:
    assert read_csv(as_csv(listing(row())))[-1] == [DELETION]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ş ğ Ł č", "ş ğ Ł č"),
        ("محمد", "محمد"),
        ("👩‍🌾", "👩‍🌾"),
        ("N" * 200, "N" * 200),
        ("Zoe\u0308", "Zoë"),
        ("\x00a\x01b\ud800", "ab"),
        ("a\r\n\tb", "a b"),
        ("\u202eAna", "Ana"),
        ("x" * 40_000, "x" * 32_000),
    ],
)
def test_every_name_can_be_written_and_read_back(name: str, kept: str) -> None:
    attendees = listing(row(family_name=name))
    assert read_xlsx(as_xlsx(attendees))[6][0] == kept
    assert read_csv(as_csv(attendees))[1][0] == kept


def test_the_same_list_gives_the_same_bytes() -> None:
    assert as_xlsx(listing(row())) == as_xlsx(listing(row()))


def test_an_empty_list_is_still_a_list() -> None:
    assert read_xlsx(as_xlsx(listing()))[5] == HEADER
    assert read_csv(as_csv(listing()))[0] == HEADER
