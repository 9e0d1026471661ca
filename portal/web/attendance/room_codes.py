"""The wall of the room with its code, and what a trainer does with the presences that are declared by it."""

import segno
from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal import clock
from portal.documents.attendance import presence_record
from portal.mail.wire.links import link
from portal.queries.attendance import attendees as rosters
from portal.queries.attendance import declarations as queries
from portal.queries.attendance import presence
from portal.queries.base.meetings import MeetingView
from portal.queries.base.sessions import SessionCard, card_of, session_id_of
from portal.rules.attendance.room_codes import halves
from portal.rules.attendance.taps import Noted, Tap
from portal.rules.base.permissions import Action
from portal.rules.base.states import NotedBy, PresenceMark
from portal.rules.refusals import NotFound
from portal.services.attendance import attendees, room_codes
from portal.services.attendance import declarations as services
from portal.services.attendance import presence as marking
from portal.services.attendance.presence import Taps
from portal.web.attendance.attendee_files import record_values
from portal.web.attendance.forms.attendees import Garbled, pairs
from portal.web.attendance.forms.declarations import AnswerForm, SwitchForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.numbers import row_number, whole
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("room_codes", __name__)
blueprint.after_request(keep_private)

QUIET_MODULES = 4


@blueprint.get("/seances/<public_id>/code")
@needs(Action.MARK_PRESENCE)
def show(public_id: str) -> str:
    """The code of the half-day that is held now, or comes next, readable from the back of the room."""
    page = queries.room_page(viewer(), public_id)
    address = link("declarations.declare", code=page.code) if page.code else ""
    typed = link("declarations.declare").partition("//")[2]
    return render_template(
        "attendance/room_codes/show.html",
        page=page,
        card=page.card,
        halves=halves(page.code),
        qr=_qr(address) if address else "",
        address=typed,
        form=SwitchForm(formdata=None),
    )


def _qr(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(border=QUIET_MODULES, omitsize=True, svgclass="code-qr__image", lineclass="code-qr__modules")
    return Markup(svg)  # noqa: S704 (made here, from no text of anybody)


@blueprint.post("/seances/<public_id>/code")
@needs(Action.MARK_PRESENCE)
def switch(public_id: str) -> ResponseReturnValue:
    """Show the code of this session in the room, or no longer."""
    session_id = session_id_of(public_id)
    allow(Action.MARK_PRESENCE, session_id=session_id)
    form, attempt = SwitchForm(), Attempt()
    if not form.validate_on_submit():
        abort(400)
    on = form.on.data == "1"
    with attempt:
        room_codes.switch(session_id, on=on, actor_id=account_id())
        said = "" if on else _("Le code n’est plus affiché. Les présences déclarées restent à confirmer.")
        return done(url_for(".show" if on else "attendees.show", public_id=public_id), said)
    return attempt.told_at(url_for("attendees.show", public_id=public_id))


@blueprint.get("/seances/<public_id>/declarees")
@needs(Action.MARK_PRESENCE)
def waiting(public_id: str) -> ResponseReturnValue:
    """What was declared since, as JSON: the part of the list that shows it, and the rows it names.

    `rencontre` is the row of the half-day, `lignes` are the registrations that the page shows.
    """
    card = _card(public_id)
    meeting = _meeting(card, request.args.get("rencontre", 0, type=whole))
    rows = [number for one in request.args.get("lignes", "").split() if (number := row_number(one))]
    declared = queries.declared(card, meeting).among(rows)
    names = presence.names(list(declared.waiting))
    part = render_template(
        "attendance/attendees/_declared.html", declared=declared, names=names, card=card, meeting=meeting
    )
    return jsonify(part=part, declared=list(declared.waiting))


def _card(public_id: str) -> SessionCard:
    card = card_of(public_id, drafts=viewer().manages)
    allow(Action.MARK_PRESENCE, session_id=card.id)
    return card


def _meeting(card: SessionCard, meeting_id: int) -> MeetingView:
    found = next((one for one in card.meetings if one.id == meeting_id), None)
    if found is None:
        raise NotFound
    return found


@blueprint.post("/seances/<public_id>/declarees")
@needs(Action.MARK_PRESENCE)
def answer(public_id: str) -> ResponseReturnValue:
    """Confirm the declarations that the page showed, and no later one; or set one of them aside."""
    card = _card(public_id)
    form, attempt = AnswerForm(), Attempt()
    if not form.validate_on_submit():
        abort(400)
    meeting = _meeting(card, form.meeting.data or 0)
    number = card.meetings.index(meeting) + 1
    back = url_for("attendees.show", public_id=public_id, rencontre=number if len(card.meetings) > 1 else None)
    with attempt:
        if form.away.data:
            return done(back, _set_aside(card, meeting, form.away.data))
        seen = _seen(form)
        taps = [Tap(one, saw, PresenceMark.PRESENT) for one, saw in seen.items()]
        noted = marking.note(Taps(card.id, meeting.id, taps, account_id(), noted_by=NotedBy.TELEPHONE))
        return done(back, _confirmed(noted, len(seen)), "good" if noted.changed == len(seen) else "warn")
    return attempt.told_at(back)


def _seen(form: AnswerForm) -> dict[int, PresenceMark | None]:
    try:
        return pairs(form.seen.data or "")
    except Garbled:
        abort(400)


def _set_aside(card: SessionCard, meeting: MeetingView, typed: str) -> str:
    number = row_number(typed)
    if number is None:
        abort(400)
    taken = services.set_aside(card.id, meeting.id, number, account_id())
    return _("La déclaration est retirée.") if taken else _("Cette déclaration n’était plus là.")


def _confirmed(noted: Noted, asked: int) -> str:
    """How many are noted now; of the others, who lost the seat, and how many were settled meanwhile, by whomever."""
    said = [ngettext("%(num)s présence confirmée.", "%(num)s présences confirmées.", noted.changed)]
    gone = [one.name for one in presence.gone(noted.gone).values()]
    if gone:
        said.append(
            ngettext(
                "N’est plus sur la liste\u00a0: %(names)s.",
                "Ne sont plus sur la liste\u00a0: %(names)s.",
                len(gone),
                names=", ".join(gone),
            )
        )
    settled = asked - noted.changed - len(gone)
    if settled:
        said.append(
            ngettext(
                "%(num)s a été réglée entre-temps\u00a0: c’est cela qui compte.",
                "%(num)s ont été réglées entre-temps\u00a0: c’est cela qui compte.",
                settled,
            )
        )
    return " ".join(said)


@blueprint.get("/seances/<public_id>/presences.pdf")
@needs(Action.SEE_ATTENDEES)
def record(public_id: str) -> ResponseReturnValue:
    """Who was there and how it was noted, once the session is closed; journalled before it leaves."""
    attempt = Attempt()
    with attempt:
        found = presence.record_of(viewer(), public_id)
        trainers = rosters.trainers_of(found.card.id)
        attendees.note_record(found.card.id, found.people, account_id())
        response = Response(presence_record.as_pdf(record_values(found, trainers)), content_type="application/pdf")
        day = clock.local(found.card.starts_at).date().isoformat()
        response.headers["Content-Disposition"] = f'attachment; filename="presences-{day}.pdf"'
        return response
    return attempt.told_at(url_for("attendees.show", public_id=public_id))
