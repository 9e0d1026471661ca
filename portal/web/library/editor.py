"""What the pages on which sheets and toolkits are written share: their tabs, and what their lists offer."""

from flask import request, url_for
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries.library.editing import Choice, EditedSheet
from portal.web.base.page.chips import Chip


def options(found: list[Choice]) -> list[SelectChoice]:
    """The choices as a form offers them."""
    return [SelectChoice(str(choice.id), choice.label) for choice in found]


def tabs(sheet: EditedSheet, here: str = "") -> list[Chip]:
    """The pages of the editor, the present one marked."""
    present = here or request.endpoint
    places = [
        (_("Texte"), "desk_sheets.edit"),
        (_("Fichiers"), "desk_files.index"),
        (_("Classement"), "desk_sheets.classify"),
        (_("Aperçu"), "desk_sheets.preview"),
        (_("Publier"), "desk_sheets.publish"),
    ]
    return [Chip(label, url_for(name, slug=sheet.slug), present == name) for label, name in places]
