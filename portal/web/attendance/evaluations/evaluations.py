"""Evaluations: the form behind a ticket; results and sheets of paper, for trainers and staff."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.documents.base import spreadsheet
from portal.queries.attendance import evaluations as queries
from portal.queries.attendance.evaluations import FormView
from portal.rules.attendance.evaluations import Door
from portal.rules.base.permissions import Action
from portal.rules.base.secrets import hashed
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import OpinionGone
from portal.services.attendance.evaluations import evaluations as services
from portal.web.attendance.evaluations.evaluation_files import workbook
from portal.web.attendance.forms.evaluations import degrees, evaluation_form, words_of
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.base import PortalForm
from portal.web.base.request.access import account_id, needs, public, viewer
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("evaluations", __name__)
blueprint.after_request(keep_private)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/evaluation/<ticket>", methods=["GET", "POST"])
@public
def show(ticket: str) -> ResponseReturnValue:
    """The form, or why it does not open; once sent, a page whose address holds no ticket."""
    asked = queries.by_ticket(ticket)
    sent = request.method == "POST"
    if asked.door is Door.USED or (asked.door is not Door.OPEN and not sent):
        return _shut(asked, 409 if sent else 200)
    form = evaluation_form(asked.questions)
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.answer(ticket, form.sheet)
            return done(url_for("evaluations.thanks"))
        asked = queries.by_ticket(ticket)  # the same link may have been sent from elsewhere meanwhile
        if asked.door is Door.USED:
            return _shut(asked, attempt.status)
    page = render_template("attendance/evaluations/answer.html", asked=asked, card=asked.card, form=form)
    return page, attempt.status


def _shut(asked: FormView, status: int) -> ResponseReturnValue:
    return render_template("attendance/evaluations/shut.html", asked=asked, Door=Door), status


@blueprint.get("/evaluation/merci")
@public
def thanks() -> str:
    """The answer has left; nothing leads from here to it."""
    return render_template("attendance/evaluations/thanks.html")


@blueprint.get("/seances/<public_id>/evaluation")
@needs(Action.SEE_ATTENDEES)
def results(public_id: str) -> str:
    """What may be shown of a session's evaluations, or why nothing is."""
    found = queries.page_of(viewer(), public_id)
    return render_template(
        "attendance/evaluations/results.html",
        page=found,
        card=found.card,
        questions=[words_of(one.questions) for one in found.results],
        degrees=degrees(),
    )


@blueprint.route("/seances/<public_id>/evaluation/papier", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def paper(public_id: str) -> ResponseReturnValue:
    """Type in a sheet of paper; the next one has its form at once."""
    asked = queries.paper_form(viewer(), public_id)
    form = evaluation_form(asked.questions)
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.type_in(asked.card.id, form.sheet, account_id())
            said = _("L’avis est encodé. Il n’y a plus rien à garder de la feuille.")
            return done(url_for("evaluations.paper", public_id=public_id), said)
    page = render_template("attendance/evaluations/paper.html", asked=asked, card=asked.card, form=form, Door=Door)
    return page, attempt.status


@blueprint.get("/seances/<public_id>/evaluation.xlsx")
@needs(Action.SEE_ATTENDEES)
def download(public_id: str) -> Response:
    """What the page shows, as a workbook. Not found while the page shows nothing."""
    found = queries.page_of(viewer(), public_id)
    if not any(one.shown for one in found.results):
        raise NotFound
    response = Response(spreadsheet.as_xlsx(workbook(found)), content_type=XLSX)
    day = clock.local(found.card.starts_at).date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="evaluation-{day}.xlsx"'
    return response


@blueprint.route("/seances/<public_id>/evaluation/phrases/<digest>", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def erase(public_id: str, digest: str) -> ResponseReturnValue:
    """Erase a sentence in which a household could be recognised, once confirmed."""
    found = queries.page_of(viewer(), public_id)
    said = next((words for one in found.results for words in one.words if hashed(words) == digest), None)
    form, back = PortalForm(), url_for("evaluations.results", public_id=public_id)
    attempt = Attempt()
    if said is None:
        with attempt:
            raise OpinionGone
        return attempt.told_at(back)
    if form.validate_on_submit():
        with attempt:
            services.erase_words(found.card.id, digest, account_id())
            return done(back, _("La phrase est effacée."))
        return attempt.told_at(back)
    return render_template("attendance/evaluations/erase.html", card=found.card, said=said, form=form)
