"""The French sentence of every refusal: what happened, and what to do next. One module a wing, as in rules/refusals."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from portal.rules.base.dates import date_long, datetime_long
from portal.rules.refusals import Refusal
from portal.web.messages import accounts, attendance, base, library, network, planning, post, registrations

WINGS = (base, accounts, library, network, registrations, attendance, planning, post)
SENTENCES = {
    "refused": _l("Cette action n’est pas possible."),
    "not_found": _l("Cette page n’existe pas, ou n’est pas ouverte avec votre adresse."),
} | {code: text for wing in WINGS for code, text in wing.SENTENCES.items()}


def sentence(refusal: Refusal) -> str:
    """What the person reads. A code without a sentence is a KeyError, caught by tests/law."""
    details = {name: _shown(value) for name, value in refusal.details.items()}
    return str(SENTENCES[refusal.code]) % details


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return datetime_long(value)
    return date_long(value) if isinstance(value, date) else str(value)
