"""A trainer, or staff, write to a session's participants: first as it reads and to whom, then sent."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.planning import session_messages as queries
from portal.rules.base.permissions import Action
from portal.rules.refusals.planning import NobodyToTell
from portal.services.planning import session_messages as services
from portal.services.planning.session_messages import Write
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.messages import sentence
from portal.web.planning.desk_session_changes import BUTTONS, CONFIRM
from portal.web.planning.forms.session_messages import MessageForm
from portal.web.planning.meeting_lists import EDIT

blueprint = Blueprint("session_messages", __name__)


@blueprint.route("/seances/<public_id>/messages", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def write(public_id: str) -> ResponseReturnValue:
    """The form, what it would send, and what was sent before."""
    card = card_of(public_id, drafts=viewer().manages)
    allow(Action.SEE_ATTENDEES, session_id=card.id)
    form = MessageForm()
    form.offer(queries.counts(card.id))
    if not form.validate_on_submit() or EDIT in request.form:
        return _form_page(form, card, 422 if form.errors else 200)
    try:
        return _send(form, card) if CONFIRM in request.form else _preview(form, card)
    except NobodyToTell as refusal:
        form.audience.errors = [sentence(refusal)]
        return _form_page(form, card, refusal.status)


def _form_page(form: MessageForm, card: SessionCard, status: int) -> tuple[str, int]:
    page = render_template(
        "planning/session_messages/write.html", form=form, card=card, written=queries.written(card.id)
    )
    return page, status


def _preview(form: MessageForm, card: SessionCard) -> str:
    preview = queries.preview(card.id, form.chosen, form.subject.data or "", form.body.data or "", account_id())
    if preview is None:
        raise NobodyToTell
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in BUTTONS]
    return render_template("planning/session_messages/preview.html", card=card, preview=preview, typed=typed)


def _send(form: MessageForm, card: SessionCard) -> ResponseReturnValue:
    count = services.write(
        Write(
            session_id=card.id,
            actor_id=account_id(),
            audience=form.chosen,
            subject=form.subject.data or "",
            body=form.body.data or "",
            form_key=form.form_key.data,
        )
    )
    flash(ngettext("Le message part à %(num)s adresse.", "Le message part à %(num)s adresses.", count), "good")
    return redirect(url_for("session_messages.write", public_id=card.public_id), 303)
