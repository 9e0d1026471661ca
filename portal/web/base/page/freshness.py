"""How fresh a card is, in words: "Confirmée il y a 3 semaines", with the date beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from portal import clock
from portal.rules.base.dates import date_medium
from portal.rules.network.freshness import Age, Freshness, Unit, age, freshness


@dataclass(frozen=True, slots=True)
class FreshnessPill:
    """A pill's text, tone and icon, and the date in full (empty when the card was never confirmed)."""

    text: str
    tone: str
    icon: str
    on: str


def pill(verified_on: date | None) -> FreshnessPill:
    """What a page says of a card confirmed on that day."""
    return pills([verified_on])[verified_on]


def pills(days: Iterable[date | None]) -> dict[date | None, FreshnessPill]:
    """What a list says of cards confirmed on these days."""
    today, language = clock.today(), str(get_locale())
    return {day: _pill(day, today, language) for day in days}


# A list shows fifty of them, and writing a date out costs more than drawing its row.
@lru_cache(maxsize=2048)
def _pill(verified_on: date | None, today: date, _language: str) -> FreshnessPill:
    if verified_on is None:
        return FreshnessPill(_("À confirmer"), "warn", "clock", "")
    written = date_medium(verified_on)
    match freshness(verified_on, today):
        case Freshness.FRESH:
            return FreshnessPill(_ago(age(verified_on, today)), "good", "badge-check", written)
        case Freshness.AGEING:
            return FreshnessPill(_ago(age(verified_on, today)), "", "clock", written)
        case Freshness.STALE:
            return FreshnessPill(_("À confirmer"), "warn", "clock", written)


def _ago(since: Age) -> str:
    return str(_worded(since))


def _worded(since: Age) -> object:
    match since.unit:
        case Unit.TODAY:
            return _("Confirmée aujourd’hui")
        case Unit.DAYS:
            return ngettext("Confirmée il y a %(num)s jour", "Confirmée il y a %(num)s jours", since.count)
        case Unit.WEEKS:
            return ngettext("Confirmée il y a %(num)s semaine", "Confirmée il y a %(num)s semaines", since.count)
        case Unit.MONTHS:
            return ngettext("Confirmée il y a %(num)s mois", "Confirmée il y a %(num)s mois", since.count)
        case Unit.YEARS:
            return ngettext("Confirmée il y a %(num)s an", "Confirmée il y a %(num)s ans", since.count)
