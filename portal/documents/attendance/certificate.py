"""The certificate of attendance: a PDF of one page for each, to print or to hand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.documents.base import pdf, qr_codes
from portal.rules.base.dates import date_long, date_medium, duration, timespan


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What one certificate says; `address` is where its number is checked."""

    number: str
    address: str
    name: str
    title: str
    meetings: tuple[tuple[datetime, datetime], ...]
    minutes: int
    organisation: str
    trainers: tuple[str, ...]
    issued_at: datetime


def as_pdf(papers: Sequence[CertificatePaper]) -> bytes:
    """The certificates on A4, a page for each, in this order. The same certificates give the same bytes."""
    values = {
        "organisation": papers[0].organisation,
        "papers": [_values(paper) for paper in papers],
        "words": {
            "title": _("Attestation de participation"),
            "portal": _("Portail des partenaires"),
            "says": _("atteste que"),
            "took_part": _("a participé à la formation"),
            "check": _("Sans signature : ce numéro se vérifie en ligne."),
            "code": _("Code QR vers la page qui vérifie cette attestation"),
        },
    }
    return pdf.compile("certificate", values, made_at=max(paper.issued_at for paper in papers))


def _values(paper: CertificatePaper) -> dict[str, object]:
    return {
        "organisation": paper.organisation,
        "name": paper.name,
        "title": paper.title,
        "facts": _facts(paper),
        "issued": _("Délivrée le %(day)s", day=date_medium(paper.issued_at)),
        "number": _("Attestation n° %(number)s", number=paper.number),
        "address": paper.address,
        "code": qr_codes.svg(paper.address),
    }


def _facts(paper: CertificatePaper) -> list[list[str]]:
    days = [f"{date_long(start).capitalize()}, {timespan(start, end)}" for start, end in paper.meetings]
    facts = [[_("Date") if len(days) < 2 else _("Dates"), "\n".join(days)]]
    facts.append([_("Durée suivie, pauses déduites"), duration(paper.minutes)])
    return [*facts, [_("Formation donnée par"), ", ".join(paper.trainers)]] if paper.trainers else facts
