"""The sentences of rules/refusals/planning.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "message_too_soon": _l(
        "Cette séance a déjà reçu un message il y a peu, ou plusieurs depuis hier. Le prochain peut partir à partir du %(at)s. Votre texte est gardé."
    ),
    "telling_undecided": _l(
        "Dites si les agendas doivent être mis à jour : des invitations montrent encore les mots d’avant."
    ),
    "nobody_to_tell": _l("Personne ne recevrait ce message. Élargissez votre choix."),
    "nothing_to_announce": _l("Choisissez au moins une séance."),
    "announcement_left": _l("Les dix minutes sont passées : les mails sont partis."),
    "options_missing": _l("Proposez au moins deux réponses différentes, une par ligne."),
    "meeting_started": _l("Une rencontre déjà commencée ne se déplace plus."),
    "meeting_in_past": _l("Une rencontre se planifie dans le futur."),
    "meeting_ends_first": _l("La fin vient après le début."),
    "pause_too_long": _l("La pause est plus courte que la rencontre."),
    "deadlines_disordered": _l(
        "Les dates d’inscription se contredisent : vérifiez l’ouverture, la clôture et les délais."
    ),
    "session_incomplete": _l("Il faut au moins une rencontre, chacune avec son lieu ou son lien."),
    "already_published": _l("Cette séance est déjà publiée : ouvrez sa page pour la changer."),
    "workshop_not_published": _l("Publiez d’abord la formation : la séance y renvoie."),
    "session_took_place": _l("Des personnes sont notées présentes : la séance a eu lieu. Clôturez-la plutôt."),
    "starts_too_soon": _l("Cette séance commence avant que l’annonce ne soit lue. Appelez plutôt."),
    "cancellation_planned": _l("Cette séance est sur le point d’être annulée. Rétablissez-la d’abord."),
    "no_quota": _l("Rien ne limite les associations pour cette séance en ce moment."),
    "below_quota": _l("La limite d’une association ne descend pas sous celle de la séance, %(quota)s."),
    "line_still_moves": _l(
        "La liste avance d’elle-même jusqu’au %(freeze_at)s. Après cela, vous donnez les places qui restent."
    ),
    "nobody_waits": _l("Personne n’attend pour cette séance."),
    "asked_already": _l("La question est déjà partie aujourd’hui. Laissez un jour pour répondre."),
}
