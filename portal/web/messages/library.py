"""Refusals of a sheet or a toolkit: rules/refusals/library.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {
        "change_note_missing": _("Dites en une phrase ce qui change : les lecteurs la verront."),
        "edited_meanwhile": _(
            "Quelqu’un a enregistré cette page entre-temps. Rien n’est écrasé : comparez, puis enregistrez à nouveau."
        ),
        "kept_for_partners": _("Cette fiche est réservée aux partenaires et aux personnes qui donnent les formations."),
        "sheet_incomplete": _("Écrivez un résumé et un texte avant de publier cette fiche."),
        "nothing_to_publish": _("Aucun brouillon à publier : la fiche en ligne est la dernière version."),
        "never_published": _("Cette fiche n’a pas encore été publiée : publiez-la d’abord."),
    }
