"""Questions to the trainers, read again before anybody sees them: released, hidden, dismissed. No name is shown."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.attendance.preparation import trainer_questions as queries
from portal.rules.base.permissions import Action
from portal.rules.refusals.attendance import TrainerQuestionGone
from portal.services.attendance.preparation import trainer_questions as services
from portal.web.attendance.forms.trainer_questions import ReleaseForm, release_form
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.base import PortalForm
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("trainer_questions", __name__, url_prefix="/seances/<public_id>/questions")
blueprint.after_request(keep_private)


@blueprint.get("")
@needs(Action.SEE_ATTENDEES)
def show(public_id: str) -> ResponseReturnValue:
    """Those that wait, each with its words to correct; below them those released."""
    return _page(public_id), 200


@blueprint.post("/<int:number>/publier")
@needs(Action.SEE_ATTENDEES)
def release(public_id: str, number: int) -> ResponseReturnValue:
    """Show a question to everybody registered, in the words that were sent."""
    found = queries.moderator_page(viewer(), public_id)
    form = ReleaseForm()
    attempt = Attempt(form, in_notice=True)
    if form.validate_on_submit():
        with attempt:
            services.release(found.card.id, number, form.text.data or "", account_id())
            return done(url_for(".show", public_id=public_id), _("La question est publiée, sans nom."))
    elif all(one.id != number for one in found.waiting):
        with attempt:
            raise TrainerQuestionGone
    return _page(public_id, sent_for=number, told=attempt.told), attempt.status


def _page(public_id: str, sent_for: int = 0, told: str = "") -> str:
    """The page; the form of the question `sent_for` holds what was sent, the others what was asked."""
    found = queries.moderator_page(viewer(), public_id)
    forms = {
        one.id: release_form(number, one.id, None if one.id == sent_for else one.text)
        for number, one in enumerate(found.waiting, start=1)
    }
    sent = forms.get(sent_for)
    if sent is not None:
        sent.validate()
    return render_template(
        "attendance/trainer_questions/moderate.html",
        page=found,
        card=found.card,
        forms=forms,
        sent=sent,
        told=told,
        typed=ReleaseForm().text.data if told else "",
    )


@blueprint.post("/<int:number>/cacher")
@needs(Action.SEE_ATTENDEES)
def hide(public_id: str, number: int) -> ResponseReturnValue:
    """Take a released question off the page: it waits again, to be corrected or dismissed."""
    session_id = queries.moderator_page(viewer(), public_id).card.id
    back = url_for(".show", public_id=public_id)
    attempt = Attempt()
    with attempt:
        services.hide(session_id, number, account_id())
        return done(back, _("La question n’est plus montrée\u00a0: elle attend de nouveau."))
    return attempt.told_at(back)


@blueprint.route("/<int:number>/ecarter", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def dismiss(public_id: str, number: int) -> ResponseReturnValue:
    """Erase a question that waits, once confirmed."""
    found = queries.moderator_page(viewer(), public_id)
    asked = next((one for one in found.waiting if one.id == number), None)
    form, back = PortalForm(), url_for(".show", public_id=public_id)
    attempt = Attempt()
    if asked is None:
        with attempt:
            raise TrainerQuestionGone
        return attempt.told_at(back)
    if form.validate_on_submit():
        with attempt:
            services.dismiss(found.card.id, number, account_id())
            return done(back, _("La question est écartée et effacée."))
        return attempt.told_at(back)
    return render_template("attendance/trainer_questions/dismiss.html", card=found.card, asked=asked, form=form)
