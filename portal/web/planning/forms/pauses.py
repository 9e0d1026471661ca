"""The form of the breaks of a session: one number a meeting."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import Field, FormField, HiddenField

from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import PauseTooLong
from portal.web.base.forms.base import VersionedForm
from portal.web.base.forms.rows import RowForm, Rows
from portal.web.base.request.numbers import row_number, whole
from portal.web.planning.forms.meetings import pause_field


class PauseRow(RowForm):
    """The breaks of one meeting."""

    id = HiddenField()
    pause = pause_field()


class PausesForm(VersionedForm):
    """The minutes of pause of each meeting, in the order of the session."""

    meetings = Rows(FormField(PauseRow), label=_l("Rencontre"))

    @property
    def pauses(self) -> Mapping[int, int]:
        """What was typed, by meeting; empty is no pause."""
        rows = [entry.form for entry in self.meetings.entries]
        return {row_number(row.id.data) or 0: row.pause.data or 0 for row in rows}

    def field_of(self, refusal: Refusal) -> Field | None:
        """A pause that is too long is told at its meeting."""
        if not isinstance(refusal, PauseTooLong):
            return super().field_of(refusal)
        field: Field = self.meetings.entries[whole(refusal.details["place"])].form.pause
        return field
