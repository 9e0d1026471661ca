"""Staff write the questions of a session."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.queries.base import sessions
from portal.queries.registrations import answers as queries
from portal.rules.base.permissions import Action
from portal.services.planning import questions as services
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, needs
from portal.web.registrations.forms.answers import QuestionForm

blueprint = Blueprint("desk_questions", __name__, url_prefix="/gestion/seances/<public_id>/questions")


@blueprint.route("", methods=["GET", "POST"])
@needs(Action.MANAGE)
def index(public_id: str) -> ResponseReturnValue:
    """The questions, and the form of one more."""
    card = sessions.card_of(public_id, drafts=True)
    form = QuestionForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.add(form.typed(card.id), account_id())
            return _done(public_id, _("La question est ajoutée."))
    shown = {"card": card, "form": form, "questions": queries.questions_of(card.id)}
    return render_template("planning/desk_questions/questions.html", **shown), attempt.status


@blueprint.post("/<int:question_id>/retirer")
@needs(Action.MANAGE)
def remove(public_id: str, question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    services.remove(sessions.session_id_of(public_id), question_id, account_id())
    return _done(public_id, _("La question est retirée, ses réponses sont effacées."))


def _done(public_id: str, said: str) -> Response:
    return done(url_for("desk_questions.index", public_id=public_id), said)
