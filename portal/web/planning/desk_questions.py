"""Staff write the questions of a session."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.queries.base import sessions
from portal.queries.registrations import answers as queries
from portal.rules.base.permissions import Action
from portal.rules.refusals.planning import OptionsMissing
from portal.services.planning import questions as services
from portal.web.base.request.access import account_id, needs
from portal.web.messages import sentence
from portal.web.registrations.forms.answers import QuestionForm

blueprint = Blueprint("desk_questions", __name__, url_prefix="/gestion/seances/<public_id>/questions")


@blueprint.route("", methods=["GET", "POST"])
@needs(Action.MANAGE)
def index(public_id: str) -> ResponseReturnValue:
    """The questions, and the form of one more."""
    card = sessions.card_of(public_id, drafts=True)
    form = QuestionForm()
    status = 200
    if form.validate_on_submit():
        try:
            services.add(form.typed(card.id), account_id())
        except OptionsMissing as refusal:
            form.options.errors, status = [sentence(refusal)], refusal.status
        else:
            flash(_("La question est ajoutée."), "good")
            return _to(public_id)
    elif form.errors:
        status = 422
    questions = queries.questions_of(card.id)
    return render_template("planning/desk_questions/questions.html", card=card, form=form, questions=questions), status


@blueprint.post("/<int:question_id>/retirer")
@needs(Action.MANAGE)
def remove(public_id: str, question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    services.remove(sessions.session_id_of(public_id), question_id, account_id())
    flash(_("La question est retirée, ses réponses sont effacées."), "good")
    return _to(public_id)


def _to(public_id: str) -> Response:
    return redirect(url_for("desk_questions.index", public_id=public_id), 303)
