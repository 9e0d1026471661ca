"""A list to tick on paper, as a PDF."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.documents.base import pdf
from portal.rules.base.dates import date_medium


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines to tick."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the sheet of paper says."""

    organisation: str
    title: str
    intro: str
    parts: tuple[Part, ...]
    made_at: datetime


def as_pdf(checklist: Checklist) -> bytes:
    """The list on A4, a box before each line, with the day it was made at the foot of each page."""
    values = {
        "organisation": checklist.organisation,
        "title": checklist.title,
        "intro": checklist.intro,
        "footer": _("%(title)s, version du %(day)s", title=checklist.title, day=date_medium(checklist.made_at)),
        "parts": [{"title": part.title, "lines": list(part.lines)} for part in checklist.parts],
    }
    return pdf.compile("checklist", values, made_at=checklist.made_at)
