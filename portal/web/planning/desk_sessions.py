"""Staff plan sessions: list, draft, page, settings, publication, copies."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.models.planning.seating import start_of
from portal.models.planning.sessions import TrainingSession
from portal.queries.planning import planning as queries
from portal.queries.planning import workshops
from portal.queries.registrations import interests
from portal.rules.base.permissions import Action
from portal.rules.base.states import SessionStatus
from portal.rules.refusals import Refusal
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.planning import AlreadyPublished
from portal.rules.registrations.deadlines import Deadlines, deadlines_for
from portal.services.planning import planning, session_changes
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import row_number
from portal.web.planning.forms.publishing import PublishForm
from portal.web.planning.forms.sessions import DraftForm, DuplicateForm, SettingsForm, values_of
from portal.web.planning.meeting_lists import place_refusal, redrawn

blueprint = Blueprint("desk_sessions", __name__, url_prefix="/gestion/seances")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Drafts, coming and past sessions."""
    return render_template("planning/desk_sessions/index.html", programme=queries.programme())


@blueprint.get("/<public_id>")
@needs(Action.MANAGE)
def show(public_id: str) -> ResponseReturnValue:
    """One session with all that staff may do to it."""
    page = queries.staff_page(public_id)
    return render_template("planning/desk_sessions/show.html", page=page, card=page.card, training=page.training)


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Plan a session: a draft that only staff see."""
    form = _draft_form({"workshop": _workshop_asked_for()})
    if redrawn(form) or not form.validate_on_submit():
        return _draft_page(form, None)
    try:
        public_id = planning.create(_draft(form), account_id())
    except Refusal as refusal:
        return _told(form, refusal)
    flash(_("Le brouillon est enregistré. Relisez-le, puis publiez-le."), "good")
    return _to(public_id)


def _workshop_asked_for() -> str:
    slug = request.args.get("formation", "")
    return str(workshops.by_slug(slug).id) if slug else ""


def _draft_form(values: dict[str, object]) -> DraftForm:
    form = DraftForm(data=values)
    form.offer_workshops(queries.workshops_to_plan())
    form.offer_venues(workshops.venues())
    form.offer_trainers(queries.possible_trainers())
    return form


def _draft(form: DraftForm) -> planning.Draft:
    return planning.Draft(row_number(form.workshop.data) or 0, form.plans, form.settings)


@blueprint.route("/<public_id>/modifier", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(public_id: str) -> ResponseReturnValue:
    """Change anything of a draft, the settings of a published session."""
    training = queries.training_session(public_id)
    if training.status is SessionStatus.DRAFT:
        return _edit_draft(training)
    form = SettingsForm(data=values_of(training))
    form.offer_trainers(queries.possible_trainers())
    if not form.validate_on_submit():
        return _settings_page(form, training)
    try:
        session_changes.change_settings(training.id, form.seen_version, form.settings, account_id())
    except Refusal as refusal:
        return _told(form, refusal, public_id)
    flash(_("Les réglages sont enregistrés."), "good")
    return _to(public_id)


def _edit_draft(training: TrainingSession) -> ResponseReturnValue:
    form = _draft_form(values_of(training))
    public_id = training.public_id
    if redrawn(form) or not form.validate_on_submit():
        return _draft_page(form, training)
    try:
        planning.revise_draft(training.id, form.seen_version, _draft(form), account_id())
    except Refusal as refusal:
        return _told(form, refusal, public_id)
    flash(_("Le brouillon est enregistré."), "good")
    return _to(public_id)


def _told(form: SettingsForm, refusal: Refusal, public_id: str = "") -> tuple[str, int]:
    """The form again, with the refusal where it belongs.

    After somebody else's change the new version is shown: saving again is then a choice.
    """
    place_refusal(form, refusal)
    training = queries.training_session(public_id) if public_id else None
    if training and isinstance(refusal, EditedMeanwhile):
        form.version.data = str(training.version)
    page = _draft_page if isinstance(form, DraftForm) else _settings_page
    rendered, _status = page(form, training)  # type: ignore[arg-type] # each page with its own form
    return rendered, refusal.status


def _draft_page(form: DraftForm, training: TrainingSession | None) -> tuple[str, int]:
    status = 422 if form.errors else 200
    start = start_of(training) if training else None
    return (
        render_template("planning/desk_sessions/edit.html", form=form, training=training, defaults=_defaults(start)),
        status,
    )


def _settings_page(form: SettingsForm, training: TrainingSession) -> tuple[str, int]:
    status = 422 if form.errors else 200
    defaults = _defaults(start_of(training))
    return (
        render_template("planning/desk_sessions/settings.html", form=form, training=training, defaults=defaults),
        status,
    )


def _defaults(start: datetime | None) -> Deadlines | None:
    """The moments that apply where a field stays empty, once there is a date."""
    return deadlines_for(start, published_at=clock.now()) if start else None


def _to(public_id: str) -> Response:
    return redirect(url_for("desk_sessions.show", public_id=public_id), 303)


@blueprint.route("/<public_id>/publier", methods=["GET", "POST"])
@needs(Action.MANAGE)
def publish(public_id: str) -> ResponseReturnValue:
    """Look once more, then publish."""
    page = queries.staff_page(public_id)
    if page.card.status is not SessionStatus.DRAFT:
        raise AlreadyPublished
    form, status = PublishForm(), 200
    if form.validate_on_submit():
        try:
            planning.publish(page.card.id, account_id(), form.seed)
        except Refusal as refusal:
            status = refusal.status
            place_refusal(form, refusal)
        else:
            flash(_("La séance est publiée : elle paraît dans l’agenda."), "good")
            return _to(public_id)
    elif form.errors:
        status = 422
    demand = interests.demand(page.training.workshop_id)
    return render_template(
        "planning/desk_sessions/publish.html", page=page, card=page.card, form=form, demand=demand
    ), status


@blueprint.route("/<public_id>/dupliquer", methods=["GET", "POST"])
@needs(Action.MANAGE)
def duplicate(public_id: str) -> ResponseReturnValue:
    """Draft the same session on another day."""
    training = queries.training_session(public_id)
    form, status = DuplicateForm(), 200
    if form.validate_on_submit() and form.day.data:
        try:
            copy = planning.duplicate(training.id, form.day.data, account_id())
        except Refusal as refusal:
            status = refusal.status
            place_refusal(form, refusal)
        else:
            flash(_("Voici la copie, en brouillon."), "good")
            return _to(copy)
    elif form.errors:
        status = 422
    card = queries.staff_page(public_id).card
    return render_template("planning/desk_changes/duplicate.html", form=form, card=card), status


@blueprint.route("/<public_id>/supprimer", methods=["GET", "POST"])
@needs(Action.MANAGE)
def discard(public_id: str) -> ResponseReturnValue:
    """Delete a draft, once confirmed."""
    card = queries.staff_page(public_id).card
    if card.status is not SessionStatus.DRAFT:
        raise AlreadyPublished
    if request.method == "GET":
        return render_template("planning/desk_sessions/discard.html", card=card)
    planning.discard(card.id, account_id())
    flash(_("Le brouillon est supprimé."), "good")
    return redirect(url_for("desk_sessions.index"), 303)
