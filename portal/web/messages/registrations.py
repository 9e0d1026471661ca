"""The sentences of rules/refusals/registrations.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "session_not_published": _l("Cette séance n’est pas encore publiée."),
    "session_cancelled": _l("Cette séance est annulée."),
    "session_started": _l("Cette séance a commencé : les inscriptions ne bougent plus. Appelez-nous s’il le faut."),
    "session_long_over": _l(
        "Cette séance est finie depuis trop longtemps : une rencontre ou une place s’y ajoutait jusqu’au %(last)s."
    ),
    "not_yet_open": _l("Les inscriptions ouvrent le %(opens_at)s."),
    "list_first": _l(
        "Avant le %(opens_at)s, les inscriptions sont pour les personnes de la liste « Prévenez-moi ». Dans ce formulaire, elle en compte %(seats)s : inscrivez celles-là, ou revenez alors."
    ),
    "registration_closed": _l(
        "Les inscriptions sont closes depuis le %(closes_at)s. Appelez-nous : une place reste parfois."
    ),
    "already_registered": _l("%(name)s a déjà une inscription pour cette séance."),
    "namesake_registered": _l(
        "%(name)s a déjà une inscription pour cette séance, sans adresse e-mail. Quelqu’un d’autre porte ce nom ? Écrivez son adresse, ou ajoutez un second prénom."
    ),
    "group_larger_than_quota": _l(
        "Un groupe de %(size)s personnes dépasse les %(quota)s places de votre association. Inscrivez-en moins ensemble."
    ),
    "group_larger_than_room": _l(
        "Un groupe de %(size)s personnes dépasse les places de la séance (%(limit)s en tout). Inscrivez-en moins ensemble."
    ),
    "same_person_twice": _l("%(name)s figure deux fois dans ce formulaire. Retirez une des deux lignes."),
    "registered_too_often": _l(
        "%(name)s a été inscrite et désinscrite plusieurs fois depuis hier pour cette séance. Réessayez demain, ou appelez-nous."
    ),
    "too_many_new_addresses": _l(
        "Vous avez donné plus de %(most)s nouvelles adresses depuis hier. Continuez demain, ou appelez-nous : l’équipe peut le faire."
    ),
    "address_corrected_too_often": _l(
        "L’adresse de %(name)s a déjà été corrigée plusieurs fois depuis hier. Réessayez demain, ou appelez-nous."
    ),
    "namesakes_alike": _l(
        "%(name)s figure deux fois dans ce formulaire, sans adresse e-mail. Une seule personne ? Retirez une des deux lignes. Deux personnes du même nom ? Écrivez l’adresse de l’une, ou ajoutez-lui un second prénom."
    ),
    "namesake_known": _l(
        "Quelqu’un de votre équipe porte déjà le nom de %(name)s, sans adresse e-mail. Pour les distinguer, écrivez l’adresse de l’une des deux personnes, ou ajoutez-lui un second prénom."
    ),
    "person_blocked": _l(
        "%(name)s nous a dit que cette inscription n’était pas la sienne. Voyez-le ensemble, ou appelez-nous."
    ),
    "person_elsewhere": _l("%(name)s n’est pas de votre antenne. Voyez avec qui coordonne toute l’association."),
    "link_unknown": _l(
        "Ce lien n’ouvre aucune inscription. Reprenez celui du dernier mail reçu, ou voyez-le avec votre association."
    ),
    "answers_closed": _l("Les réponses ne changent plus depuis le %(freeze_at)s. Appelez-nous s’il le faut."),
    "consent_missing": _l("Cochez votre accord : sans lui, nous ne gardons aucun besoin d’aménagement."),
    "answer_missing": _l("Répondez à la question « %(label)s »."),
    "nobody_named": _l("Indiquez au moins une personne."),
    "seat_not_free": _l(
        "Il n’y a plus de place libre, ou quelqu’un attend. Inscrivez la personne : elle attend son tour."
    ),
    "names_due": _l("Depuis le %(deadline)s, une place se demande avec un nom. Écrivez qui vient."),
    "seat_needs_name": _l("Une place donnée par décision porte un nom : écrivez qui vient."),
    "already_named": _l("Cette place porte déjà un nom. Corrigez-le, ou remplacez la personne."),
    "waits_in_group": _l("%(name)s attend avec un groupe qui vient ensemble : sa demande ne peut pas en sortir."),
    "not_live": _l("Cette inscription a pris fin : elle ne peut plus être changée."),
    "request_first": _l(
        "Cette inscription est venue avec une demande à rejoindre. Répondez d’abord à la demande : elle vaut pour toutes ses inscriptions."
    ),
    "not_confirmed": _l("Seule une place confirmée peut être donnée à un ou une collègue."),
    "not_declined": _l("Aucun refus d’invitation n’a mis fin à cette inscription : reprenez plutôt l’agenda."),
}
