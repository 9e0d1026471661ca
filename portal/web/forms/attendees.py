"""The form of the attendee list."""

from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import InputRequired

from portal.web.forms.base import PortalForm


class PresenceForm(PortalForm):
    """Which registrations the page showed for which meeting, and whose box was ticked."""

    meeting = IntegerField(validators=[InputRequired()])
    shown = SelectMultipleField(coerce=int, validate_choice=False)
    present = SelectMultipleField(coerce=int, validate_choice=False)
