"""Staff plan sessions: list, draft, page, settings, publication, copies."""

from datetime import datetime
from itertools import groupby
from operator import attrgetter

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.models.planning.seating import start_of
from portal.models.planning.sessions import TrainingSession
from portal.queries.planning import planning as queries
from portal.queries.planning import rewordings, workshops
from portal.queries.planning.planning import PlannedSession
from portal.queries.registrations import interests
from portal.rules.base.permissions import Action
from portal.rules.base.states import SessionStatus
from portal.rules.refusals.planning import AlreadyPublished
from portal.rules.registrations.deadlines import Deadlines, deadlines_for
from portal.services.planning import planning, session_changes
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.page.paging import Page, asked_page, paged
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import row_number
from portal.web.planning.forms.publishing import PublishForm
from portal.web.planning.forms.sessions import DraftForm, DuplicateForm, SettingsForm, values_of
from portal.web.planning.meeting_lists import redrawn

blueprint = Blueprint("desk_sessions", __name__, url_prefix="/gestion/seances")
DRAFT_PAGE = "planning/desk_drafts/edit.html"


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Coming sessions, drafts, and the last past ones."""
    programme = queries.programme()
    coming, page = paged(url_for("desk_sessions.index"), programme.coming)
    return render_template("planning/desk_sessions/index.html", programme=programme, coming=coming, page=page)


@blueprint.get("/passees")
@needs(Action.MANAGE)
def past() -> ResponseReturnValue:
    """Every session that is over, the latest first."""
    found, shown = queries.past(asked_page())
    page = Page(url_for("desk_sessions.past"), shown.number, shown.last)
    return render_template("planning/desk_sessions/past.html", sessions=found, page=page)


@blueprint.get("/<public_id>")
@needs(Action.MANAGE)
def show(public_id: str) -> ResponseReturnValue:
    """One session with all that staff may do to it."""
    page = queries.staff_page(public_id)
    rows, pages = paged(url_for("desk_sessions.show", public_id=public_id), page.by_state)
    return render_template(
        "planning/desk_sessions/show.html",
        page=page,
        card=page.card,
        training=page.training,
        untold=rewordings.untold_of_session(page.training.id),
        groups=[(state, list(some)) for state, some in groupby(rows, key=attrgetter("state"))],
        pages=pages,
    )


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Plan a session: a draft that only staff see."""
    form = _draft_form({"workshop": _workshop_asked_for()})
    attempt = Attempt(form)
    if not redrawn(form) and form.validate_on_submit():
        with attempt:
            public_id = planning.create(_draft(form), account_id())
            return _done(public_id, _("Le brouillon est enregistré. Relisez-le, puis publiez-le."))
    return render_template(DRAFT_PAGE, form=form, training=None, defaults=None), attempt.status


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
    form.ask(rewordings.reach_of_session(training.id))
    attempt = AttemptOnRow(form, lambda: queries.planned(public_id))
    if form.validate_on_submit():
        with attempt:
            session_changes.change_settings(training.id, form.shown_version, form.settings, account_id(), form.told)
            return _done(public_id, _("Les réglages sont enregistrés."))
    return _form_page("planning/desk_sessions/settings.html", form, training, attempt)


def _edit_draft(training: TrainingSession) -> ResponseReturnValue:
    form = _draft_form(values_of(training))
    public_id = training.public_id
    attempt = AttemptOnRow(form, lambda: queries.planned(public_id))
    if not redrawn(form) and form.validate_on_submit():
        with attempt:
            planning.revise_draft(training.id, form.shown_version, _draft(form), account_id())
            return _done(public_id, _("Le brouillon est enregistré."))
    return _form_page(DRAFT_PAGE, form, training, attempt)


def _form_page(
    template: str, form: SettingsForm, training: TrainingSession, attempt: AttemptOnRow[PlannedSession]
) -> tuple[str, int]:
    shown = attempt.present.training if attempt.present else training
    page = render_template(template, form=form, training=shown, defaults=_defaults(start_of(shown)))
    return page, attempt.status


def _defaults(start: datetime | None) -> Deadlines | None:
    """The moments that apply where a field stays empty, once there is a date."""
    return deadlines_for(start, published_at=clock.now()) if start else None


def _done(public_id: str, said: str) -> Response:
    return done(url_for("desk_sessions.show", public_id=public_id), said)


@blueprint.route("/<public_id>/publier", methods=["GET", "POST"])
@needs(Action.MANAGE)
def publish(public_id: str) -> ResponseReturnValue:
    """Look once more, then publish."""
    page = queries.planned(public_id)
    if page.card.status is not SessionStatus.DRAFT:
        raise AlreadyPublished
    form = PublishForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            planning.publish(page.card.id, account_id(), form.seed)
            return _done(public_id, _("La séance est publiée : elle paraît dans l’agenda."))
    demand = interests.demand(page.training.workshop_id)
    shown = {"page": page, "card": page.card, "form": form, "demand": demand}
    return render_template("planning/desk_drafts/publish.html", **shown), attempt.status


@blueprint.route("/<public_id>/dupliquer", methods=["GET", "POST"])
@needs(Action.MANAGE)
def duplicate(public_id: str) -> ResponseReturnValue:
    """Draft the same session on another day."""
    training = queries.training_session(public_id)
    form = DuplicateForm()
    attempt = Attempt(form)
    if form.validate_on_submit() and form.day.data:
        with attempt:
            copy = planning.duplicate(training.id, form.day.data, account_id())
            return _done(copy, _("Voici la copie, en brouillon."))
    card = queries.planned(public_id).card
    return render_template("planning/desk_changes/duplicate.html", form=form, card=card), attempt.status


@blueprint.route("/<public_id>/supprimer", methods=["GET", "POST"])
@needs(Action.MANAGE)
def discard(public_id: str) -> ResponseReturnValue:
    """Delete a draft, once confirmed."""
    card = queries.planned(public_id).card
    if card.status is not SessionStatus.DRAFT:
        raise AlreadyPublished
    if request.method == "GET":
        return render_template("planning/desk_drafts/discard.html", card=card)
    planning.discard(card.id, account_id())
    return done(url_for("desk_sessions.index"), _("Le brouillon est supprimé."))
