"""The list of attendees as a trainer wants it: its columns and order chosen, and the list as a PDF."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.documents.attendance import attendee_list
from portal.queries.attendance.list_choices import choice_of
from portal.queries.attendance.listed import listed
from portal.queries.base.sessions import card_of
from portal.rules.base.permissions import Action
from portal.services.attendance import attendees, list_choices
from portal.web.attendance import attendee_files
from portal.web.attendance.forms.list_choices import ListChoiceForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.private_pages import keep_nowhere

blueprint = Blueprint("attendee_lists", __name__)


@blueprint.route("/seances/<public_id>/participants/colonnes", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def choose(public_id: str) -> ResponseReturnValue:
    """Choose the columns and the order of one's lists: kept for the account, whatever the session."""
    card = card_of(public_id, drafts=viewer().manages)
    allow(Action.SEE_ATTENDEES, session_id=card.id)
    form = ListChoiceForm(data=choice_of(viewer()).as_json())
    form.offer()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            list_choices.keep(account_id(), form.choice)
            said = _("Votre choix est gardé : il vaut pour Excel, CSV et PDF, à toutes vos séances.")
            return done(url_for("attendees.show", public_id=public_id), said)
    return render_template("attendance/attendee_lists/choose.html", form=form, card=card), attempt.status


@blueprint.get("/seances/<public_id>/participants.pdf")
@needs(Action.SEE_ATTENDEES)
def download_pdf(public_id: str) -> Response:
    """The list as a PDF to print or to read."""
    found = listed(viewer(), public_id)
    attendees.note_download(found.card.id, "list.pdf", len(found.ids), account_id())
    content = attendee_list.as_pdf(attendee_files.listing(found))
    response = Response(content, content_type="application/pdf")
    day = clock.local(found.card.starts_at).date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="participants-{day}.pdf"'
    return keep_nowhere(response)
