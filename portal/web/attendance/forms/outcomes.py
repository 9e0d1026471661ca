"""The forms that close a session and correct what was noted."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import Field, FormField, HiddenField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.rules.base.states import Outcome, PresenceMark
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import LateReasonMissing
from portal.web.attendance.forms.attendees import WHY_LATE
from portal.web.base.forms.base import PortalForm, VersionedForm, long_text_field, required
from portal.web.base.forms.rows import RowForm, Rows
from portal.web.base.page.labels import label
from portal.web.base.request.numbers import row_number
from portal.web.registrations.forms.registrations import NO_HOUSEHOLD


class ClosingForm(PortalForm):
    """Closing a session; `reason` says why it is closed late, and the page asks for it only then."""

    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)


class MarkRow(RowForm):
    """What is noted of one meeting; "" is nothing."""

    id = HiddenField()
    mark = RadioField(
        _l("Noté"),
        choices=[
            SelectChoice(PresenceMark.PRESENT.value, _l("Présence")),
            SelectChoice(PresenceMark.ABSENT.value, _l("Absence")),
            SelectChoice(PresenceMark.EXCUSED.value, _l("Absence excusée")),
            SelectChoice("", _l("Rien")),
        ],
        default="",
    )


class CorrectionForm(VersionedForm):
    """Another outcome, and where there are several meetings their marks; `reason` says why it is corrected late."""

    outcome = RadioField(_l("Résultat"), validators=[required(_l("Choisissez un résultat."))])
    meetings = Rows(FormField(MarkRow), label=_l("Demi-journées"))
    reason = long_text_field(WHY_LATE, description=NO_HOUSEHOLD)

    def field_of(self, refusal: Refusal) -> Field | None:
        """The reason that is due late is asked for where it is written."""
        return self.reason if isinstance(refusal, LateReasonMissing) else super().field_of(refusal)

    @property
    def marks(self) -> Mapping[int, PresenceMark | None]:
        """What is noted of each meeting that the page shows."""
        rows = [entry.form for entry in self.meetings.entries]
        return {row_number(row.id.data) or 0: PresenceMark(row.mark.data) if row.mark.data else None for row in rows}

    def offer(self) -> None:
        """Fill in the outcomes to choose from."""
        self.outcome.choices = [SelectChoice(outcome.value, label(outcome)) for outcome in Outcome]
