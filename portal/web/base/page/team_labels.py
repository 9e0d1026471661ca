"""The French words of a team: what the columns of a list hold, where somebody stands in the plan."""

from enum import StrEnum

from flask_babel import gettext as _

from portal.rules.attendance.plans import PlanState
from portal.rules.registrations.team_lists import Column


def team_words() -> dict[type[StrEnum], dict[str, str]]:
    """The word of each value, by enum, in the language of the request."""
    return {
        Column: {
            "full_name": _("Nom et prénom ensemble"),
            "given_name": _("Prénom"),
            "family_name": _("Nom"),
            "email": _("Adresse e-mail"),
            "function": _("Fonction"),
            "site": _("Antenne"),
            "volunteer": _("Bénévole"),
        },
        PlanState: {
            "done": _("Suivi"),
            "booked": _("Inscription"),
            "waiting": _("En attente"),
            "partly": _("Suivi en partie"),
            "not_yet": _("Pas encore"),
        },
    }
