"""Staff move or cancel a published session, or change how many seats it has."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.queries.planning import cancellations, workshops
from portal.queries.planning import planning as queries
from portal.queries.planning.audience import Audience, audience_of
from portal.queries.planning.planning import StaffPage
from portal.rules.base.dates import clock_time
from portal.rules.base.permissions import Action
from portal.rules.base.states import SessionStatus
from portal.rules.planning.planning import undo_until
from portal.rules.refusals import Refusal
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged
from portal.rules.refusals.planning import CancellationPlanned
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished, SessionStarted
from portal.services.planning import session_cancellations, session_changes
from portal.services.planning.session_changes import Reschedule
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import shown_version
from portal.web.planning.forms.meetings import meetings_of
from portal.web.planning.forms.sessions import CancelForm, MoveForm
from portal.web.planning.meeting_lists import EDIT, place_refusal, redrawn

blueprint = Blueprint("desk_session_changes", __name__, url_prefix="/gestion/seances/<public_id>")
CONFIRM = "confirm"
BUTTONS = ("csrf_token", CONFIRM, "edit", "add", "remove")


def changeable(public_id: str) -> StaffPage:
    """The session, if it is published and stays so. Raises NotFound, SessionNotPublished, SessionCancelled."""
    page = queries.staff_page(public_id)
    match page.card.status:
        case SessionStatus.DRAFT:
            raise SessionNotPublished
        case SessionStatus.CANCELLED:
            raise SessionCancelled
        case SessionStatus.DONE:
            raise SessionStarted
    if page.undo_until:
        raise CancellationPlanned
    return page


def _to(public_id: str) -> Response:
    return redirect(url_for("desk_sessions.show", public_id=public_id), 303)


@blueprint.route("/deplacer", methods=["GET", "POST"])
@needs(Action.MANAGE)
def move(public_id: str) -> ResponseReturnValue:
    """Change dates and places: first who is told what, then done."""
    page = changeable(public_id)
    form = _move_form(page)
    if redrawn(form) or not form.validate_on_submit():
        return _move_page(form, page, 422 if form.errors else 200)
    try:
        session_changes.check_reschedule(_command(form, page))
        if CONFIRM not in request.form:
            return _move_preview(form, page)
        session_changes.reschedule(_command(form, page))
    except Refusal as refusal:
        return _move_refused(form, public_id, refusal)
    until = queries.staff_page(public_id).move_undo_until
    if until is None:
        flash(_("La séance est déplacée. Les personnes concernées reçoivent le changement."), "good")
    else:
        flash(_("La séance est déplacée. Le changement part à %(time)s.", time=clock_time(until)), "warn")
    return _to(public_id)


def _move_form(page: StaffPage) -> MoveForm:
    form = MoveForm(data={"meetings": meetings_of(page.training), "version": page.training.version})
    form.offer_venues(workshops.venues())
    return form


def _command(form: MoveForm, page: StaffPage) -> Reschedule:
    message = form.message.data or ""
    return Reschedule(page.training.id, form.seen_version, form.plans, account_id(), message)


def _move_refused(form: MoveForm, public_id: str, refusal: Refusal) -> tuple[str, int]:
    place_refusal(form, refusal)
    page = queries.staff_page(public_id)
    if isinstance(refusal, EditedMeanwhile):
        form.version.data = str(page.training.version)
    return _move_page(form, page, refusal.status)


def _move_page(form: MoveForm, page: StaffPage, status: int) -> tuple[str, int]:
    return render_template("planning/desk_changes/move.html", form=form, page=page, card=page.card), status


def _move_preview(form: MoveForm, page: StaffPage) -> str:
    names = {str(row.id): f"{row.name}, {row.municipality.name}" for row in workshops.venues()}
    return render_template(
        "planning/desk_changes/move_preview.html",
        page=page,
        audience=audience_of(page.training.id),
        card=page.card,
        plans=sorted(form.plans, key=lambda plan: plan.starts_at),
        venues=names,
        typed=_typed(),
        message=form.message.data,
    )


@blueprint.route("/annuler", methods=["GET", "POST"])
@needs(Action.MANAGE)
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel the session, with a reason: first who reads what, then done; it can be undone for ten minutes,
    but near the start. One that is over is cancelled where it did not take place.
    """
    page = changeable(public_id)
    form = CancelForm()
    if not form.validate_on_submit() or EDIT in request.form:
        return _cancel_page(form, page, 422 if form.errors else 200)
    reason, message = form.reason.data or "", form.message.data or ""
    if CONFIRM not in request.form:
        return _cancel_preview(page, cancellations.sample(page.training.id, reason, message))
    undo_until = session_cancellations.cancel(page.training.id, reason, account_id(), message)
    if undo_until is None:
        flash(_("La séance est annulée. Toutes les personnes concernées reçoivent un message."), "good")
    else:
        flash(_("La séance sera annulée à %(time)s.", time=clock_time(undo_until)), "warn")
    return _to(public_id)


def _cancel_page(form: CancelForm, page: StaffPage, status: int) -> tuple[str, int]:
    shown = render_template(
        "planning/desk_changes/cancel.html",
        form=form,
        page=page,
        card=page.card,
        others=cancellations.other_sessions(page.card),
        audience=_who_hears(page),
        at_once=_at_once(page),
    )
    return shown, status


def _cancel_preview(page: StaffPage, sample: cancellations.Sample) -> str:
    return render_template(
        "planning/desk_changes/cancel_preview.html",
        page=page,
        card=page.card,
        audience=_who_hears(page),
        sample=sample,
        typed=_typed(),
        at_once=_at_once(page),
    )


def _who_hears(page: StaffPage) -> Audience:
    """Who hears of the cancellation; what is over stays in the agenda of who gave it."""
    audience = audience_of(page.training.id)
    return replace(audience, trainers=0) if not page.card.coming else audience


def _at_once(page: StaffPage) -> bool:
    """Whether a cancellation asked now cannot be taken back, because the session starts soon or is over."""
    return undo_until([page.card.starts_at], clock.now()) is None


def _typed() -> list[tuple[str, str]]:
    """What the form holds besides its buttons, for the page that asks to confirm."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in BUTTONS]


@blueprint.post("/retablir")
@needs(Action.MANAGE)
def restore(public_id: str) -> ResponseReturnValue:
    """Take the cancellation back."""
    try:
        session_cancellations.restore(queries.training_session(public_id).id, account_id())
    except NothingChanged:
        return _to(public_id)
    flash(_("La séance est rétablie : rien n’a été envoyé."), "good")
    return _to(public_id)


@blueprint.post("/remettre")
@needs(Action.MANAGE)
def take_back(public_id: str) -> ResponseReturnValue:
    """Take a move back: the former dates and places, before anybody was told."""
    version = shown_version(request.form.get("version"))
    try:
        session_changes.take_move_back(queries.training_session(public_id).id, version, account_id())
    except NothingChanged:
        flash(_("Les dates restent : le changement est déjà parti, ou quelqu’un l’a repris avant vous."), "warn")
        return _to(public_id)
    flash(_("Les dates et les lieux sont comme avant : rien n’est parti."), "good")
    return _to(public_id)
