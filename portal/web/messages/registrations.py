"""Refusals of a registration, a seat or an answer: rules/refusals/registrations.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {**_of_the_moment(), **_of_the_person(), **_of_the_row()}


def _of_the_moment() -> dict[str, str]:
    return {
        "session_not_published": _("Cette séance n’est pas encore publiée."),
        "session_cancelled": _("Cette séance est annulée."),
        "session_started": _("Cette séance a commencé : les inscriptions ne bougent plus. Appelez-nous s’il le faut."),
        "not_yet_open": _("Les inscriptions ouvrent le %(opens_at)s."),
        "list_first": _(
            "Avant le %(opens_at)s, les inscriptions sont pour les personnes de la liste « Prévenez-moi ». Dans ce formulaire, elle en compte %(seats)s : inscrivez celles-là, ou revenez alors."
        ),
        "registration_closed": _(
            "Les inscriptions sont closes depuis le %(closes_at)s. Appelez-nous : une place reste parfois."
        ),
    }


def _of_the_person() -> dict[str, str]:
    return {
        "already_registered": _("%(name)s a déjà une inscription pour cette séance."),
        "same_person_twice": _("%(name)s figure deux fois dans ce formulaire. Retirez une des deux lignes."),
        "group_larger_than_quota": _(
            "Un groupe de %(size)s personnes dépasse les %(quota)s places de votre association. Inscrivez-en moins ensemble."
        ),
        "group_larger_than_room": _(
            "Un groupe de %(size)s personnes dépasse les places de la séance (%(limit)s en tout). Inscrivez-en moins ensemble."
        ),
        "nobody_named": _("Indiquez au moins une personne."),
        "person_blocked": _(
            "%(name)s nous a dit que cette inscription n’était pas la sienne. Voyez-le ensemble, ou appelez-nous."
        ),
        "link_unknown": _(
            "Ce lien n’ouvre aucune inscription. Reprenez celui du dernier mail reçu, ou voyez-le avec votre association."
        ),
        "answers_closed": _("Les réponses ne changent plus depuis le %(freeze_at)s. Appelez-nous s’il le faut."),
        "consent_missing": _("Cochez votre accord : sans lui, nous ne gardons aucun besoin d’aménagement."),
        "answer_missing": _("Répondez à la question « %(label)s »."),
        "names_due": _("Depuis le %(deadline)s, une place se demande avec un nom. Écrivez qui vient."),
        "seat_needs_name": _("Une place donnée par décision porte un nom : écrivez qui vient."),
    }


def _of_the_row() -> dict[str, str]:
    return {
        "already_named": _("Cette place porte déjà un nom. Corrigez-le, ou remplacez la personne."),
        "waits_in_group": _("%(name)s attend avec un groupe qui vient ensemble : sa demande ne peut pas en sortir."),
        "stale_version": _("Cette inscription a changé entre-temps. Voici où elle en est maintenant."),
        "not_live": _("Cette inscription a pris fin : elle ne peut plus être changée."),
        "request_first": _(
            "Cette inscription est venue avec une demande à rejoindre. Répondez d’abord à la demande : elle vaut pour toutes ses inscriptions."
        ),
        "not_declined": _("Aucun refus d’invitation n’a mis fin à cette inscription : reprenez plutôt l’agenda."),
        "not_confirmed": _("Seule une place confirmée peut être donnée à un ou une collègue."),
    }
