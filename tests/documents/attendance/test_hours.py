"""The yearly statement of hours, read back from its PDF."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2

from config import read_settings
from portal.documents.attendance.hours import HoursStatement, StatementLine, StatementPerson, as_pdf

START = datetime(2026, 11, 30, 8, tzinfo=UTC)
LINE = StatementLine("Se chauffer", START, START + timedelta(hours=3), "Présence", 165, "2026-K7QX-4M2P")
NADIA = StatementPerson("Nadia", "Essai", "Nadia Essai", "Accueil", "FADD", (LINE,), 165, (1, 0, 0))
ISSUER = ("Anne Exemple", "Responsable des formations")
OWN = HoursStatement("La Sambrienne", 2026, "", (NADIA,), 165, ISSUER, START)


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_it_says_who_followed_what_how_long_and_who_issues_it() -> None:
    (page,) = pages(as_pdf(OWN))

    for said in (
        "Relevé annuel des formations suivies",
        "Nadia Essai, année 2026",
        "lun. 30 nov. matin",
        "Attestation n° 2026-K7QX-4M2P",
        "Total de l’année : 2 h 45",
        "Délivré le 30 novembre 2026 par Anne Exemple, Responsable des formations, La Sambrienne",
        "ne vaut ni agrément ni reconnaissance pour le congé-éducation payé",
    ):
        assert said in page


def test_an_association_has_everybody_first_and_the_same_gives_the_same_bytes() -> None:
    team = replace(OWN, association="FADD", people=tuple(replace(NADIA, name=f"Essai {n}") for n in range(40)))

    content = as_pdf(team)
    texts = pages(content)

    assert all(f"Essai {n}" in texts[0] + texts[1] for n in range(40))
    assert len(texts) > 3 and all("congé-éducation payé" in text for text in texts)
    assert content == as_pdf(team) and b"pdfuaid" in content


def test_long_and_foreign_names_and_nobody_at_all_are_printed() -> None:
    strange = replace(NADIA, name="N" * 150, function="Παπαδόπουλος", partner="محمد")

    assert b"pdfuaid" in as_pdf(replace(OWN, people=(strange,)))
    assert "Aucune formation cette année-là." in pages(as_pdf(replace(OWN, people=(), minutes=0)))[0]


def test_who_issues_it_is_a_setting(tmp_path: Path) -> None:
    home = {"PORTAL_HOME": str(tmp_path)}
    named = {"CERTIFICATE_ISSUER_NAME": " Anne Exemple ", "CERTIFICATE_ISSUER_FUNCTION": "Responsable"}

    read, empty = read_settings({**home, **named}), read_settings(home)

    assert (read.issuer_name, read.issuer_function) == ("Anne Exemple", "Responsable")
    assert (empty.issuer_name, empty.issuer_function) == ("", "")
