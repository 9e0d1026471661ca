"""The record of presence, read back from its PDF."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2

from portal.documents.attendance.presence_record import Record, RecordDay, as_pdf

START = datetime(2026, 11, 30, 8, tzinfo=UTC)
THERE = (
    ("Nadia Essai", "FADD", "Déclarée par téléphone, puis confirmée"),
    ("Luc Démo", "CPAS", "D’après la feuille signée"),
    ("Ana Bis", "CPAS", "Notée par la personne qui anime"),
)
RECORD = Record(
    organisation="La Sambrienne",
    title="Se chauffer",
    when=(START, START.replace(hour=12)),
    place="Salle Harmegnies, Charleroi",
    trainers=("Yanis Esquisse",),
    days=(RecordDay("lun. 30 nov. matin", THERE), RecordDay("lun. 30 nov. après-midi", ())),
    issuer=("Anne Exemple", "Responsable des formations"),
    made_at=START,
)


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_it_says_for_each_half_day_who_was_there_and_how_it_was_noted() -> None:
    (page,) = pages(as_pdf(RECORD))

    for said in (
        "Relevé des présences Se chauffer Dates : lundi 30 novembre 2026 Lieu : Salle Harmegnies, Charleroi",
        "Lun. 30 nov. matin Nom Association Comment c’est noté Nadia Essai FADD Déclarée par téléphone, puis confirmée",
        "Luc Démo CPAS D’après la feuille signée Ana Bis CPAS Notée par la personne qui anime 3 présences.",
        "Lun. 30 nov. après-midi Aucune présence notée.",
        "Délivré le 30 novembre 2026 par Anne Exemple, Responsable des formations, La Sambrienne",
    ):
        assert said in page


def test_the_total_stands_at_the_end_of_its_table() -> None:
    document = pypdfium2.PdfDocument(as_pdf(RECORD))
    try:
        page = document[0]
        text = page.get_textpage()
        place, _length = text.search("3 présences.").get_next()
        left, *_others = text.get_charbox(place)
        assert left > page.get_width() / 2
    finally:
        document.close()


def test_it_says_no_hour() -> None:
    (page,) = pages(as_pdf(RECORD))

    assert not re.search(r"\b\d{1,2}\s?(h|:)\s?\d{0,2}\b", page)


def test_it_is_tagged_and_in_the_french_of_belgium() -> None:
    content = as_pdf(RECORD)

    assert b"pdfuaid" in content and b"/Lang(fr-BE)" in content and b"/StructTreeRoot" in content
    assert content == as_pdf(RECORD)


def test_many_people_and_long_and_foreign_names_are_printed() -> None:
    many = tuple((f"Essai {number}", "FADD", "Notée") for number in range(60))
    strange = ("N" * 150, "محمد", "Παπαδόπουλος")

    texts = pages(as_pdf(replace(RECORD, days=(RecordDay("matin", (*many, strange)),))))

    assert len(texts) > 1 and all(f"Essai {number} FADD" in " ".join(texts) for number in range(60))
