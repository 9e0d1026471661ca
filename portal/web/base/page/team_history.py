"""What happened to a team's registrations, a sentence an event."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.queries.registrations.team_history import TeamEvent
from portal.rules.base.states import RegistrationState
from portal.rules.base.verbs import Verb
from portal.rules.registrations.transitions import TransitionKind

# What is journalled of a registration and told to its team elsewhere, or to nobody.
UNSAID: frozenset[str] = frozenset(
    {
        TransitionKind.COMPLETED,
        TransitionKind.OUTCOME_CORRECTED,
        Verb.ALLOCATED,
        Verb.ANSWERED,
        Verb.STILL_COMING,
    }
)


def in_words(event: TeamEvent) -> str:
    """What happened and to whom, in one sentence; "" for what is of no use to a coordinator."""
    counted = _of_seats(event)
    if counted:
        return counted
    what = _what(event)
    return str(_("%(names)s : %(what)s", names=_names(event), what=what)) if what else ""


def _names(event: TeamEvent) -> str:
    nameless = event.seats - len(event.names)
    seats = [ngettext("%(num)s place sans nom", "%(num)s places sans nom", nameless)] if nameless else []
    return ", ".join([*event.names, *seats])


def _of_seats(event: TeamEvent) -> str:
    match event.verb:
        case TransitionKind.SEAT_HELD:
            return str(ngettext("%(num)s place gardée, à nommer", "%(num)s places gardées, à nommer", event.seats))
        case TransitionKind.HOLD_EXPIRED:
            return str(ngettext("%(num)s place rendue, sans nom", "%(num)s places rendues, sans nom", event.seats))
        case TransitionKind.RESCHEDULED:
            return str(_("Les dates ou le lieu ont changé"))
        case TransitionKind.SESSION_CANCELLED:
            return str(_("La séance est annulée"))
    return ""


def _what(event: TeamEvent) -> str:
    gained = event.after == RegistrationState.CONFIRMED
    words: dict[str, str] = {
        TransitionKind.ASKED: _("demande envoyée à l’équipe"),
        TransitionKind.JOINED_LINE: _("inscription demandée"),
        TransitionKind.APPROVED: _("demande acceptée"),
        TransitionKind.SEATED: _("place confirmée"),
        TransitionKind.NAMED: _("place nommée et confirmée"),
        TransitionKind.CANCELLED: _("ne vient pas à la suite") if event.after == "left" else _("inscription annulée"),
        TransitionKind.REJECTED: _("demande refusée"),
        TransitionKind.SUBSTITUTED: _("reprend la place") if gained else _("place donnée à un ou une collègue"),
        TransitionKind.MISSED: _("pas de place cette fois"),
        TransitionKind.FORCED: _("place donnée par décision de l’équipe"),
        Verb.NAMED: _("nom écrit, toujours en attente"),
        Verb.ANSWERED_INVITATION: _answers().get(event.after, ""),
        Verb.ISSUED_CERTIFICATE: _("attestation délivrée"),
        Verb.REPLACED_CERTIFICATE: _("attestation remplacée"),
        Verb.WITHDREW_CERTIFICATE: _("attestation retirée"),
        Verb.COMES_ANYWAY: _("vient quand même, l’invitation repart"),
    }
    return str(words.get(event.verb, ""))


def _answers() -> dict[str, str]:
    return {
        "accepted": _("invitation acceptée"),
        "tentative": _("invitation acceptée provisoirement"),
        "declined": _("invitation refusée dans l’agenda"),
    }
