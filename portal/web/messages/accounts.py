"""The sentences of rules/refusals/accounts.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "address_taken": _l("Cette adresse est déjà utilisée."),
    "code_wrong": _l("Ce code ne correspond pas. Essais restants : %(left)s."),
    "challenge_over": _l("Ce lien ou ce code a expiré ou a déjà servi. Demandez-en un nouveau."),
    "code_over": _l("Ce code n’est plus bon ici. Ouvrez plutôt le lien du même mail, ou demandez un autre code."),
    "other_browser": _l("Ce lien a été demandé dans un autre navigateur. Regardez d’abord ce qu’il ouvre."),
    "too_many_requests": _l("Trop de demandes en peu de temps. Réessayez dans %(minutes)s minutes."),
    "second_factor_wrong": _l("Ce code ne correspond pas, ou a déjà servi. Attendez le suivant et réessayez."),
    "second_factor_locked": _l(
        "Trop d’essais : le second code de ce compte, codes de secours compris, attend jusqu’au %(until)s."
    ),
    "address_unchanged": _l("C’est déjà l’adresse de ce compte."),
    "address_change_over": _l("Ce changement d’adresse a été fait ou annulé, ou son délai est passé."),
    "request_waiting": _l(
        "Une première demande attend encore sa réponse : elle arrive par mail. Quelque chose à ajouter ? Appelez-nous."
    ),
    "already_decided": _l("Quelqu’un a déjà décidé pour cette demande."),
    "account_closed": _l("Ce compte est fermé. Rouvrez-le d’abord depuis sa page."),
    "last_administrator": _l("Il faut garder au moins un compte administrateur."),
    "last_coordinator": _l("Une association garde au moins une personne qui la coordonne tout entière."),
}
