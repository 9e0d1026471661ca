"""The forms of announcements: which sessions and for whom; and what a mailbox wants to hear."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional

from portal.models.network.partners import Municipality, Theme
from portal.models.planning.announcements import MailPreference
from portal.queries.planning.announcements import Offer
from portal.rules.base.dates import date_long, date_medium
from portal.rules.planning.announcements import Narrowing
from portal.web.base.forms.base import HouseForm, PortalForm, Ticks, long_text_field, plausible_year, refuse_field
from portal.web.base.forms.date_fields import DayField
from portal.web.base.forms.form_keys import FormKeyField

ALL, SOME, NONE = "all", "some", "none"


class NarrowingForm(PortalForm):
    """Themes and communes to tick; nothing ticked means all."""

    themes = Ticks(_l("Thèmes"))
    communes = Ticks(_l("Communes"))

    def offer(self, themes: Iterable[Theme], communes: Iterable[Municipality]) -> None:
        """Fill the two lists."""
        self.themes.choices = [(theme.code, theme.label) for theme in themes]
        self.communes.choices = [(place.nis, place.name) for place in communes]

    @property
    def narrowing(self) -> Narrowing:
        """What was ticked."""
        return Narrowing(frozenset(self.themes.data or ()), frozenset(self.communes.data or ()))


class PeriodForm(HouseForm):
    """The days whose sessions are ticked beforehand; it comes with the address."""

    du = DayField(_l("Du"), [Optional(), plausible_year])
    au = DayField(_l("Au"), [Optional(), plausible_year])

    def validate(self, extra_validators: Any = None) -> bool:
        """A period ends after it begins."""
        valid = bool(super().validate(extra_validators))
        if self.du.data and self.au.data and self.au.data < self.du.data:
            return refuse_field(self.au, _l("Cette date vient avant le début de la période."))
        return valid

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period; an empty period, and one that cannot be read, hold none."""
        if self.errors or not (self.du.data or self.au.data):
            return False
        return (self.du.data or day) <= day <= (self.au.data or day)


class AnnounceForm(NarrowingForm):
    """Which sessions to announce, to whom, with which word."""

    sessions = Ticks(_l("Quelles séances ?"))
    note = long_text_field(_l("Un mot de l’équipe"), description=_l("Facultatif. Il ouvre le message."))
    form_key = FormKeyField()

    def offer_sessions(self, offers: Iterable[Offer]) -> None:
        """Fill in the sessions, with when each was announced before."""
        self.sessions.choices = [(offer.card.public_id, _words(offer)) for offer in offers]

    def ids(self, offers: Iterable[Offer]) -> tuple[int, ...]:
        """The rows of the ticked sessions."""
        return tuple(offer.card.id for offer in offers if offer.card.public_id in (self.sessions.data or ()))


def _words(offer: Offer) -> str:
    named = _("%(day)s : %(title)s", day=date_long(offer.card.starts_at).capitalize(), title=offer.card.title)
    if offer.announced_at is None:
        return str(named)
    return str(_("%(session)s (déjà annoncée le %(day)s)", session=named, day=date_medium(offer.announced_at)))


class PreferenceForm(NarrowingForm):
    """What a mailbox wants to hear."""

    wanted = RadioField(_l("Que voulez-vous recevoir ?"))

    def offer(self, themes: Iterable[Theme], communes: Iterable[Municipality]) -> None:
        """Fill the lists."""
        super().offer(themes, communes)
        self.wanted.choices = [
            (ALL, _("Toutes les annonces")),
            (SOME, _("Seulement ce que je coche ci-dessous")),
            (NONE, _("Aucune annonce")),
        ]


def values_of(row: MailPreference) -> dict[str, Any]:
    """What the form shows of a mailbox."""
    narrowed = SOME if row.themes or row.communes else ALL
    return {"wanted": NONE if row.stopped_at else narrowed, "themes": row.themes, "communes": row.communes}
