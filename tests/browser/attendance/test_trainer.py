"""Journey 3: a trainer finds her own session, notes who is present, and takes the list away as files."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
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
    tap(page, "Aline Brouillon")
    tap(page, "Karim Test", "Absence")
    save = page.get_by_role("button", name="Enregistrer", exact=True)
    if save.is_visible():  # without a script the page is sent whole
        save.click()
    expect(page.get_by_text("Enregistré").or_(page.get_by_text("2 présences notées.")).first).to_be_visible()
    expect(page.locator(".mark--waiting")).to_have_count(0)
    page.reload()
    expect(choice(page, "Aline Brouillon", "présence")).to_be_checked()
    expect(choice(page, "Karim Test", "Absence")).to_be_checked()
    page.get_by_text("Télécharger ou imprimer").click()
    people = [["Brouillon", "Aline", "Présence"], ["Test", "Karim", "Absence"]]
    assert workbook_rows(downloaded(page, "Liste (Excel)")) == people
    assert csv_rows(downloaded(page, "Liste (CSV)")) == people
    assert "Brouillon Aline" in sheet_text(downloaded(page, "Feuille d’émargement"))


def choice(page: Page, name: str, mark: str) -> Locator:
    return page.get_by_role("group", name=name).get_by_role("radio", name=mark)


def tap(page: Page, name: str, mark: str = "présence") -> None:
    """Touch a mark in somebody's row, where a finger does."""
    page.get_by_role("group", name=name).locator("label").filter(has=page.get_by_role("radio", name=mark)).click()


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
