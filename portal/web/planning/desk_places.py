"""Staff change how many seats there are, for all or for one association: first who would be served, then done."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.queries.planning import planning, previews
from portal.queries.planning.planning import PlannedSession
from portal.queries.planning.previews import Limited, Preview
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import NothingChanged
from portal.services.planning import quotas, session_changes
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.confirming import confirmed, corrected, typed
from portal.web.base.request.access import account_id, needs
from portal.web.planning.forms.sessions import CapacityForm
from portal.web.registrations.forms.places import QuotaForm

blueprint = Blueprint("desk_places", __name__, url_prefix="/gestion/seances/<public_id>")


@blueprint.route("/capacite", methods=["GET", "POST"])
@needs(Action.MANAGE)
def capacity(public_id: str) -> ResponseReturnValue:
    """Change how many seats there are."""
    page = planning.changeable(public_id)
    training = page.training
    form = CapacityForm(data={"capacity": training.capacity, "allowance": training.allowance})
    if not form.validate_on_submit() or corrected():
        status = 422 if form.errors else 200
        return render_template("planning/desk_places/capacity.html", form=form, page=page, card=page.card), status
    seats, allowance = form.capacity.data or 1, form.allowance.data or 0
    if not confirmed():
        offered = _in_seats(page.card.capacity, seats + allowance)
        return _preview_page(page, previews.with_seats(training.id, seats, allowance), offered)
    return _change(public_id, lambda: session_changes.set_capacity(training.id, seats, allowance, account_id()))


@blueprint.route("/quota", methods=["GET", "POST"])
@needs(Action.MANAGE)
def quota(public_id: str) -> ResponseReturnValue:
    """Give one association more seats than the others may have."""
    page = planning.changeable(public_id)
    partners = previews.limited_partners(page.training.id)
    form = QuotaForm()
    form.offer(partners)
    attempt = Attempt(form)
    if form.validate_on_submit() and not corrected():
        with attempt:
            return _raise_quota(page, _chosen(form, partners), form.quota.data or 1)
    shown = {"form": form, "page": page, "card": page.card, "partners": partners}
    return render_template("planning/desk_places/quota.html", **shown), attempt.status


def _raise_quota(page: PlannedSession, chosen: Limited, seats: int) -> ResponseReturnValue:
    quotas.check_raise(page.training, seats)
    if not confirmed():
        limit = f"{chosen.name}{_(' : ')}{_in_seats(chosen.quota, seats)}"
        return _preview_page(page, previews.with_quota(page.training.id, chosen.id, seats), limit)
    return _change(page.card.public_id, lambda: quotas.raise_quota(page.training.id, chosen.id, seats, account_id()))


def _chosen(form: QuotaForm, partners: list[Limited]) -> Limited:
    found = next((partner for partner in partners if partner.slug == form.partner.data), None)
    if found is None:
        raise NotFound
    return found


def _in_seats(before: int, after: int) -> str:
    return ngettext(
        "%(num)s place au plus, au lieu de %(before)s.",
        "%(num)s places au plus, au lieu de %(before)s.",
        after,
        before=before,
    )


def _preview_page(page: PlannedSession, preview: Preview, change: str) -> str:
    return render_template(
        "planning/desk_places/places_preview.html",
        page=page,
        card=page.card,
        preview=preview,
        change=change,
        typed=typed(),
    )


def _change(public_id: str, act: Callable[[], None]) -> Response:
    """Done; what changes nothing is no error here."""
    page = url_for("desk_sessions.show", public_id=public_id)
    try:
        act()
    except NothingChanged:
        return done(page, _("Rien n’a changé : aucun message n’est parti."), "info")
    return done(page, _("Les places sont changées."))
