"""The forms of toolkits."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, NumberRange

from portal.web.base.forms.base import PortalForm, VersionedForm, long_text_field, name_field
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.request.numbers import whole

LARGEST_ID = 2**31 - 1


class ToolkitFields(PortalForm):
    """What a toolkit says of itself."""

    title = name_field(_l("Titre"), _l("Donnez un titre, par exemple « Recherche de logement »."))
    intro = long_text_field(_l("Présentation"), description=_l("Deux ou trois phrases, sous le titre."))
    workshop = SelectField(
        _l("Formation"),
        coerce=whole,
        description=_l("Les fiches paraissent sur la page des séances de cette formation."),
    )

    def offer(self, workshops: list[SelectChoice]) -> None:
        """What there is to choose from."""
        self.workshop.choices = [SelectChoice("0", _l("Aucune")), *workshops]


class NewToolkitForm(ToolkitFields):
    """Where a toolkit begins."""


class ToolkitForm(ToolkitFields, VersionedForm):
    """A toolkit that exists."""


class AddSheetForm(PortalForm):
    """A sheet to put into the toolkit."""

    sheet = SelectField(_l("Fiche à ajouter"), coerce=whole)


class EntryForm(PortalForm):
    """One sheet of the toolkit, to move or to take out."""

    sheet = WholeNumberField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
