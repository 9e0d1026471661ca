"""The French word of every code a page shows (docs/glossary.md)."""

from enum import StrEnum
from functools import lru_cache

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.rules.base.states import (
    AccountRole,
    AddressVisibility,
    AttachmentKind,
    BounceWeight,
    CancelReason,
    ContactKind,
    ContentStatus,
    InboundKind,
    InboundReason,
    InboundState,
    JoinState,
    MembershipRole,
    MessageState,
    PartnerStatus,
    PartStat,
    RegistrationState,
    RelationshipKind,
    SearchKind,
    Seeding,
    SessionStatus,
    Visibility,
    WordKind,
)
from portal.rules.network.agreements import AgreementState
from portal.rules.planning.audiences import Audience
from portal.rules.planning.rewordings import Word
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind
from portal.rules.registrations.deadlines import DeadlineWarning
from portal.web.base.page.attendance_labels import attendance_words
from portal.web.base.page.team_labels import team_words


def label(code: StrEnum) -> str:
    """The word for `code`, in the language of the request. A code without a word is a KeyError."""
    return labels()[code.__class__, code.value]


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Every value of `kind` with its word, in the order of the definition."""
    words = labels()
    return [(code.value, words[kind, code.value]) for code in kind]


def labels() -> dict[tuple[type[StrEnum], str], str]:
    """All words by enum and value. A list shows dozens, so they are looked up once a language."""
    return _in_language(str(get_locale()))


@lru_cache(maxsize=8)
def _in_language(_language: str) -> dict[tuple[type[StrEnum], str], str]:
    return {(kind, code): word for kind, words in _words().items() for code, word in words.items()}


def _words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        **_training_words(),
        **attendance_words(),
        **team_words(),
        **_publishing_words(),
        **_planning_words(),
        **_network_words(),
        **_search_words(),
        **_inbound_words(),
    }


def _training_words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        RegistrationState: {
            "pending": _("En attente d’accord"),
            "waitlisted": _("En liste d’attente"),
            "held": _("Place à nommer"),
            "confirmed": _("Inscription confirmée"),
            "completed": _("Terminée"),
            "cancelled": _("Annulée"),
        },
        CancelReason: {
            "by_person": _("Désistement"),
            "by_partner": _("Annulée par l’association"),
            "by_staff": _("Annulée par l’équipe"),
            "not_me": _("Signalée « Ce n’est pas moi »"),
            "substituted": _("Place donnée à un ou une collègue"),
            "rejected": _("Demande refusée"),
            "hold_expired": _("Place non nommée à temps"),
            "session_cancelled": _("Séance annulée"),
            "session_started": _("Pas de place cette fois"),
            "declined": _("Invitation refusée, place libérée"),
        },
        Seeding: {
            "none": _("Un message, rien de plus"),
            "invitation": _("Invitation d’abord"),
            "credit": _("Crédit"),
        },
        SessionStatus: {
            "draft": _("Brouillon"),
            "published": _("Publiée"),
            "done": _("Terminée"),
            "cancelled": _("Annulée"),
        },
    }


def _publishing_words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        ContentStatus: {"draft": _("Brouillon"), "published": _("Publiée"), "archived": _("Archivée")},
        AttachmentKind: {
            "guide": _("Guide"),
            "checklist": _("Liste à cocher"),
            "template": _("Modèle à compléter"),
            "slides": _("Diaporama"),
        },
        MessageState: {
            "waiting": _("En attente"),
            "sent": _("Parti"),
            "failed": _("Refusé"),
            "dropped": _("Abandonné"),
        },
    }


def _planning_words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        ArrangementKind: {
            "step_free": _("Accès sans marche"),
            "hearing_loop": _("Boucle magnétique"),
            "large_print": _("Documents en grands caractères"),
            "sign_language": _("Interprète en langue des signes (LSFB)"),
            "front_seat": _("Place assise près de l’écran"),
            "assistance_dog": _("Venue avec un chien d’assistance"),
        },
        Audience: {
            "all": _("Tout le monde, en attente aussi"),
            "seated": _("Les places confirmées"),
            "waiting": _("La liste d’attente"),
            "present": _("Les personnes présentes"),
            "absent": _("Les personnes absentes"),
        },
        QuestionKind: {
            "choice": _("Une réponse à choisir"),
            "several": _("Plusieurs réponses possibles"),
            "short_text": _("Un texte court"),
        },
        Word: {
            "title": _("le titre"),
            "place": _("l’adresse"),
            "access": _("l’accès"),
            "map": _("la position sur la carte"),
            "note": _("ce qu’il faut savoir avant de venir"),
            "phone": _("le téléphone"),
        },
        DeadlineWarning: {
            "starts_in_the_past": _("La séance commence dans le passé."),
            "closes_in_the_past": _("Les inscriptions sont déjà closes : personne ne pourra s’inscrire."),
            "cancel_deadline_in_the_past": _("La date limite de désistement est déjà passée."),
            "freeze_in_the_past": _("La liste d’attente n’avance déjà plus d’elle-même."),
            "opens_after_close": _("Les inscriptions ouvrent après leur clôture."),
            "quota_already_released": _("La limite par association est déjà levée : elle ne joue pas."),
            "release_after_close": _("Les places réservées aux associations se libèrent après la clôture."),
        },
    }


def _network_words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        PartnerStatus: {
            "applied": _("A demandé à rejoindre"),
            "active": _("Partenaire"),
            "dormant": _("En sommeil"),
            "ended": _("Terminé"),
            "refused": _("Demande refusée"),
        },
        AgreementState: {
            "upcoming": _("À venir"),
            "running": _("En cours"),
            "expiring": _("Échéance proche"),
            "renewed": _("Reconduite tacitement"),
            "ended": _("Terminée"),
        },
        RelationshipKind: {
            "tenant_association": _("Association locataire"),
            "public_body": _("Partenaire public"),
            "contracted_relay": _("Relais conventionné"),
            "housing_operator": _("Opérateur de logement"),
            "guest": _("Service invité"),
        },
        Visibility: {"public": _("Tout le monde"), "network": _("Les partenaires"), "staff": _("L’équipe")},
        AddressVisibility: {
            "public": _("Tout le monde"),
            "network": _("Les partenaires"),
            "hidden": _("Personne : adresse protégée"),
        },
        ContactKind: {"role_mailbox": _("Adresse de fonction"), "person": _("Personne")},
        MembershipRole: {"coordinator": _("Coordination"), "member": _("Membre")},
        AccountRole: {
            "coordinator": _("Coordination d’une association"),
            "trainer": _("Formation : anime des séances"),
            "staff": _("Équipe"),
            "admin": _("Administration"),
        },
        JoinState: {"waiting": _("En attente"), "accepted": _("Acceptée"), "refused": _("Refusée")},
    }


def _search_words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        SearchKind: {
            "partner": _("Services et partenaires"),
            "sheet": _("Fiches pratiques"),
            "workshop": _("Formations"),
        },
        WordKind: {
            "synonym": _("Mots de même sens"),
            "acronym": _("Sigle et ce qu’il veut dire"),
            "lead": _("Besoins qui mènent au premier mot"),
        },
    }


def _inbound_words() -> dict[type[StrEnum], dict[str, str]]:
    return {
        PartStat: {
            "accepted": _("Invitation acceptée"),
            "tentative": _("Invitation acceptée provisoirement"),
            "declined": _("Invitation refusée"),
        },
        InboundKind: {
            "reply": _("Réponse à une invitation"),
            "other_calendar": _("Objet d’agenda"),
            "bounce": _("Avis de non-remise"),
            "automatic": _("Réponse automatique"),
            "human": _("Message"),
            "unreadable": _("Message illisible"),
        },
        InboundState: {
            "applied": _("Pris en compte"),
            "ignored": _("Sans suite"),
            "forwarded": _("Transmis à l’équipe"),
            "to_read": _("À traiter"),
            "read": _("Traité"),
        },
        BounceWeight: {
            "unreachable": _("adresse inconnue"),
            "counted": _("refusé par le serveur"),
            "distrusted": _("le serveur se méfie de nos mails"),
            "full": _("boîte pleine"),
            "passing": _("pas arrivé à temps"),
        },
        InboundReason: _reasons(),
    }


def _reasons() -> dict[str, str]:
    """Why a message waits or has no effect, as a sentence."""
    return {
        "too_large": _("Le message est trop grand ou trop compliqué : il n’a pas été ouvert."),
        "unreadable": _("Le message est abîmé : seul son début se lit."),
        "forged": _("L’adresse de l’expéditeur est peut-être usurpée : le contrôle DMARC a échoué."),
        "other_sender": _("La réponse vient d’une autre adresse que celle de l’invitation."),
        "unknown_invitation": _("La réponse parle d’une invitation que le portail ne connaît pas."),
        "other_attendee": _("La réponse ne parle pas de la personne invitée."),
        "counter": _("La personne propose un autre moment."),
        "delegated": _("La personne a passé l’invitation à quelqu’un d’autre."),
        "several_events": _("La réponse ne parle pas d’une seule rencontre."),
        "trainer_declined": _("La personne qui anime la séance refuse l’invitation."),
        "too_many": _("Trop de messages en une heure, ou sans adresse : celui-ci n’a pas été transmis."),
        "failed": _("Le portail n’a pas pu traiter ce message."),
        "stale": _("La réponse parle d’une version dépassée de l’invitation."),
        "repeated": _("Une réponse plus récente a déjà été prise en compte."),
        "ended": _("L’invitation n’a plus cours."),
        "from_outside": _("Une invitation venue d’ailleurs n’a pas d’effet."),
        "untraced": _("L’avis ne dit pas lequel de nos mails il concerne."),
        "machine": _("Une réponse automatique n’a pas d’effet."),
    }
