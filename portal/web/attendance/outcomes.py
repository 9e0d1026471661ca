"""Closing a session, and correcting what was noted of somebody."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.attendance import outcomes as queries
from portal.queries.attendance.outcomes import Closing
from portal.queries.attendance.presence import marks_of
from portal.queries.base.sessions import SessionCard, card_by_id
from portal.rules.base.permissions import Action
from portal.rules.base.states import Outcome, SessionStatus
from portal.rules.refusals.attendance import SessionClosed, SessionNotOver
from portal.rules.refusals.registrations import SessionCancelled
from portal.services.attendance import outcomes as services
from portal.services.attendance.outcomes import Close, Correction
from portal.web.attendance.forms.outcomes import ClosingForm, CorrectionForm
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.request.access import account_id, allow, needs, viewer

blueprint = Blueprint("outcomes", __name__)


@blueprint.route("/seances/<public_id>/cloture", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def close(public_id: str) -> ResponseReturnValue:
    """What closing will note of each person, and the button that does it."""
    closing = queries.closing(viewer(), public_id)
    allow(Action.MARK_PRESENCE, session_id=closing.card.id)
    _check_status(closing)
    form = ClosingForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.close(Close(closing.card.id, account_id(), form.reason.data or ""))
            said = _("La séance est clôturée. Chaque personne reçoit un mot, chaque association son résumé.")
            return done(url_for("attendees.show", public_id=public_id), said)
        closing = queries.closing(viewer(), public_id)
    page = render_template(
        "attendance/outcomes/close.html",
        closing=closing,
        card=closing.card,
        form=form,
        Outcome=Outcome,
        staff_until=queries.staff_close_until(closing.card),
    )
    return page, attempt.status


def _check_status(closing: Closing) -> None:
    if closing.card.status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if closing.card.status is SessionStatus.DONE:
        raise SessionClosed
    if not closing.over and request.method == "POST":
        raise SessionNotOver


@blueprint.route("/inscriptions/<int:registration_id>/resultat", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def correct(registration_id: int) -> ResponseReturnValue:
    """Correct what was noted of one person."""
    row = queries.completed(viewer(), registration_id)
    allow(Action.MARK_PRESENCE, session_id=row.session_id)
    card = card_by_id(row.session_id)
    known = {"version": row.version, "outcome": row.outcome, "meetings": _marks(card, row.id)}
    form = CorrectionForm(data=known)
    form.offer()
    attempt = AttemptOnRow(form, lambda: queries.completed(viewer(), registration_id))
    if form.validate_on_submit():
        with attempt:
            outcome = Outcome(form.outcome.data)
            reason = form.reason.data or ""
            services.correct(Correction(row.id, form.shown_version, outcome, account_id(), reason, form.marks))
            said = _("%(name)s : résultat corrigé.", name=row.name)
            return done(url_for("attendees.show", public_id=card.public_id), said)
    row, window = attempt.present or row, queries.correcting(viewer(), card)
    page = render_template(
        "attendance/outcomes/correct.html", row=row, card=card, form=form, window=window, moment=window.at(clock.now())
    )
    return page, attempt.status


def _marks(card: SessionCard, registration_id: int) -> list[dict[str, object]]:
    """What is noted of each meeting, where there are several: of one alone the outcome says it."""
    if len(card.meetings) == 1:
        return []
    noted = marks_of(registration_id)
    return [{"id": meeting.id, "mark": noted.get(meeting.id, "")} for meeting in card.meetings]
