"""Seats given at the door (T17): by the trainer once the line has stopped moving, by staff at any time."""

import secrets

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.attendance import walk_ins as queries
from portal.queries.attendance.walk_ins import PartnerChoice
from portal.queries.base.sessions import SessionCard, card_by_id, card_of
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.rules.refusals.planning import LineStillMoves
from portal.services.registrations import approvals, door
from portal.services.registrations.door import Newcomer
from portal.services.registrations.registrations import Register
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.registrations import namesakes
from portal.web.registrations.forms.places import GiveSeatForm, WalkInForm

blueprint = Blueprint("walk_ins", __name__)


def _check_moment(card: SessionCard) -> None:
    allow(Action.MARK_PRESENCE, session_id=card.id)
    if not viewer().manages and clock.now() < card.deadlines.freeze_at:
        raise LineStillMoves(freeze_at=card.deadlines.freeze_at)


def _list_url(card: SessionCard) -> str:
    return url_for("attendees.show", public_id=card.public_id)


@blueprint.route("/inscriptions/<int:registration_id>/place", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def give_seat(registration_id: int) -> ResponseReturnValue:
    """Give a seat to somebody who waits, with a reason."""
    row = queries.waiting(viewer(), registration_id)
    card = card_by_id(row.session_id)
    _check_moment(card)
    form = GiveSeatForm(data={"version": row.version})
    attempt = AttemptOnRow(form, lambda: queries.waiting(viewer(), registration_id))
    if form.validate_on_submit():
        with attempt:
            approvals.give_seat(row.id, form.shown_version, form.reason.data or "", account_id())
            said = _("%(name)s a une place. La confirmation part par mail.", name=row.name)
            return done(_list_url(card), said)
    row = attempt.present or row
    return render_template("attendance/walk_ins/give_seat.html", card=card, form=form, row=row), attempt.status


@blueprint.route("/seances/<public_id>/arrivee", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def add(public_id: str) -> ResponseReturnValue:
    """Add somebody who is there without a registration."""
    card = card_of(public_id)
    _check_moment(card)
    partners = queries.partners()
    form = WalkInForm()
    form.offer(partners)
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            if form.service.data:
                return _newcomer(card, form)
            partner = _chosen(form, partners)
            command = Register(card.id, partner.id, (form.typed(),), account_id(), secrets.token_urlsafe(24))
            added = approvals.force(command, form.why)
            response = done(_list_url(card), _("%(name)s est sur la liste.", name=form.typed().name))
            namesakes.ask_about_registered(added, partner.id)
            return response
    return render_template("attendance/walk_ins/add.html", card=card, form=form), attempt.status


def _newcomer(card: SessionCard, form: WalkInForm) -> ResponseReturnValue:
    """Somebody of a service that the list does not name: staff decide on the service later, not on the seat."""
    door.seat_newcomer(Newcomer(card.id, form.service.data or "", form.typed(), account_id(), form.why))
    said = _("%(name)s est sur la liste. L’équipe dira si son service rejoint l’annuaire.", name=form.typed().name)
    return done(_list_url(card), said)


def _chosen(form: WalkInForm, partners: list[PartnerChoice]) -> PartnerChoice:
    found = next((partner for partner in partners if partner.slug == form.partner.data), None)
    if found is None:
        raise NotFound
    return found
