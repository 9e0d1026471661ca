"""The sentences of rules/refusals/library.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "file_not_kept": _l(
        "Le portail ne peut pas garder ce fichier : son disque est plein, ou n’accepte plus d’écriture. "
        "Rien n’a été modifié : prévenez l’administration."
    ),
    "file_empty": _l("Ce fichier est vide. Vérifiez qu’il s’ouvre chez vous, puis envoyez-le à nouveau."),
    "file_too_large": _l(
        "Ce fichier dépasse %(megabytes)s Mo. Réduisez ses images ou partagez-le en plusieurs fichiers."
    ),
    "file_type_refused": _l(
        "Ce type de fichier n’est pas accepté. Envoyez un PDF, un document Word, Excel, "
        "PowerPoint ou LibreOffice, une image (PNG, JPEG, WebP) ou un texte."
    ),
    "file_not_what_it_says": _l(
        "Le contenu de ce fichier ne correspond pas à son nom. Ouvrez-le, enregistrez-le "
        "dans son vrai format, puis envoyez-le."
    ),
    "file_unreadable": _l("Ce fichier est abîmé et ne s’ouvre pas. Enregistrez-le à nouveau, puis envoyez-le."),
    "file_protected": _l("Ce fichier demande un mot de passe. Retirez la protection, puis envoyez-le."),
    "file_with_macros": _l(
        "Ce fichier contient des macros. Enregistrez-le sans elles (.docx, .xlsx, .odt…), puis envoyez-le."
    ),
    "file_expands_too_much": _l(
        "Ce fichier est trop lourd une fois déplié. Réduisez ses images, puis envoyez-le à nouveau."
    ),
    "change_note_missing": _l("Dites en une phrase ce qui change : les lecteurs la verront."),
    "kept_for_partners": _l("Cette fiche est réservée aux partenaires et aux personnes qui donnent les formations."),
    "sheet_incomplete": _l("Écrivez un résumé et un texte avant de publier cette fiche."),
    "nothing_to_publish": _l("Aucun brouillon à publier : la fiche en ligne est la dernière version."),
    "never_published": _l("Cette fiche n’a pas encore été publiée : publiez-la d’abord."),
}
