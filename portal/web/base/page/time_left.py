"""How long there is still, in words."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock

HOUR = timedelta(hours=1)


def time_left(until: datetime) -> str:
    """« encore 3 jours », by the days of the calendar; by hours within the last day."""
    left = until - clock.now()
    if left <= timedelta(0):
        return str(_("c’est passé"))
    if left < HOUR:
        return str(_("moins d’une heure"))
    if left < timedelta(days=1):
        return str(ngettext("encore %(num)s heure", "encore %(num)s heures", left // HOUR))
    days = (clock.local(until).date() - clock.local(clock.now()).date()).days
    return str(ngettext("encore %(num)s jour", "encore %(num)s jours", days))
