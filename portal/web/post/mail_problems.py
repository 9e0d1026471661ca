"""Why a mail has not left, in words: from what the mail server said, or the outbox itself."""

import re

from flask_babel import gettext as _

from portal.services.post.relay_refusals import PUT_OFF, REFUSED

_STATUS = re.compile(r"\b([45])\.\d{1,3}\.\d{1,3}\b")
_REPLY = re.compile(r"^([45])\d\d\b")


def mail_problem(problem: str) -> str:
    """A French sentence for what the outbox noted; empty where it noted nothing."""
    if not problem:
        return ""
    if problem.startswith(REFUSED):
        return _("Notre serveur de courrier refuse ce mail : il sera essayé de nouveau.")
    return _our_own().get(problem) or _server_said(problem) or _("Le mail n’a pas pu partir.")


def _our_own() -> dict[str, str]:
    return {
        "its subject is past": _("Ce dont il parle est passé."),
        "given up after five days": _("Il n’a pas pu partir en cinq jours."),
        "the batch took too long": _("Le serveur de courrier répond lentement : le mail attend son tour."),
        "the mail server is away": _("Notre serveur de courrier ne répond pas."),
        PUT_OFF: _("Notre serveur de courrier refuse nos mails en ce moment."),
        "the message cannot be built": _("L’adresse ne peut pas recevoir de mail : vérifiez comment elle est écrite."),
        "undone before it left": _("Le changement a été défait avant l’envoi."),
        "its reader wants no announcement": _("La personne ne veut plus d’annonce."),
        "cancelled before it left": _("L’inscription a été annulée avant l’envoi."),
        "the session is cancelled": _("La séance est annulée : le rappel n’a plus lieu d’être."),
        "the session moved": _("La séance a changé depuis : un autre mail l’a dit."),
        "the seat was given up": _("La place a été rendue : le rappel n’a plus lieu d’être."),
        "the seats it is about changed": _("Les places dont il parle ont changé avant l’envoi."),
    }


def _server_said(problem: str) -> str:
    """By the enhanced status of RFC 3463 where the server gave one, else by its three digits."""
    status, reply = _STATUS.search(problem), _REPLY.match(problem)
    if status is not None and status[0] in _statuses():
        return _statuses()[status[0]]
    kind = status or reply
    if kind is None:
        return ""
    return _("Le serveur a refusé ce mail.") if kind[1] == "5" else _("Le serveur demande d’attendre.")


def _statuses() -> dict[str, str]:
    unknown = _("Cette adresse n’existe pas, ou plus.")
    full = _("La boîte de cette personne est pleine.")
    distrusted = _("Le serveur refuse nos mails : parlez-en à l’administration.")
    return {
        **dict.fromkeys(("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"), unknown),
        **dict.fromkeys(("4.2.2", "5.2.2"), full),
        "5.2.1": _("La boîte de cette personne est fermée."),
        "5.3.4": _("Le mail est trop lourd pour ce serveur."),
        **dict.fromkeys(("5.7.0", "5.7.1", "5.7.23", "5.7.25", "5.7.26"), distrusted),
    }
