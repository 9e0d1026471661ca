"""The sign-in sheet of a session: a PDF to print, with a box to sign for each person and meeting."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.documents.base import pdf

EMPTY_LINES = 5


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One person who has a seat; the name as it is to be read aloud, family name where it is sorted."""

    name: str
    partner: str


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """A session on paper; `when` are ready sentences, `meetings` short labels, one a column of signatures."""

    organisation: str
    title: str
    when: tuple[str, ...]
    place: str
    trainers: tuple[str, ...]
    meetings: tuple[str, ...]
    lines: tuple[SignInLine, ...]
    made_at: datetime


def as_pdf(sheet: SignInSheet) -> bytes:
    """The sheet on A4, lying when there are several meetings, in the order of `lines`, five empty ones last.

    The header of the table and "page n / m" stand on each page.
    """
    values = {
        "organisation": sheet.organisation,
        "title": sheet.title,
        "facts": _facts(sheet),
        "columns": [_("N°"), _("Nom"), _("Association"), *_signature_labels(sheet)],
        "lines": [[line.name, line.partner] for line in sheet.lines],
        "empty_lines": EMPTY_LINES,
        "walk_in": _("Sans inscription"),
        "words": {"sheet": _("Feuille d’émargement"), "page": _("Page"), "of": _("sur")},
    }
    return pdf.compile("sign_in_sheet", values, made_at=sheet.made_at)


def _signature_labels(sheet: SignInSheet) -> list[str]:
    if len(sheet.meetings) < 2:
        return [_("Signature")]
    return [_("Signature, %(meeting)s", meeting=meeting) for meeting in sheet.meetings]


def _facts(sheet: SignInSheet) -> list[list[str]]:
    facts = [[_("Date"), "\n".join(sheet.when)], [_("Lieu"), sheet.place]]
    label = _("Formation donnée par")
    return [*facts, [label, ", ".join(sheet.trainers)]] if sheet.trainers else facts
