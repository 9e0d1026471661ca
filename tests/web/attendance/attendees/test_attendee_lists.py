"""A trainer chooses what her lists hold: for CSV, XLSX and PDF alike, kept for her alone."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pypdfium2
import pytest
from python_calamine import load_workbook

from portal.models.accounts.accounts import Account
from portal.models.attendance.list_choices import KeptListChoice
from portal.models.planning.sessions import TrainingSession
from portal.rules.attendance.list_choices import ListChoice, ListColumn, ListOrder
from portal.services.attendance import list_choices
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.attendance.attendees.conftest import START, address, seat

BY_PARTNER = {"columns": ["family_name", "partner", "presence"], "order": "partner", "sheet_per_meeting": "y"}


@pytest.fixture
def two_halves(world: World, session: TrainingSession) -> TrainingSession:
    """A morning and an afternoon of one day; people of two associations."""
    world.meeting(session, START + timedelta(hours=5))
    zed, abc = world.partner("Zèbre asbl"), world.partner("Abeille asbl")
    seat(world, session, zed, "Luc", "Aubier")
    seat(world, session, abc, "Ana", "Zola")
    seat(world, session, abc, "Max", "Bois")
    return session


def rows_of_csv(client: CheckedClient, session: TrainingSession) -> list[list[str]]:
    content = client.get(address(session, ".csv")).data.decode("utf-8-sig")
    return list(csv.reader(StringIO(content, newline=""), delimiter=";"))


def test_the_choice_holds_for_every_kind_of_file(signed_in: CheckedClient, two_halves: TrainingSession) -> None:
    assert signed_in.post(address(two_halves, "/colonnes"), data=BY_PARTNER).status_code == 303

    halves = ["jeu. 3 déc. matin", "jeu. 3 déc. après-midi"]
    header, *rows, _deletion = rows_of_csv(signed_in, two_halves)
    assert header == ["Association", "Nom", *(f"Présence, {half}" for half in halves)]
    assert [row[:2] for row in rows] == [
        ["Abeille asbl", "Bois"],
        ["Abeille asbl", "Zola"],
        ["Zèbre asbl", "Aubier"],
    ]
    book = load_workbook(BytesIO(signed_in.get(address(two_halves, ".xlsx")).data))
    assert book.sheet_names == halves
    for half in halves:
        lines = book.get_sheet_by_name(half).to_python()
        assert lines[-4] == ["Association", "Nom", f"Présence, {half}"]
        assert [line[1] for line in lines[-3:]] == ["Bois", "Zola", "Aubier"]
    document = pypdfium2.PdfDocument(signed_in.get(address(two_halves, ".pdf")).data)
    text = document[0].get_textpage().get_text_range()
    document.close()
    places = [text.index(word) for word in ("Abeille asbl", "Bois", "Zola", "Zèbre asbl", "Aubier")]
    assert places == sorted(places)
    assert "example.org" not in text


def test_the_pdf_is_accessible_and_lies_with_its_header_on_each_page(
    signed_in: CheckedClient, world: World, session: TrainingSession
) -> None:
    partner = world.partner("FADD")
    for number in range(60):
        seat(world, session, partner, "Luc", f"Démo{number:02}")

    response = signed_in.get(address(session, ".pdf"))

    assert response.headers["Cache-Control"] == "no-store"
    assert b"pdfuaid" in response.data and b"(fr-BE)" in response.data
    document = pypdfium2.PdfDocument(response.data)
    texts, (width, height) = [page.get_textpage().get_text_range() for page in document], document[0].get_size()
    document.close()
    assert width > height and len(texts) > 1
    assert all("Prénom" in text and "à supprimer au plus tard" in text for text in texts)


def test_the_choice_is_kept_for_the_account_alone(
    signed_in: CheckedClient, world: World, two_halves: TrainingSession, trainer: Account
) -> None:
    other = world.account("autre@example.org")
    kept = ListChoice((ListColumn.EMAIL,), ListOrder.NAME)
    with signed_in.application.app_context():
        list_choices.keep(other.id, kept)

    assert rows_of_csv(signed_in, two_halves)[0][:3] == ["Nom", "Prénom", "Association"]
    signed_in.post(address(two_halves, "/colonnes"), data=BY_PARTNER)
    signed_in.post(address(two_halves, "/colonnes"), data={**BY_PARTNER, "order": "name"})

    rows = {row.account_id: row.chosen["order"] for row in world.all(KeptListChoice)}
    assert rows == {other.id: "name", trainer.id: "name"}


@pytest.mark.parametrize("wrong", [{"columns": []}, {"columns": ["needs"]}, {"order": "rank"}])
def test_no_column_or_one_that_is_none_is_told(
    signed_in: CheckedClient, session: TrainingSession, wrong: dict[str, object]
) -> None:
    response = signed_in.post(address(session, "/colonnes"), data={**BY_PARTNER, **wrong})

    assert response.status_code == 422


def test_the_page_shows_what_was_chosen(signed_in: CheckedClient, session: TrainingSession) -> None:
    signed_in.post(address(session, "/colonnes"), data=BY_PARTNER)

    page = signed_in.get(address(session, "/colonnes")).get_data(as_text=True)

    assert page.count(" checked") == 5
    assert "restent sur la page" in page
