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
    "table_empty": _l("Il n’y a pas une ligne à lire ici. Collez vos cellules, ou choisissez un autre fichier."),
    "table_unreadable": _l(
        "Ce fichier ne se lit pas. Dans Excel, choisissez « Enregistrer sous », puis « Classeur Excel (.xlsx) » ou « CSV », et recommencez."
    ),
    "table_too_large": _l("Ce fichier dépasse %(limit)s Mo. Gardez seulement les lignes utiles et recommencez."),
    "table_too_long": _l("Ce fichier a plus de %(most)s lignes. Gardez seulement les vôtres et recommencez."),
}
