"""The form that chooses what lists of attendees look like."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.rules.attendance.list_choices import ListChoice, ListColumn, ListOrder
from portal.web.base.forms.base import PortalForm, Ticks, required
from portal.web.base.page.labels import choices


class ListChoiceForm(PortalForm):
    """Columns, order, and whether the workbook has a sheet a meeting."""

    columns = Ticks(_l("Colonnes"), validators=[required(_l("Choisissez au moins une colonne."))])
    order = RadioField(_l("Ordre"), validators=[required(_l("Choisissez un ordre."))])
    sheet_per_meeting = BooleanField(_l("Dans Excel, une feuille par demi-journée"))

    def offer(self) -> None:
        """Fill in the columns and orders to choose from."""
        self.columns.choices = [SelectChoice(*pair) for pair in choices(ListColumn)]
        self.order.choices = [SelectChoice(*pair) for pair in choices(ListOrder)]

    @property
    def choice(self) -> ListChoice:
        """What was ticked, checked."""
        columns = tuple(ListColumn(code) for code in self.columns.data or ())
        return ListChoice(columns, ListOrder(self.order.data), bool(self.sheet_per_meeting.data))
