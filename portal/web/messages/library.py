"""The sentences of rules/refusals/library.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "change_note_missing": _l("Dites en une phrase ce qui change : les lecteurs la verront."),
    "kept_for_partners": _l("Cette fiche est réservée aux partenaires et aux personnes qui donnent les formations."),
    "sheet_incomplete": _l("Écrivez un résumé et un texte avant de publier cette fiche."),
    "nothing_to_publish": _l("Aucun brouillon à publier : la fiche en ligne est la dernière version."),
    "never_published": _l("Cette fiche n’a pas encore été publiée : publiez-la d’abord."),
}
