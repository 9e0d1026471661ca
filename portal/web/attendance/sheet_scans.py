"""Photos and scans of the sheets that people signed: trainers of the session and staff, nobody else."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.attendance.preparation import session_files as queries
from portal.queries.attendance.preparation.session_files import ScansPage
from portal.queries.base.sessions import session_id_of
from portal.rules.base.dates import half_days
from portal.rules.base.permissions import Action
from portal.services.attendance.preparation import session_files as services
from portal.services.attendance.preparation.session_files import NewScan
from portal.web.attendance.forms.session_files import ScanForm
from portal.web.base.delivery import kept_files
from portal.web.base.delivery.kept_files import KeptFile
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.base import PortalForm
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import whole
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("sheet_scans", __name__, url_prefix="/seances/<public_id>/feuilles")
blueprint.after_request(keep_private)


@blueprint.route("", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def index(public_id: str) -> ResponseReturnValue:
    """The photos of each half-day, and one more; `rencontre`, counted from 1, says which half-day is meant."""
    page = queries.scans_of(viewer(), public_id)
    names = _names(page)
    form = ScanForm()
    form.offer(*_half_days(page, names))
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.attach_scan(NewScan(page.card.id, form.meeting.data, form.taken(), account_id()))
            return done(url_for(".index", public_id=public_id), _("La feuille est jointe."))
    shown = render_template("attendance/sheet_scans/index.html", page=page, card=page.card, form=form, names=names)
    return shown, attempt.status


def _names(page: ScansPage) -> list[str]:
    return half_days([meeting.starts_at for meeting in page.card.meetings])


def _half_days(page: ScansPage, names: list[str]) -> tuple[list[tuple[int, str]], int | None]:
    """The half-days that have begun, by name, and the one that was asked for; else the last of them."""
    numbers = {place: page.card.meetings[place - 1].id for place in page.begun}
    wanted = request.args.get("rencontre", 0, type=whole)
    meant = numbers.get(wanted) or (numbers[page.begun[-1]] if page.begun else None)
    return [(number, names[place - 1]) for place, number in numbers.items()], meant


@blueprint.route("/<stable_id>/retirer", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def remove(public_id: str, stable_id: str) -> ResponseReturnValue:
    """Take a photo away, once confirmed."""
    page = queries.scans_of(viewer(), public_id)
    place = page.place_of(stable_id)
    form = PortalForm()
    if form.validate_on_submit():
        services.remove_scan(page.card.id, stable_id, account_id())
        return done(url_for(".index", public_id=public_id), _("La feuille est retirée."))
    name = _names(page)[place.half_day - 1]
    return render_template("attendance/sheet_scans/remove.html", form=form, place=place, half_day=name, card=page.card)


@blueprint.get("/<stable_id>/<name>")
@needs(Action.SIGNED_IN)
def show(public_id: str, stable_id: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - the name is for people; the id decides
    """One photo, journalled before it leaves; for who may not see it, it does not exist."""
    scan = queries.served_scan(viewer(), public_id, stable_id)
    response = kept_files.sent(KeptFile(scan.sha256, scan.mime, scan.filename))
    services.note_scan_seen(session_id_of(public_id), stable_id, account_id())
    return response
