"""Refusals of a change of a session or a workshop: rules/refusals/planning.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {
        "options_missing": _("Proposez au moins deux réponses différentes, une par ligne."),
        "reason_missing": _("Écrivez la raison en une phrase : elle part dans le message."),
        "nothing_changed": _("Rien n’a changé : aucun message n’est parti."),
        "meeting_started": _("Une rencontre déjà commencée ne se déplace plus."),
        "meeting_in_past": _("Une rencontre se planifie dans le futur, et finit après son début."),
        "deadlines_disordered": _(
            "Les dates d’inscription se contredisent : vérifiez l’ouverture, la clôture et les délais."
        ),
        "session_incomplete": _("Il faut au moins une rencontre, chacune avec son lieu ou son lien."),
        "already_published": _("Cette séance est déjà publiée : ouvrez sa page pour la changer."),
        "workshop_not_published": _("Publiez d’abord la formation : la séance y renvoie."),
        "cancellation_planned": _("Cette séance est sur le point d’être annulée. Rétablissez-la d’abord."),
        "presence_too_early": _("Les présences se cochent à partir du %(first)s."),
        "presence_over": _("Les présences ne changent plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
        "session_not_over": _("Une séance se clôture après la fin de sa dernière rencontre."),
        "session_closed": _("Cette séance est déjà clôturée. Un résultat se corrige depuis la liste de présence."),
        "presence_missing": _("Il manque des présences à cocher : %(names)s."),
        "outcome_missing": _("Dites si l’absence était excusée : %(names)s."),
        "outcome_over": _("Ce résultat ne change plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
        "no_quota": _("Rien ne limite les associations pour cette séance en ce moment."),
        "below_quota": _("La limite d’une association ne descend pas sous celle de la séance, %(quota)s."),
        "line_still_moves": _(
            "La liste avance d’elle-même jusqu’au %(freeze_at)s. Après cela, vous donnez les places qui restent."
        ),
        "nobody_waits": _("Personne n’attend pour cette séance."),
        "asked_already": _("La question est déjà partie aujourd’hui. Laissez un jour pour répondre."),
    }
