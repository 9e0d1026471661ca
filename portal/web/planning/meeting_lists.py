"""What the forms with meetings share: the buttons that redraw them."""

from flask import request

from portal.web.base.forms.confirming import ADD, EDIT, REMOVE
from portal.web.planning.forms.meetings import MeetingsPart


def redrawn(form: MeetingsPart) -> bool:
    """Whether a button asked for a meeting more or less, or to correct: nothing is checked or saved then."""
    if ADD in request.form:
        form.add_meeting()
    elif REMOVE in request.form:
        form.meetings.take_away(request.form[REMOVE])
    return any(button in request.form for button in (ADD, REMOVE, EDIT))
