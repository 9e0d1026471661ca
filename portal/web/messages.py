"""The French sentence of every refusal: what happened, and what to do next."""

from datetime import date, datetime

from flask_babel import gettext as _

from portal.rules.dates import date_long, datetime_long
from portal.rules.refusals import Refusal


def sentence(refusal: Refusal) -> str:
    """What the person reads. A code without a sentence is a KeyError, caught by tests/law."""
    details = {name: _shown(value) for name, value in refusal.details.items()}
    return sentences()[refusal.code] % details


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return datetime_long(value)
    return date_long(value) if isinstance(value, date) else str(value)


def sentences() -> dict[str, str]:
    """All sentences by code, in the language of the request."""
    return {
        "refused": _("Cette action n’est pas possible."),
        "not_found": _("Cette page n’existe pas, ou n’est pas ouverte avec votre adresse."),
        "session_not_published": _("Cette séance n’est pas encore publiée."),
        "session_cancelled": _("Cette séance est annulée."),
        "session_started": _("Cette séance a commencé : les inscriptions ne bougent plus. Appelez-nous s’il le faut."),
        "not_yet_open": _("Les inscriptions ouvrent le %(opens_at)s."),
        "registration_closed": _("Les inscriptions sont closes depuis le %(closes_at)s. Appelez-nous : une place reste parfois."),
        "already_registered": _("%(name)s a déjà une inscription pour cette séance."),
        "same_person_twice": _("%(name)s figure deux fois dans ce formulaire. Retirez une des deux lignes."),
        "group_larger_than_quota": _(
            "Un groupe de %(size)s personnes dépasse les %(quota)s places de votre association. Inscrivez-en moins ensemble."
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
        "options_missing": _("Proposez au moins deux réponses différentes, une par ligne."),
        "names_due": _("Depuis le %(deadline)s, une place se demande avec un nom. Écrivez qui vient."),
        "seat_needs_name": _("Une place donnée par décision porte un nom : écrivez qui vient."),
        "already_named": _("Cette place porte déjà un nom. Corrigez-le, ou remplacez la personne."),
        "waits_in_group": _("%(name)s attend avec un groupe qui vient ensemble : sa demande ne peut pas en sortir."),
        "stale_version": _("Cette inscription a changé entre-temps. Voici où elle en est maintenant."),
        "not_live": _("Cette inscription a pris fin : elle ne peut plus être changée."),
        "not_confirmed": _("Seule une place confirmée peut être donnée à un ou une collègue."),
        "reason_missing": _("Écrivez la raison en une phrase : elle part dans le message."),
        "nothing_changed": _("Rien n’a changé : aucun message n’est parti."),
        "meeting_started": _("Une rencontre déjà commencée ne se déplace plus."),
        "meeting_in_past": _("Une rencontre se planifie dans le futur, et finit après son début."),
        "deadlines_disordered": _("Les dates d’inscription se contredisent : vérifiez l’ouverture, la clôture et les délais."),
        "session_incomplete": _("Il faut au moins une rencontre, chacune avec son lieu ou son lien."),
        "already_published": _("Cette séance est déjà publiée : ouvrez sa page pour la changer."),
        "workshop_not_published": _("Publiez d’abord la formation : la séance y renvoie."),
        "cancellation_planned": _("Cette séance est sur le point d’être annulée. Rétablissez-la d’abord."),
        "address_taken": _("Cette adresse est déjà utilisée."),
        "code_wrong": _("Ce code ne correspond pas. Essais restants : %(left)s."),
        "challenge_over": _("Ce lien ou ce code a expiré ou a déjà servi. Demandez-en un nouveau."),
        "other_browser": _("Ce lien s’ouvre dans un autre navigateur que celui de la demande : tapez-y plutôt le code à 6 chiffres."),
        "too_many_requests": _("Trop de demandes en peu de temps. Réessayez dans %(minutes)s minutes."),
        "second_factor_wrong": _("Ce code ne correspond pas, ou a déjà servi. Attendez le suivant et réessayez."),
        "request_waiting": _(
            "Une première demande attend encore sa réponse : elle arrive par mail. Quelque chose à ajouter ? Appelez-nous."
        ),
        "already_decided": _("Quelqu’un a déjà décidé pour cette demande."),
        "presence_too_early": _("Les présences se cochent à partir du %(first)s."),
        "presence_over": _("Les présences ne changent plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
        "session_not_over": _("Une séance se clôture après la fin de sa dernière rencontre."),
        "session_closed": _("Cette séance est déjà clôturée. Un résultat se corrige depuis la liste de présence."),
        "presence_missing": _("Il manque des présences à cocher : %(names)s."),
        "outcome_missing": _("Dites si l’absence était excusée : %(names)s."),
        "outcome_over": _("Ce résultat ne change plus depuis le %(last)s. Une erreur ? Écrivez à l’équipe."),
        "no_quota": _("Rien ne limite les associations pour cette séance en ce moment."),
        "below_quota": _("La limite d’une association ne descend pas sous celle de la séance, %(quota)s."),
        "line_still_moves": _("La liste avance d’elle-même jusqu’au %(freeze_at)s. Après cela, vous donnez les places qui restent."),
        "nobody_waits": _("Personne n’attend pour cette séance."),
        "asked_already": _("La question est déjà partie aujourd’hui. Laissez un jour pour répondre."),
        "account_closed": _("Ce compte est fermé. Rouvrez-le d’abord depuis sa page."),
        "last_administrator": _("Il faut garder au moins un compte administrateur."),
        "last_coordinator": _("Une association garde au moins une personne de coordination."),
        "change_note_missing": _("Dites en une phrase ce qui change : les lecteurs la verront."),
        "edited_meanwhile": _("Quelqu’un a enregistré cette page entre-temps. Rien n’est écrasé : comparez, puis enregistrez à nouveau."),
        "kept_for_partners": _("Cette fiche est réservée aux partenaires et aux personnes qui donnent les formations."),
        "sheet_incomplete": _("Écrivez un résumé et un texte avant de publier cette fiche."),
        "nothing_to_publish": _("Aucun brouillon à publier : la fiche en ligne est la dernière version."),
        "never_published": _("Cette fiche n’a pas encore été publiée : publiez-la d’abord."),
        "file_not_kept": _("Le portail n’a plus de place pour ce fichier. Rien n’a été modifié : prévenez l’administration."),
        "file_empty": _("Ce fichier est vide. Vérifiez qu’il s’ouvre chez vous, puis envoyez-le à nouveau."),
        "file_too_large": _(
            "Ce fichier dépasse %(megabytes)s Mo. Réduisez ses images ou partagez-le en "
            "plusieurs fichiers."
        ),
        "file_type_refused": _(
            "Ce type de fichier n’est pas accepté. Envoyez un PDF, un document Word, Excel, "
            "PowerPoint ou LibreOffice, une image (PNG, JPEG, WebP) ou un texte."
        ),
        "file_not_what_it_says": _(
            "Le contenu de ce fichier ne correspond pas à son nom. Ouvrez-le, enregistrez-le "
            "dans son vrai format, puis envoyez-le."
        ),
        "file_unreadable": _(
            "Ce fichier est abîmé et ne s’ouvre pas. Enregistrez-le à nouveau, puis "
            "envoyez-le."
        ),
        "file_protected": _("Ce fichier demande un mot de passe. Retirez la protection, puis envoyez-le."),
        "file_with_macros": _(
            "Ce fichier contient des macros. Enregistrez-le sans elles (.docx, .xlsx, "
            ".odt…), puis envoyez-le."
        ),
        "file_expands_too_much": _(
            "Ce fichier est trop lourd une fois déplié. Réduisez ses images, puis envoyez-le "
            "à nouveau."
        ),
        "phone_unreadable": _("Ce numéro ne se lit pas. Écrivez-le par exemple « 071 00 00 00 » ou « +32 71 00 00 00 »."),
        "enterprise_number_wrong": _("Ce numéro d’entreprise n’est pas valable : il a dix chiffres, par exemple 0999.999.922."),
        "enterprise_number_taken": _("%(name)s a déjà ce numéro d’entreprise."),
        "possible_duplicate": _("Ce service ressemble à un partenaire déjà connu. Vérifiez, puis confirmez."),
        "dates_disordered": _("La fin vient avant le début : vérifiez les dates."),
        "parent_circular": _("Un partenaire ne peut pas faire partie de lui-même ni d’un de ses propres services."),
        "mail_over": _("Ce mail est parti ou abandonné : il ne se réessaie plus."),
        "mail_past": _("Ce dont ce mail parle est passé : il ne part plus."),
        "mail_erased": _("Ce mail portait un secret et son contenu est effacé. La personne peut en demander un autre."),
        "mail_leaving": _("Ce mail est en train de partir. Revenez dans quelques minutes."),
        "mail_overtaken": _("Un mail plus récent sur la même rencontre est déjà parti : celui-ci le contredirait."),
    }
