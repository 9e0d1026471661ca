"""Staff move or cancel a published session, or change how many seats it has."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.models.planning.seating import chosen_of
from portal.models.planning.sessions import TrainingSession
from portal.queries.planning import cancellations, rewordings, workshops
from portal.queries.planning import planning as queries
from portal.queries.planning.audience import Audience, audience_of
from portal.queries.planning.planning import PlannedSession
from portal.rules.base.dates import clock_time
from portal.rules.base.permissions import Action
from portal.rules.planning.planning import MeetingPlan, is_material, undo_until
from portal.rules.planning.rewordings import retitled
from portal.rules.refusals.base import NothingChanged
from portal.services.planning import session_cancellations, session_moves
from portal.services.planning.session_moves import Reschedule, moments_after
from portal.services.planning.session_rows import plans_of
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.forms.confirming import confirmed, corrected, typed
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import shown_version
from portal.web.planning.forms.meetings import meetings_of
from portal.web.planning.forms.sessions import MOMENTS, CancelForm, MoveForm
from portal.web.planning.meeting_lists import redrawn

blueprint = Blueprint("desk_session_changes", __name__, url_prefix="/gestion/seances/<public_id>")


def _done(public_id: str, said: str = "", tone: str = "good") -> Response:
    return done(url_for("desk_sessions.show", public_id=public_id), said, tone)


@blueprint.route("/deplacer", methods=["GET", "POST"])
@needs(Action.MANAGE)
def move(public_id: str) -> ResponseReturnValue:
    """Change dates and places: first who is told what, then done."""
    page = queries.changeable(public_id)
    form = _move_form(page)
    attempt = AttemptOnRow(form, lambda: queries.planned(public_id))
    if not redrawn(form) and form.validate_on_submit():
        with attempt:
            session_moves.check_reschedule(_command(form, page))
            return _reschedule(form, page) if confirmed() or not _moves(form, page) else _move_preview(form, page)
    page = attempt.present or page
    return render_template("planning/desk_changes/move.html", form=form, page=page, card=page.card), attempt.status


def _moves(form: MoveForm, page: PlannedSession) -> bool:
    """Whether something moves; a new title alone was asked about in the form."""
    return is_material(plans_of(page.training), form.plans)


def _reschedule(form: MoveForm, page: PlannedSession) -> Response:
    public_id, moves = page.card.public_id, _moves(form, page)
    renames = bool(retitled(plans_of(page.training), form.plans))
    session_moves.reschedule(_command(form, page))
    if not moves:
        return _done(public_id, _("Le titre est enregistré.") if renames else _("Les pauses sont enregistrées."))
    until = queries.planned(public_id).move_undo_until
    if until is None:
        return _done(public_id, _("La séance est déplacée. Les personnes concernées reçoivent le changement."))
    said = _("La séance est déplacée. Le changement part à %(time)s.", time=clock_time(until))
    return _done(public_id, said, "warn")


def _move_form(page: PlannedSession) -> MoveForm:
    form = MoveForm(data={"meetings": meetings_of(page.training), "version": page.training.version})
    form.offer_venues(workshops.venues())
    form.ask(rewordings.reach_of_session(page.training.id))
    return form


def _command(form: MoveForm, page: PlannedSession) -> Reschedule:
    message = form.message.data or ""
    return Reschedule(page.training.id, form.shown_version, form.plans, account_id(), message, form.told)


def _move_preview(form: MoveForm, page: PlannedSession) -> str:
    names = {str(row.id): f"{row.name}, {row.municipality.name}" for row in workshops.venues()}
    return render_template(
        "planning/desk_changes/move_preview.html",
        page=page,
        audience=audience_of(page.training.id),
        card=page.card,
        plans=sorted(form.plans, key=lambda plan: plan.starts_at),
        deadlines=_moved_deadlines(page.training, form.plans),
        venues=names,
        typed=typed(),
        message=form.message.data,
    )


def _moved_deadlines(training: TrainingSession, plans: Sequence[MeetingPlan]) -> list[tuple[Any, Any, Any]]:
    """The moments chosen by staff that move with the session: what each is called, before and after."""
    before, after = chosen_of(training), moments_after(training, plans, clock.now())
    rows = [(words, before.get(name), after.get(name)) for name, words in MOMENTS.items()]
    return [row for row in rows if row[1] and row[1] != row[2]]


@blueprint.route("/annuler", methods=["GET", "POST"])
@needs(Action.MANAGE)
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel the session, with a reason: first who reads what, then done; it can be undone for ten minutes,
    but near the start. One that is over is cancelled where it did not take place.
    """
    page = queries.changeable(public_id)
    form = CancelForm()
    if not form.validate_on_submit() or corrected():
        return _cancel_page(form, page, 422 if form.errors else 200)
    reason, message = form.reason.data or "", form.message.data or ""
    if not confirmed():
        return _cancel_preview(page, cancellations.sample(page.training.id, reason, message))
    undo_until = session_cancellations.cancel(page.training.id, reason, account_id(), message)
    if undo_until is None:
        return _done(public_id, _("La séance est annulée. Toutes les personnes concernées reçoivent un message."))
    return _done(public_id, _("La séance sera annulée à %(time)s.", time=clock_time(undo_until)), "warn")


def _cancel_page(form: CancelForm, page: PlannedSession, status: int) -> tuple[str, int]:
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


def _cancel_preview(page: PlannedSession, sample: cancellations.Sample) -> str:
    return render_template(
        "planning/desk_changes/cancel_preview.html",
        page=page,
        card=page.card,
        audience=_who_hears(page),
        sample=sample,
        typed=typed(),
        at_once=_at_once(page),
    )


def _who_hears(page: PlannedSession) -> Audience:
    """Who hears of the cancellation; what is over stays in the agenda of who gave it."""
    audience = audience_of(page.training.id)
    return replace(audience, trainers=0) if not page.card.coming else audience


def _at_once(page: PlannedSession) -> bool:
    """Whether a cancellation asked now cannot be taken back, because the session starts soon or is over."""
    return undo_until([page.card.starts_at], clock.now()) is None


@blueprint.post("/retablir")
@needs(Action.MANAGE)
def restore(public_id: str) -> ResponseReturnValue:
    """Take the cancellation back."""
    try:
        session_cancellations.restore(queries.training_session(public_id).id, account_id())
    except NothingChanged:
        return _done(public_id)
    return _done(public_id, _("La séance est rétablie : rien n’a été envoyé."))


@blueprint.post("/remettre")
@needs(Action.MANAGE)
def take_back(public_id: str) -> ResponseReturnValue:
    """Take a move back: the former dates and places, before anybody was told."""
    version = shown_version(request.form.get("version"))
    try:
        session_moves.take_move_back(queries.training_session(public_id).id, version, account_id())
    except NothingChanged:
        said = _("Les dates restent : le changement est déjà parti, ou quelqu’un l’a repris avant vous.")
        return _done(public_id, said, "warn")
    return _done(public_id, _("Les dates et les lieux sont comme avant : rien n’est parti."))
