"""The certificate, read back from its PDF."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.documents.attendance.certificate import CertificatePaper, as_pdf
from portal.documents.base import pdf
from tests.documents.attendance.test_sign_in_sheet import pages

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
PAPER = CertificatePaper(
    number="2026-K7QX-4M2P",
    address="https://formations.example.org/attestations/2026-K7QX-4M2P",
    name="Nadia Essai",
    title="Se chauffer sans se ruiner",
    meetings=((START, START + timedelta(hours=3)), (START + timedelta(days=7), START + timedelta(days=7, hours=3))),
    minutes=390,
    organisation="La Sambrienne",
    trainers=("Ana Modèle", "Tom Fictif"),
    issued_at=START + timedelta(days=8),
)


def test_the_certificate_says_who_what_when_how_long_and_where_to_check_it() -> None:
    (page,) = pages(as_pdf([PAPER]))
    text = re.sub(r"[\u00a0\u202f]", " ", page)
    for expected in (
        "Attestation de participation",
        "La Sambrienne atteste que",
        "Nadia Essai",
        "Se chauffer sans se ruiner",
        "Jeudi 3 décembre 2026, 9 h – 12 h",
        "Jeudi 10 décembre 2026, 9 h – 12 h",
        "6 h 30",
        "Ana Modèle, Tom Fictif",
        "Délivrée le 11 décembre 2026",
        "Attestation n° 2026-K7QX-4M2P",
        "https://formations.example.org/attestations/2026-K7QX-4M2P",
    ):
        assert expected in text


def test_each_person_has_a_page_and_the_same_ones_give_the_same_bytes() -> None:
    both = [PAPER, replace(PAPER, name="Karim Essai", number="2026-AAAA-BBBB")]

    content = as_pdf(both)

    assert [bool(re.search(name, page)) for name, page in zip(("Nadia", "Karim"), pages(content), strict=True)]
    assert content == as_pdf(both)
    assert b"/StructTreeRoot" in content or b"pdfuaid" in content


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Hương",
        "Γιώργος Παπαδόπουλος",
        "Олена Шевченко",
        "محمد علي",
        "فرزانه",
        "דוד כהן",
        "გიორგი",
        "Արամ",
        "Ḗve Łukasz Çağdaş",
    ],
)
def test_a_name_in_another_script_is_written_in_it(name: str) -> None:
    content = as_pdf([replace(PAPER, name=name)])

    (page,) = pages(content)
    assert name in page
    assert "?" not in page and "[" not in page
    assert b"pdfuaid" in content


def test_a_name_is_written_in_one_hand() -> None:
    values: set[str] = set()
    assert pdf._drawable(["Nadia Essai", "Nguyễn Thị", "Luc 🙂 Démo"], values) != []
    assert "Nguyễn Thị" in values and "Nadia Essai" not in values


@pytest.mark.parametrize("name", ["ሰላም ተስፋዬ", "王小明", "தமிழ்", "नरेन्द्र"])
def test_what_no_typeface_of_ours_writes_is_said_and_the_certificate_is_made(name: str) -> None:
    (page,) = pages(as_pdf([replace(PAPER, name=name)]))
    assert "[écriture non disponible]" in page and "?" not in page


def test_a_name_of_no_end_and_a_title_of_no_end_stay_on_the_page() -> None:
    long = replace(PAPER, name="N" * 200 + " " + "É" * 200, title="Se chauffer " * 16, trainers=("Ana Modèle",) * 4)

    assert len(pages(as_pdf([long]))) == 1
