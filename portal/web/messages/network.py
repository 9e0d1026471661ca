"""The sentences of rules/refusals/network.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "phone_unreadable": _l(
        "Ce numéro ne se lit pas. Écrivez-le par exemple « 071 00 00 00 », « +32 71 00 00 00 » ou « 107 » ; "
        "un poste s’écrit à la fin : « 071 00 00 00 (poste 12) »."
    ),
    "enterprise_number_wrong": _l(
        "Ce numéro d’entreprise n’est pas valable : il a dix chiffres, par exemple 0999.999.922."
    ),
    "enterprise_number_taken": _l("%(name)s a déjà ce numéro d’entreprise."),
    "possible_duplicate": _l("Ce service ressemble à un partenaire déjà connu. Vérifiez, puis confirmez."),
    "dates_disordered": _l("La fin vient avant le début : vérifiez les dates."),
    "parent_circular": _l("Un partenaire ne peut pas faire partie de lui-même ni d’un de ses propres services."),
    "words_too_few": _l("Écrivez au moins deux mots ou expressions différents, avec un point-virgule entre eux."),
    "locality_taken": _l("Cette localité est déjà dans la liste, avec ce code postal."),
}
