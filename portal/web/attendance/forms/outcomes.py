"""The forms that close a session and correct what was noted."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries.attendance.outcomes import ClosingRow
from portal.rules.attendance.outcomes import ABSENCES
from portal.rules.base.states import Outcome
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import LateReasonMissing
from portal.web.attendance.forms.attendees import WHY_LATE
from portal.web.base.forms.base import PortalForm, VersionedForm, long_text_field, required
from portal.web.base.page.labels import label
from portal.web.base.request.numbers import whole
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD

PREFIX = "absence_"


class ClosingForm(PortalForm):
    """Whether each absence was excused: one choice a person who was never there, added by `closing_form`.

    `reason` says why the session is closed late; the page asks for it only then.
    """

    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)

    @property
    def absences(self) -> Mapping[int, Outcome]:
        """What was chosen, by registration."""
        return {
            whole(name.removeprefix(PREFIX)): Outcome(field.data)
            for name, field in self._fields.items()
            if name.startswith(PREFIX) and field.data
        }


def closing_form(absent: Iterable[ClosingRow]) -> ClosingForm:
    """The form that closes a session, with one question for each person who was absent: was it excused?"""
    words = [SelectChoice(outcome.value, label(outcome)) for outcome in ABSENCES]
    due = required(_l("Dites si l’absence était excusée."))
    fields = {
        f"{PREFIX}{row.id}": RadioField(f"{row.name}, {row.partner}", choices=words, validators=[due]) for row in absent
    }
    return type("ClosingFormOfSession", (ClosingForm,), fields)()


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
