"""The form of the attendee list."""

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired

from portal.web.base.forms.base import PortalForm
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.request.numbers import whole


class PresenceForm(PortalForm):
    """Which registrations the page showed for which meeting, and whose box was ticked."""

    meeting = WholeNumberField(validators=[InputRequired()])
    shown = SelectMultipleField(coerce=whole, validate_choice=False)
    present = SelectMultipleField(coerce=whole, validate_choice=False)
