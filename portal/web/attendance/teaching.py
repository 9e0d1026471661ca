"""A trainer's own sessions."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.queries.attendance import teaching as queries
from portal.queries.attendance.preparation import trainer_questions
from portal.rules.base.permissions import Action
from portal.web.base.page.paging import Page, asked_page
from portal.web.base.request.access import needs, viewer

blueprint = Blueprint("teaching", __name__)


@blueprint.get("/mes-seances")
@needs(Action.TEACH)
def index() -> ResponseReturnValue:
    """The sessions this trainer gives, with their figures, lists and files."""
    given = queries.sessions_given(viewer(), asked_page())
    page = Page(url_for("teaching.index"), given.shown.number, given.shown.last)
    questions = trainer_questions.counts([card.id for card in (*given.coming, *given.past)])
    return render_template("attendance/teaching/index.html", given=given, page=page, questions=questions)
