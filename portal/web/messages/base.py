"""The sentences of rules/refusals/base.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "edited_meanwhile": _l(
        "Quelqu’un a enregistré cette page entre-temps. Rien n’est écrasé : comparez, puis enregistrez à nouveau."
    ),
    "reason_missing": _l("Écrivez la raison en une phrase : elle part dans le message."),
    "nothing_changed": _l("Rien n’a changé : aucun message n’est parti."),
    "stale_version": _l("Cette inscription a changé entre-temps. Voici où elle en est maintenant."),
    "day_unreadable": _l("Cette date ne se lit pas. Écrivez-la en entier, par exemple « 12/01/2027 »."),
    "year_missing": _l("Il manque l’année. Écrivez la date en entier, par exemple « 12/01/2027 »."),
    "day_not_in_calendar": _l("Ce jour n’existe pas au calendrier. Vérifiez le jour et le mois."),
    "weekday_wrong": _l("Le jour et la date ne vont pas ensemble : cette date est un %(weekday)s."),
    "hour_unreadable": _l("Cette heure ne se lit pas. Écrivez-la en entier, par exemple « 9 h 30 »."),
    "hour_missing": _l("Il manque l’heure. Écrivez par exemple « 12/01/2027 à 9 h 30 »."),
    "moment_unreadable": _l(
        "Ce moment ne se lit pas. Écrivez la date et l’heure, par exemple « 12/01/2027 à 9 h 30 »."
    ),
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
    "picture_of_apple": _l(
        "Cette photo est au format HEIC, que la plupart des ordinateurs n’ouvrent pas. Faites-en une photo JPEG "
        "(sur l’iPhone\u00a0: Réglages, Appareil photo, Formats, «\u202fLe plus compatible\u202f»), ou envoyez un PDF."
    ),
    "scan_type_refused": _l("Envoyez une photo (JPEG, PNG ou WebP) ou un PDF de la feuille."),
    "table_empty": _l("Il n’y a pas une ligne à lire ici. Collez vos cellules, ou choisissez un autre fichier."),
    "table_unreadable": _l(
        "Ce fichier ne se lit pas. Dans Excel, choisissez « Enregistrer sous », puis « Classeur Excel (.xlsx) » ou « CSV », et recommencez."
    ),
    "table_too_large": _l("Ce fichier dépasse %(limit)s Mo. Gardez seulement les lignes utiles et recommencez."),
    "table_too_long": _l("Ce fichier a plus de %(most)s lignes. Gardez seulement les vôtres et recommencez."),
}
