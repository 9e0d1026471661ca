"""The French sentence of every refusal: what happened, and what to do next. One module an area, as in rules/refusals."""

from datetime import date, datetime

from flask_babel import gettext as _

from portal.rules.base.dates import date_long, datetime_long
from portal.rules.refusals import Refusal
from portal.web.messages import accounts, announcing, files, library, network, planning, post, registrations

AREAS = (accounts, announcing, files, library, network, planning, post, registrations)


def sentence(refusal: Refusal) -> str:
    """What the person reads. A code without a sentence is a KeyError, caught by tests/law."""
    details = {name: _shown(value) for name, value in refusal.details.items()}
    return sentences()[refusal.code] % details


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return datetime_long(value)
    return date_long(value) if isinstance(value, date) else str(value)


def sentences() -> dict[str, str]:
    """All sentences by code, in the language of the request."""
    told = {
        "refused": _("Cette action n’est pas possible."),
        "not_found": _("Cette page n’existe pas, ou n’est pas ouverte avec votre adresse."),
    }
    for area in AREAS:
        told |= area.sentences()
    return told
