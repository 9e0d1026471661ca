"""The sentences of rules/refusals/attendance.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "presence_too_early": _l("Les présences se cochent à partir du %(first)s."),
    "presence_over": _l("Les présences ne changent plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
    "session_not_over": _l("Une séance se clôture après la fin de sa dernière rencontre."),
    "session_closed": _l("Cette séance est déjà clôturée. Un résultat se corrige depuis la liste de présences."),
    "presence_missing": _l("Il manque des présences à cocher : %(names)s."),
    "outcome_missing": _l("Dites si l’absence était excusée : %(names)s."),
    "closing_over": _l("Cette séance ne se clôture plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
    "late_reason_missing": _l(
        "Le délai allait jusqu’au %(last)s. Écrivez en une phrase pourquoi c’est plus tard : la raison est gardée avec votre nom."
    ),
    "outcome_over": _l("Ce résultat ne change plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
}
