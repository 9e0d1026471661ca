"""The form of the attendee list."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectMultipleField
from wtforms.validators import InputRequired

from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import LateReasonMissing
from portal.web.base.forms.base import PortalForm, long_text_field
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.request.numbers import whole
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD

WHY_LATE = _l("Pourquoi si tard ?")


class PresenceForm(PortalForm):
    """Which registrations the page showed for which meeting, whose box was ticked, and why it is noted late."""

    meeting = WholeNumberField(validators=[InputRequired()])
    shown = SelectMultipleField(coerce=whole, validate_choice=False)
    present = SelectMultipleField(coerce=whole, validate_choice=False)
    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)
