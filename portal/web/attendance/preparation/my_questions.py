"""*Questions avant la séance*, as somebody registered reads them: behind her personal link, and nobody else's."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.attendance.preparation import trainer_questions as queries
from portal.queries.base import sessions
from portal.queries.registrations import my_registration
from portal.rules.attendance.trainer_questions import Asking
from portal.rules.base.permissions import Action
from portal.services.attendance.preparation import trainer_questions as services
from portal.web.attendance.forms.trainer_questions import AskForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import needs, public, viewer
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("my_questions", __name__)
blueprint.after_request(keep_private)


@blueprint.route("/inscription/<token>/questions", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """Ask, see one's own questions that wait, read those released; what was typed comes back after any refusal."""
    row = my_registration.by_token(token)
    form = AskForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.ask(row.id, form.text.data or "")
            said = _("Votre question attend d’être relue. Vous pouvez encore la retirer.")
            return done(url_for(".show", token=token), said)
        row = my_registration.by_token(token)
    card = sessions.card_by_id(row.session_id)
    page = render_template(
        "attendance/trainer_questions/ask.html",
        token=token,
        card=card,
        page=queries.asker_page(row, card),
        form=form,
        Asking=Asking,
    )
    return page, attempt.status


@blueprint.post("/inscription/<token>/questions/<int:number>/retirer")
@public
def take_back(token: str, number: int) -> ResponseReturnValue:
    """Erase one's own question, released or not."""
    row, back = my_registration.by_token(token), url_for(".show", token=token)
    attempt = Attempt()
    with attempt:
        services.take_back(row.id, number)
        return done(back, _("Votre question est retirée et effacée."))
    return attempt.told_at(back)


@blueprint.get("/mes-inscriptions/<int:registration_id>/questions")
@needs(Action.SIGNED_IN)
def open_own(registration_id: int) -> ResponseReturnValue:
    """The questions of a session one is registered for, without looking for the mail."""
    return redirect(url_for(".show", token=my_registration.own_token(viewer(), registration_id)), 303)
