"""The forms that close a session and correct what was noted."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.rules.base.states import Outcome
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import LateReasonMissing
from portal.web.attendance.forms.attendees import WHY_LATE
from portal.web.base.forms.base import PortalForm, VersionedForm, long_text_field, required
from portal.web.base.page.labels import label
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD


class ClosingForm(PortalForm):
    """Closing a session; `reason` says why it is closed late, and the page asks for it only then."""

    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)


class CorrectionForm(VersionedForm):
    """Another outcome; `reason` says why it is corrected late, where it is."""

    outcome = RadioField(_l("Résultat"), validators=[required(_l("Choisissez un résultat."))])
    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)

    def offer(self) -> None:
        """Fill in the outcomes to choose from."""
        self.outcome.choices = [SelectChoice(outcome.value, label(outcome)) for outcome in Outcome]
