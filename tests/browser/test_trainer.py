"""Journey 3: a trainer finds her own session, notes who is present, and takes the list away as files."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument
from python_calamine import load_workbook

from portal import clock
from tests.browser.conftest import Portal, Visitors
from tests.browser.mailbox import sign_in_by_mail
from tests.factories import NEXT

BOM = b"\xef\xbb\xbf"


def test_a_trainer_notes_presence_and_takes_the_list_away(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    world = portal.world
    title, foreign = f"Accueillir un ménage {number}", f"Une autre matinée {number}"
    begun = clock.now() - timedelta(hours=1)  # presence is noted from the day of the meeting on
    session = world.training_session(workshop_id=world.workshop(title).id, starts_at=begun)
    world.trainer(world.training_session(workshop_id=world.workshop(foreign).id))
    trainer = world.trainer(session, f"yanis{number}@example.org")
    partner = world.partner(f"Relogeas {number}")
    for given_name, family_name in (("Aline", "Brouillon"), ("Karim", "Test")):
        world.registration(session, world.person(partner, given_name, family_name))
    page = visitors.new()

    page.goto("/mes-seances")
    sign_in_by_mail(page, portal, trainer.email)
    expect(page.get_by_role("link", name=title)).to_be_visible()
    expect(page.get_by_text(foreign)).to_have_count(0)
    page.get_by_role("link", name="Liste de présences").click()
    page.get_by_label("Présence Aline Brouillon").check()
    page.get_by_role("button", name="Enregistrer les présences").click()

    expect(page.get_by_text("Les présences sont enregistrées.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Présence Aline Brouillon")).to_be_checked()
    expect(page.get_by_label("Présence Karim Test")).not_to_be_checked()
    people = [["Brouillon", "Aline", "Oui"], ["Test", "Karim", "Non"]]
    assert workbook_rows(downloaded(page, "Excel")) == people
    assert csv_rows(downloaded(page, "CSV")) == people
    assert "Brouillon Aline" in sheet_text(downloaded(page, "Feuille d’émargement"))


def downloaded(page: Page, link: str) -> bytes:
    """What a click on the link brings to the downloads folder."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return Path(waiting.value.path()).read_bytes()


def workbook_rows(content: bytes) -> list[list[object]]:
    rows = load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()
    return who_and_whether([list(row) for row in rows])


def csv_rows(content: bytes) -> list[list[object]]:
    """The rows as Excel in French reads them: by its byte order mark it knows UTF-8, at semicolons it splits."""
    assert content.startswith(BOM)
    text = content.decode("utf-8-sig")
    return who_and_whether([list(row) for row in csv.reader(StringIO(text, newline=""), delimiter=";")])


def who_and_whether(rows: list[list[object]]) -> list[list[object]]:
    """Both names and the presence of each row under the header."""
    header = next(place for place, row in enumerate(rows) if row[0] == "Nom")
    presence = rows[header].index("Présence")
    return [[*row[:2], row[presence]] for row in rows[header + 1 :] if len(row) > presence]


def sheet_text(content: bytes) -> str:
    assert content.startswith(b"%PDF")
    return "\n".join(page.get_textpage().get_text_bounded() for page in PdfDocument(content))
