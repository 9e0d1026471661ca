"""Certificates of attendance: the page that checks a number, and the PDF for whom it concerns."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal import clock
from portal.documents.attendance.certificate import CertificatePaper, as_pdf
from portal.mail.wire.links import link
from portal.queries.attendance import certificates as queries
from portal.queries.attendance.certificates import CertificateView
from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.registrations import my_partner, my_registration
from portal.rules.attendance.certificates import as_printed
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.services.attendance import certificates, hours
from portal.web.attendance.hours import year_asked
from portal.web.base.request.access import account_id, needs, public, viewer
from portal.web.base.request.private_pages import keep_private
from portal.web.registrations.team.chosen import partner_acted_for

blueprint = Blueprint("certificates", __name__)
blueprint.after_request(keep_private)


@blueprint.get("/attestations/<number>")
@public
def check(number: str) -> ResponseReturnValue:
    """Whether a number is that of a valid certificate, and of what; of whom is told to whom it concerns."""
    try:
        certificate = queries.by_number(viewer(), number)
    except NotFound as refusal:
        return render_template("attendance/certificates/unknown.html", number=as_printed(number)), refusal.status
    return render_template("attendance/certificates/show.html", certificate=certificate)


@blueprint.get("/attestations/<number>.pdf")
@needs(Action.SIGNED_IN)
def download(number: str) -> ResponseReturnValue:
    """One certificate for its person, her coordinators, the trainers and staff; an old one leads to its page."""
    certificate = queries.by_number(viewer(), number)
    if not certificate.name:
        raise NotFound
    if not certificate.valid:
        return redirect(url_for("certificates.check", number=certificate.number), 303)
    return _one(certificate)


@blueprint.get("/inscription/<token>/attestation.pdf")
@public
def mine(token: str) -> ResponseReturnValue:
    """The certificate of the registration behind a personal link; without one, the page that says what was noted."""
    certificate = queries.of_registration(my_registration.by_token(token).id)
    if certificate is None:
        return redirect(url_for("my_registration.show", token=token), 303)
    return _one(certificate)


@blueprint.get("/seances/<public_id>/attestations.pdf")
@needs(Action.SEE_ATTENDEES)
def of_session(public_id: str) -> Response:
    """Every certificate of a session in one file."""
    card = card_of(public_id)
    return _several(card, queries.of_session(viewer(), card.id))


@blueprint.get("/associations/<slug>/seances/<public_id>/attestations.pdf")
@needs(Action.REGISTER)
def of_team(slug: str, public_id: str) -> Response:
    """Every certificate of a partner's team in one file."""
    partner = my_partner.partner_by_slug(viewer(), slug)
    card = card_of(public_id)
    return _several(card, queries.of_team(viewer(), card.id, partner.id))


@blueprint.get("/mon-association/attestations.pdf")
@needs(Action.REGISTER)
def of_year() -> Response:
    """Every certificate of a partner's people about trainings of a year (`annee`, else this one), in one file."""
    partner, year = partner_acted_for(), year_asked() or clock.today().year
    found = queries.of_year(viewer(), partner.id, year)
    hours.note_certificates(partner.id, year, len(found), account_id())
    return _file(found, f"attestations-{year}")


def _one(certificate: CertificateView) -> Response:
    return _file([certificate], f"attestation-{certificate.number}")


def _several(card: SessionCard, found: Sequence[CertificateView]) -> Response:
    """Journalled before it leaves, as every file about several people."""
    certificates.note_download(card.id, len(found), account_id())
    return _file(found, f"attestations-{_day(card.starts_at)}")


def _day(moment: datetime) -> str:
    return clock.local(moment).date().isoformat()


def _file(found: Sequence[CertificateView], stem: str) -> Response:
    response = Response(as_pdf([_paper(one) for one in found]), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.pdf"'
    return response


def _paper(certificate: CertificateView) -> CertificatePaper:
    return CertificatePaper(
        number=certificate.number,
        address=link("certificates.check", number=certificate.number),
        name=certificate.name,
        title=certificate.title,
        meetings=certificate.meetings,
        minutes=certificate.minutes,
        organisation=certificate.organisation,
        trainers=certificate.trainers,
        issued_at=certificate.issued_at,
    )
