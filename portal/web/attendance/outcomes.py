"""Closing a session, and correcting what was noted of somebody."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.attendance import outcomes as queries
from portal.queries.attendance.outcomes import Closing
from portal.queries.base.sessions import card_by_id
from portal.queries.registrations.registrations import RegistrationView
from portal.rules.base.permissions import Action
from portal.rules.base.states import Outcome, SessionStatus
from portal.rules.refusals import NotFound, Refusal
from portal.rules.refusals.attendance import LateReasonMissing, SessionClosed, SessionNotOver
from portal.rules.refusals.registrations import SessionCancelled
from portal.services.attendance import outcomes as services
from portal.services.attendance.outcomes import Close
from portal.web.attendance.forms.outcomes import ClosingForm, CorrectionForm, closing_form
from portal.web.base.forms.base import refuse_field
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.numbers import shown_version
from portal.web.messages import sentence

blueprint = Blueprint("outcomes", __name__)


@blueprint.route("/seances/<public_id>/cloture", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def close(public_id: str) -> ResponseReturnValue:
    """What closing will note of each person, and the button that does it."""
    closing = queries.closing(viewer(), public_id)
    allow(Action.MARK_PRESENCE, session_id=closing.card.id)
    _check_status(closing)
    form = closing_form(closing.absent if not closing.unmarked else ())
    if not form.validate_on_submit():
        return _closing_page(closing, form, 422 if form.errors else 200)
    try:
        services.close(Close(closing.card.id, form.absences, account_id(), form.reason.data or ""))
    except LateReasonMissing as refusal:
        refuse_field(form.reason, sentence(refusal))
        return _closing_page(closing, form, refusal.status)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _closing_page(queries.closing(viewer(), public_id), form, refusal.status)
    flash(_("La séance est clôturée. Chaque personne reçoit un mot, chaque association son résumé."), "good")
    return redirect(url_for("attendees.show", public_id=public_id), 303)


def _check_status(closing: Closing) -> None:
    if closing.card.status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if closing.card.status is SessionStatus.DONE:
        raise SessionClosed
    if not closing.over and request.method == "POST":
        raise SessionNotOver


def _closing_page(closing: Closing, form: ClosingForm, status: int) -> tuple[str, int]:
    page = render_template(
        "attendance/outcomes/close.html",
        closing=closing,
        card=closing.card,
        form=form,
        Outcome=Outcome,
        staff_until=queries.staff_close_until(closing.card),
    )
    return page, status


@blueprint.route("/inscriptions/<int:registration_id>/resultat", methods=["GET", "POST"])
@needs(Action.MARK_PRESENCE)
def correct(registration_id: int) -> ResponseReturnValue:
    """Correct what was noted of one person."""
    row = queries.completed(viewer(), registration_id)
    allow(Action.MARK_PRESENCE, session_id=row.session_id)
    form = CorrectionForm(data={"version": row.version, "outcome": row.outcome})
    form.offer()
    if not form.validate_on_submit():
        return _correction_page(row, form, 422 if form.errors else 200)
    try:
        _correct(row.id, form)
    except NotFound:
        raise
    except LateReasonMissing as refusal:
        refuse_field(form.reason, sentence(refusal))
        return _correction_page(row, form, refusal.status)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        row = queries.completed(viewer(), registration_id)
        form.version.data = str(row.version)
        return _correction_page(row, form, refusal.status)
    flash(_("%(name)s : résultat corrigé.", name=row.name), "good")
    return redirect(url_for("attendees.show", public_id=card_by_id(row.session_id).public_id), 303)


def _correct(registration_id: int, form: CorrectionForm) -> None:
    version, outcome = shown_version(form.version.data), Outcome(form.outcome.data)
    services.correct(registration_id, version, outcome, account_id(), form.reason.data or "")


def _correction_page(row: RegistrationView, form: CorrectionForm, status: int) -> tuple[str, int]:
    card = card_by_id(row.session_id)
    window = queries.correcting(viewer(), card)
    page = render_template(
        "attendance/outcomes/correct.html", row=row, card=card, form=form, window=window, moment=window.at(clock.now())
    )
    return page, status
