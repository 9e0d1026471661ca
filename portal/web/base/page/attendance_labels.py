"""The French words of who came: marks, outcomes, half-days, and what a list of attendees holds."""

from enum import StrEnum

from flask_babel import gettext as _

from portal.rules.attendance.hours import HalfDayState
from portal.rules.attendance.list_choices import ListColumn, ListOrder
from portal.rules.attendance.session_files import Shown
from portal.rules.base.states import NotedBy, Outcome, PresenceMark


def attendance_words() -> dict[type[StrEnum], dict[str, str]]:
    """The word of each value, by enum, in the language of the request."""
    return {
        Outcome: {
            "attended": _("Présence"),
            "partial": _("Présence partielle"),
            "no_show": _("Absence non excusée"),
            "excused": _("Absence excusée"),
        },
        PresenceMark: {
            "present": _("Présence"),
            "absent": _("Absence"),
            "excused": _("Absence excusée"),
        },
        HalfDayState: {
            "present": _("Présence"),
            "absent": _("Absence"),
            "excused": _("Absence excusée"),
            "unmarked": _("Pas encore noté"),
        },
        ListColumn: {
            "family_name": _("Nom"),
            "given_name": _("Prénom"),
            "partner": _("Association"),
            "function": _("Fonction"),
            "email": _("Adresse e-mail"),
            "state": _("Inscription"),
            "answer": _("Invitation"),
            "rank": _("Rang"),
            "presence": _("Présence"),
        },
        Shown: {"before": _("Dès maintenant"), "after": _("Après la séance")},
        ListOrder: {"name": _("Par nom"), "partner": _("Par association, puis par nom")},
        NotedBy: {
            "trainer": _("Notée par la personne qui anime"),
            "paper": _("D’après la feuille signée"),
            "telephone": _("Déclarée par téléphone, puis confirmée"),
        },
    }
