"""Saying by telephone that one is there, with the code in the room; anybody may open the page."""

from flask import Blueprint, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.queries.attendance import declarations as queries
from portal.rules.attendance.room_codes import WrongCodes
from portal.rules.refusals.attendance import RoomCodeUnknown, TooManyRoomCodes
from portal.services.attendance import declarations as services
from portal.web.attendance.forms.declarations import DeclareForm, as_shown
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import public
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("declarations", __name__)
blueprint.after_request(keep_private)

WRONG = "wrong_room_codes"


@blueprint.route("/presence", methods=["GET", "POST"])
@public
def declare() -> ResponseReturnValue:
    """The form, which the code on the wall fills in (`code`); once sent, a page whose address says nothing."""
    form = DeclareForm(data={"code": as_shown(request.args.get("code", ""))})
    attempt = Attempt(form, in_notice=True)
    if form.validate_on_submit():
        with attempt:
            _declare(form.code.data or "", form.email.data or "")
            return done(url_for("declarations.thanks"))
    found = queries.opened_by(form.code.data or "")
    page = render_template("attendance/room_codes/declare.html", form=form, found=found, told=attempt.told)
    return page, attempt.status


def _declare(code: str, email: str) -> None:
    """A right code counts however many wrong ones came before; those are counted in the browser's signed cookie.

    After several, a wrong code is answered with the way to the trainer alone. Raises what the service refuses.
    """
    try:
        services.declare(code, email)
    except RoomCodeUnknown:
        number, last = session.get(WRONG, (0, 0))
        wrong = WrongCodes(number, last).after(clock.now())
        session[WRONG] = (wrong.number, wrong.last)
        if wrong.too_many(clock.now()):
            raise TooManyRoomCodes from None
        raise
    session.pop(WRONG, None)


@blueprint.get("/presence/merci")
@public
def thanks() -> str:
    """It is said; nothing here tells who said it, or where."""
    return render_template("attendance/room_codes/thanks.html")
