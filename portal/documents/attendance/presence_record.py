"""The record of presence of a closed session: who was there at each half-day, and how it was noted; no hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.documents.base import pdf
from portal.rules.base.dates import date_long, date_medium


@dataclass(frozen=True, slots=True)
class RecordDay:
    """One half-day in words, with the name, the association and how it was noted of each who was there."""

    words: str
    there: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What the record says; `when` are the days of the session, `issuer` the name and function of who issues it."""

    organisation: str
    title: str
    when: tuple[datetime, ...]
    place: str
    trainers: tuple[str, ...]
    days: tuple[RecordDay, ...]
    issuer: tuple[str, str]
    made_at: datetime


def as_pdf(record: Record) -> bytes:
    """The record on A4, a table a half-day."""
    values = {
        "organisation": record.organisation,
        "title": record.title,
        "facts": _facts(record),
        "columns": [_("Nom"), _("Association"), _("Comment c’est noté")],
        "days": [{"words": _heading(day.words), "there": day.there, "total": _total(day.there)} for day in record.days],
        "words": {
            "record": _("Relevé des présences"),
            "portal": _("Portail des partenaires"),
            "nobody": _("Aucune présence notée."),
            "page": _("Page"),
            "of": _("sur"),
        },
        "issued": _issued(record),
    }
    return pdf.compile("presence_record", values, made_at=record.made_at)


def _facts(record: Record) -> list[tuple[str, str]]:
    days = dict.fromkeys(date_long(one) for one in record.when)
    facts = [(_("Dates"), ", ".join(days)), (_("Lieu"), record.place), (_("Animation"), ", ".join(record.trainers))]
    return [(name, said) for name, said in facts if said]


def _heading(words: str) -> str:
    return words[:1].upper() + words[1:]


def _total(there: Sequence[object]) -> str:
    return str(ngettext("%(num)s présence.", "%(num)s présences.", len(there)))


def _issued(record: Record) -> str:
    who = ", ".join(part for part in (*record.issuer, record.organisation) if part)
    return str(_("Délivré le %(day)s par %(who)s", day=date_medium(record.made_at), who=who))
