"""Refusals of a sign-in, an account or a request to join: rules/refusals/accounts.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {
        "address_taken": _("Cette adresse est déjà utilisée."),
        "code_wrong": _("Ce code ne correspond pas. Essais restants : %(left)s."),
        "challenge_over": _("Ce lien ou ce code a expiré ou a déjà servi. Demandez-en un nouveau."),
        "other_browser": _(
            "Ce lien s’ouvre dans un autre navigateur que celui de la demande : tapez-y plutôt le code à 6 chiffres."
        ),
        "too_many_requests": _("Trop de demandes en peu de temps. Réessayez dans %(minutes)s minutes."),
        "second_factor_wrong": _("Ce code ne correspond pas, ou a déjà servi. Attendez le suivant et réessayez."),
        "request_waiting": _(
            "Une première demande attend encore sa réponse : elle arrive par mail. Quelque chose à ajouter ? Appelez-nous."
        ),
        "already_decided": _("Quelqu’un a déjà décidé pour cette demande."),
        "account_closed": _("Ce compte est fermé. Rouvrez-le d’abord depuis sa page."),
        "last_administrator": _("Il faut garder au moins un compte administrateur."),
        "last_coordinator": _("Une association garde au moins une personne de coordination."),
    }
