"""Seats given at the door (T17): by the trainer once the line has stopped moving, by staff at any time."""

import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.queries.attendance import walk_ins as queries
from portal.queries.base.sessions import SessionCard, card_by_id, card_of
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound, Refusal
from portal.rules.refusals.planning import LineStillMoves
from portal.services.registrations import approvals
from portal.services.registrations.registrations import Register
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.numbers import shown_version
from portal.web.messages import sentence
from portal.web.registrations import namesakes
from portal.web.registrations.forms.places import GiveSeatForm, WalkInForm

blueprint = Blueprint("walk_ins", __name__)


def _check_moment(card: SessionCard) -> None:
    allow(Action.MARK_PRESENCE, session_id=card.id)
    if not viewer().manages and clock.now() < card.deadlines.freeze_at:
        raise LineStillMoves(freeze_at=card.deadlines.freeze_at)


def _to_list(card: SessionCard) -> Response:
    return redirect(url_for("attendees.show", public_id=card.public_id), 303)


@blueprint.route("/inscriptions/<int:registration_id>/place", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def give_seat(registration_id: int) -> ResponseReturnValue:
    """Give a seat to somebody who waits, with a reason."""
    row = queries.waiting(viewer(), registration_id)
    card = card_by_id(row.session_id)
    _check_moment(card)
    form = GiveSeatForm(data={"version": row.version})
    if not form.validate_on_submit():
        return _page("attendance/walk_ins/give_seat.html", card, form, 422 if form.errors else 200, row=row)
    try:
        approvals.give_seat(row.id, shown_version(form.version.data), form.reason.data or "", account_id())
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        form.version.data = str(row.version)
        return _page("attendance/walk_ins/give_seat.html", card, form, refusal.status, row=row)
    flash(_("%(name)s a une place. La confirmation part par mail.", name=row.name), "good")
    return _to_list(card)


@blueprint.route("/seances/<public_id>/arrivee", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def add(public_id: str) -> ResponseReturnValue:
    """Add somebody who is there without a registration."""
    card = card_of(public_id)
    _check_moment(card)
    partners = queries.partners()
    form = WalkInForm()
    form.offer(partners)
    if not form.validate_on_submit():
        return _page("attendance/walk_ins/add.html", card, form, 422 if form.errors else 200)
    partner = next((partner for partner in partners if partner.slug == form.partner.data), None)
    if partner is None:
        raise NotFound
    command = Register(card.id, partner.id, (form.typed(),), account_id(), secrets.token_urlsafe(24))
    try:
        added = approvals.force(command, form.reason.data or "")
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page("attendance/walk_ins/add.html", card, form, refusal.status)
    flash(_("%(name)s est sur la liste.", name=form.typed().name), "good")
    namesakes.ask_about_registered(added, partner.id)
    return _to_list(card)


def _page(
    template: str, card: SessionCard, form: GiveSeatForm | WalkInForm, status: int, **values: object
) -> tuple[str, int]:
    return render_template(template, card=card, form=form, **values), status
