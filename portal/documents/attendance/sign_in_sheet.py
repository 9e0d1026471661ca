"""The sign-in sheet of a session: a PDF to print, with a box to sign for each person and meeting."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.documents.base import pdf, qr_codes

EMPTY_LINES = 5


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A seat: the name as it is to be read aloud, family name where it is sorted; "" for one still without a name."""

    name: str
    partner: str


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """A session on paper; `when` are ready sentences, `meetings` short labels, one a column of signatures.

    `toolkit` is the title and the address of what the workshop leaves to read.
    """

    organisation: str
    title: str
    when: tuple[str, ...]
    place: str
    trainers: tuple[str, ...]
    meetings: tuple[str, ...]
    lines: tuple[SignInLine, ...]
    made_at: datetime
    toolkit: tuple[str, str] | None = None


def as_pdf(sheet: SignInSheet) -> bytes:
    """The sheet on A4, lying when there are several meetings, in the order of `lines`, five empty ones last.

    The header of the table and "page n / m" stand on each page.
    """
    values = {
        "organisation": sheet.organisation,
        "title": sheet.title,
        "facts": _facts(sheet),
        "columns": [_("N°"), _("Nom"), _("Association"), *_signature_labels(sheet)],
        "lines": [[line.name or _("Place sans nom :"), line.partner] for line in sheet.lines],
        "toolkit": _toolkit(sheet),
        "empty_lines": EMPTY_LINES,
        "walk_in": _("Sans inscription"),
        "words": {"sheet": _("Feuille d’émargement"), "page": _("Page"), "of": _("sur")},
    }
    return pdf.compile("sign_in_sheet", values, made_at=sheet.made_at)


def _toolkit(sheet: SignInSheet) -> dict[str, str] | None:
    if sheet.toolkit is None:
        return None
    title, address = sheet.toolkit
    alternative = _("Code QR vers la boîte à outils de cette formation")
    return {"says": _("La boîte à outils"), "title": title, "code": qr_codes.svg(address), "alternative": alternative}


def _signature_labels(sheet: SignInSheet) -> list[str]:
    return [_("Signature, %(meeting)s", meeting=meeting) for meeting in sheet.meetings]


def _facts(sheet: SignInSheet) -> list[list[str]]:
    facts = [[_("Date"), "\n".join(sheet.when)], [_("Lieu"), sheet.place]]
    label = _("Formation donnée par")
    return [*facts, [label, ", ".join(sheet.trainers)]] if sheet.trainers else facts
