"""The sentences of rules/refusals/attendance.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "presence_too_early": _l("Les présences se notent à partir du %(first)s."),
    "presence_over": _l("Les présences ne changent plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
    "session_not_over": _l("Une séance se clôture après la fin de sa dernière rencontre."),
    "session_closed": _l("Cette séance est déjà clôturée. Un résultat se corrige depuis la liste de présences."),
    "presence_missing": _l("Il manque des présences à noter : %(names)s."),
    "closing_over": _l("Cette séance ne se clôture plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
    "late_reason_missing": _l(
        "Le délai allait jusqu’au %(last)s. Écrivez en une phrase pourquoi c’est plus tard : la raison est gardée avec votre nom."
    ),
    "evaluation_unknown": _l(
        "Ce lien n’ouvre aucune évaluation. Copiez l’adresse entière du mail\u00a0: elle tient parfois sur deux lignes. "
        "Les évaluations d’il y a longtemps sont effacées, leurs liens aussi."
    ),
    "evaluation_used": _l("Ce lien a déjà servi. Un avis est bien arrivé\u202f; chaque lien n’en porte qu’un."),
    "evaluation_too_early": _l("Pas encore\u00a0: l’évaluation s’ouvre quand la séance est clôturée."),
    "evaluation_over": _l("Les avis sont arrêtés depuis le %(last)s. Une remarque\u202f? Écrivez à l’équipe."),
    "evaluation_empty": _l(
        "Rien n’est encore rempli. Répondez à une question, la première par exemple, ou fermez la page."
    ),
    "too_many_sheets": _l("Il y aurait plus d’avis sur papier que de personnes présentes."),
    "opinion_gone": _l("Cette phrase n’est plus là\u00a0: la page montre ce qui reste."),
    "trainer_questions_closed": _l(
        "La séance a commencé\u00a0: les questions se posent maintenant sur place. Vos mots sont encore là, à copier."
    ),
    "too_many_trainer_questions": _l(
        "%(most)s de vos questions attendent déjà d’être relues. Retirez-en une, ou attendez un peu\u00a0: vos mots sont encore là."
    ),
    "trainer_question_gone": _l(
        "Cette question n’est plus là\u00a0: la personne qui l’avait posée l’a retirée, ou quelqu’un l’a écartée."
    ),
    "trainer_question_released": _l(
        "Quelqu’un d’autre vient de publier cette question\u00a0: la page montre avec quels mots."
    ),
    "room_code_unknown": _l("Ce code n’est pas celui d’une salle en ce moment. Recopiez celui qui est à l’écran."),
    "room_code_old": _l("Ce code date de plus de deux minutes. Tapez celui qui est à l’écran."),
    "room_code_over": _l("Cette demi-journée est finie. Dites à la personne qui anime que vous étiez là."),
    "room_code_shut": _l(
        "Cette séance est clôturée ou annulée : plus rien ne s’y déclare. Une erreur ? Dites-le à la personne qui anime."
    ),
    "too_many_room_codes": _l(
        "Plusieurs codes de suite n’étaient pas les bons. Attendez le suivant et recopiez-le, ou dites votre nom à la "
        "personne qui anime."
    ),
    "not_recognised": _l(
        "Avec cette adresse, nous ne pouvons pas noter votre présence d’ici. Dites votre nom à la personne qui anime : "
        "c’est fait en un geste."
    ),
    "session_not_closed": _l("Le relevé des présences se fait une fois la séance clôturée."),
    "outcome_over": _l("Ce résultat ne change plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
    "too_many_files": _l("Cette séance a déjà %(most)s documents. Retirez-en un, puis ajoutez celui-ci."),
    "too_many_scans": _l(
        "Cette demi-journée a déjà %(most)s photos de sa feuille. Retirez-en une, ou réunissez les pages en un PDF."
    ),
    "meeting_not_begun": _l("Cette demi-journée n’a pas commencé\u00a0: personne n’a encore signé."),
}
