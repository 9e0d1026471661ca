"""What the forms with meetings share: buttons that redraw them, refusals put at their field."""

from typing import Any

from flask import request

from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import DeadlinesDisordered, MeetingInPast
from portal.web.base.request.numbers import whole
from portal.web.messages import sentence
from portal.web.planning.forms.meetings import MeetingsPart

ADD, REMOVE, EDIT = "add", "remove", "edit"


def redrawn(form: MeetingsPart) -> bool:
    """Whether a button asked for a meeting more or less, or to correct: nothing is checked or saved then."""
    if ADD in request.form:
        form.add_meeting()
    elif REMOVE in request.form:
        form.meetings.take_away(request.form[REMOVE])
    return any(button in request.form for button in (ADD, REMOVE, EDIT))


def place_refusal(form: Any, refusal: Refusal) -> None:
    """Put the refusal's sentence at the field it is about, or on top of the form."""
    told = sentence(refusal)
    match refusal:
        case DeadlinesDisordered():
            form[refusal.details["field"]].errors = [told]
        case MeetingInPast() if isinstance(form, MeetingsPart):
            entry = form.meetings.entries[whole(refusal.details["place"])]
            entry.form.day.errors = [told]
        case MeetingInPast() if "day" in form:
            form.day.errors = [told]
        case _:
            form.form_errors.append(told)
