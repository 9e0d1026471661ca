"""Pages that explain: help, privacy, accessibility, and whom to tell about a weakness."""

from datetime import datetime, time, timedelta

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.rules.registrations.arrangements import WEEK
from portal.rules.upkeep.retention import TERMS, RecordKind, Term
from portal.settings import current_settings
from portal.web.base.request.access import by_revision, public

blueprint = Blueprint("pages", __name__)
MONTHS_A_YEAR = 12
SECURITY_TXT_DAYS = 180


@blueprint.get("/aide")
@public
@by_revision
def help_page() -> str:
    """What people ask most, the missing code first."""
    return render_template("crossings/pages/help.html", mailbox=_mailbox())


@blueprint.get("/vie-privee")
@public
@by_revision
def privacy() -> str:
    """What is kept about whom, why, how long, and the rights of everyone."""
    return render_template("crossings/pages/privacy.html", mailbox=_mailbox(), terms=_terms())


@blueprint.get("/accessibilite")
@public
@by_revision
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("crossings/pages/accessibility.html", mailbox=_mailbox())


@blueprint.get("/.well-known/security.txt")
@public
@by_revision
def security_txt() -> Response:
    """Whom to tell about a weakness (RFC 9116); valid half a year, from today on."""
    settings = current_settings()
    last_day = clock.today() + timedelta(days=SECURITY_TXT_DAYS)
    lines = (
        f"Contact: mailto:{settings.mail.sender_address}",
        f"Expires: {clock.utc(datetime.combine(last_day, time())):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _mailbox() -> str:
    """The address the portal writes from; somebody reads it."""
    return current_settings().mail.sender_address


def _terms() -> list[tuple[str, str, str]]:
    """The table of retention in words: what, how long, what happens then."""
    erased, anonymous = _("Effacé"), _("Rendu anonyme")
    kept = {
        RecordKind.REGISTRATION: _("Inscription et présence"),
        RecordKind.CANCELLED_REGISTRATION: _("Inscription annulée"),
        RecordKind.CERTIFICATE: _("Attestation de participation : ce qu’elle dit, et son numéro"),
        RecordKind.CONTACT_WHO_LEFT: _(
            "Contact qui a quitté son service ; collègue parti ou partie, une fois ses inscriptions oubliées"
        ),
        RecordKind.COLLEAGUE: _("Collègue d’un service, une fois ses inscriptions oubliées"),
        RecordKind.CLOSED_ACCOUNT: _("Compte fermé"),
        RecordKind.JOIN_REQUEST: _("Demande pour rejoindre le réseau, après la réponse"),
        RecordKind.WISH: _("Demande « Prévenez-moi de la prochaine »"),
        RecordKind.ENDED_WISH: _("La même, une fois satisfaite ou retirée"),
        RecordKind.MESSAGE: _("Mail envoyé et entrée d’agenda"),
        RecordKind.JOURNAL: _("Journal des opérations (qui a fait quoi, quand)"),
        RecordKind.INBOUND_MESSAGE: _("Mail reçu par le portail, qu’une personne de l’équipe doit lire"),
        RecordKind.BOUNCE: _("Refus d’un mail par le serveur de son adresse"),
        RecordKind.EVALUATION: _("Évaluation d’une séance\u00a0: des réponses que rien ne relie à une personne"),
        RecordKind.DECLARATION: _("Présence déclarée par téléphone, avant la clôture qui l’efface"),
        RecordKind.EVALUATION_TICKET: _(
            "Lien d’une évaluation (seulement son empreinte), après le dernier jour pour répondre"
        ),
        RecordKind.MISSED_WORD: _(
            "Mot de la langue qui n’a rien donné dans la recherche\u00a0: son nombre par jour, sans demande ni personne"
        ),
        RecordKind.TRAINER_QUESTION: _("Question posée avant une séance aux personnes qui l’animent, après la séance"),
        RecordKind.SIGNED_SHEET: _("Photo ou scan d’une feuille d’émargement signée, comme les présences"),
        RecordKind.SESSION_FILE: _("Document d’une séance, après sa dernière rencontre"),
    }
    told = [
        (_("Besoin d’aménagement"), _("%(days)s jours après la séance", days=WEEK.days), erased),
        (_("Réponse à une question de la séance"), _("Le temps dit sous la question, un an au plus"), erased),
    ]
    return [(kept[term.record], _duration(term), anonymous if term.anonymised else erased) for term in TERMS] + told


def _duration(term: Term) -> str:
    if term.days:
        return _("%(days)s jours", days=term.days)
    if term.months % MONTHS_A_YEAR:
        words = ngettext("%(num)s mois", "%(num)s mois", term.months)
    else:
        words = ngettext("%(num)s an", "%(num)s ans", term.months // MONTHS_A_YEAR)
    return _("%(duration)s après la fin de l’année", duration=words) if term.from_end_of_year else words
