"""Refusals of a file: rules/refusals/files.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {
        "file_not_kept": _(
            "Le portail n’a plus de place pour ce fichier. Rien n’a été modifié : prévenez l’administration."
        ),
        "file_empty": _("Ce fichier est vide. Vérifiez qu’il s’ouvre chez vous, puis envoyez-le à nouveau."),
        "file_too_large": _(
            "Ce fichier dépasse %(megabytes)s Mo. Réduisez ses images ou partagez-le en plusieurs fichiers."
        ),
        "file_type_refused": _(
            "Ce type de fichier n’est pas accepté. Envoyez un PDF, un document Word, Excel, "
            "PowerPoint ou LibreOffice, une image (PNG, JPEG, WebP) ou un texte."
        ),
        "file_not_what_it_says": _(
            "Le contenu de ce fichier ne correspond pas à son nom. Ouvrez-le, enregistrez-le "
            "dans son vrai format, puis envoyez-le."
        ),
        "file_unreadable": _("Ce fichier est abîmé et ne s’ouvre pas. Enregistrez-le à nouveau, puis envoyez-le."),
        "file_protected": _("Ce fichier demande un mot de passe. Retirez la protection, puis envoyez-le."),
        "file_with_macros": _(
            "Ce fichier contient des macros. Enregistrez-le sans elles (.docx, .xlsx, .odt…), puis envoyez-le."
        ),
        "file_expands_too_much": _(
            "Ce fichier est trop lourd une fois déplié. Réduisez ses images, puis envoyez-le à nouveau."
        ),
    }
