"""The form of the attendee list."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired

from portal.web.base.forms.base import PortalForm, long_text_field
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.request.numbers import whole
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD

WHY_LATE = _l("Pourquoi si tard ?")


class PresenceForm(PortalForm):
    """Which registrations the page showed for which meeting, whose box was ticked, and why it is noted late."""

    meeting = WholeNumberField(validators=[InputRequired()])
    shown = SelectMultipleField(coerce=whole, validate_choice=False)
    present = SelectMultipleField(coerce=whole, validate_choice=False)
    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)
