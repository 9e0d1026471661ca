"""A trainer, or staff, write to a session's participants: first as it reads and to whom, then sent."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.planning import session_messages as queries
from portal.rules.base.permissions import Action
from portal.rules.refusals.planning import NobodyToTell
from portal.services.planning import session_messages as services
from portal.services.planning.session_messages import Write
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.confirming import confirmed, corrected, typed
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.planning.forms.session_messages import MessageForm

blueprint = Blueprint("session_messages", __name__)


@blueprint.route("/seances/<public_id>/messages", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def write(public_id: str) -> ResponseReturnValue:
    """The form, what it would send, and what was sent before."""
    card = card_of(public_id, drafts=viewer().manages)
    allow(Action.SEE_ATTENDEES, session_id=card.id)
    form = MessageForm()
    form.offer(queries.counts(card.id))
    attempt = Attempt(form)
    if form.validate_on_submit() and not corrected():
        with attempt:
            return _send(form, card) if confirmed() else _preview(form, card)
    shown = {"form": form, "card": card, "written": queries.written(card.id)}
    return render_template("planning/session_messages/write.html", **shown), attempt.status


def _preview(form: MessageForm, card: SessionCard) -> str:
    preview = queries.preview(card.id, form.chosen, form.subject.data or "", form.body.data or "", account_id())
    if preview is None:
        raise NobodyToTell
    return render_template("planning/session_messages/preview.html", card=card, preview=preview, typed=typed())


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
    said = ngettext("Le message part à %(num)s adresse.", "Le message part à %(num)s adresses.", count)
    return done(url_for("session_messages.write", public_id=card.public_id), said)
