"""The form of a workshop."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length

from portal.models.network.partners import Theme
from portal.models.planning.workshops import Workshop
from portal.services.planning.workshops import Programme
from portal.web.base.forms.base import Ticks, VersionedForm, long_text_field, name_field
from portal.web.base.request.numbers import whole
from portal.web.planning.forms.rewordings import TellingPart, telling_field

SUMMARY_LENGTH = 400


def _summary_length() -> Length:
    return Length(max=SUMMARY_LENGTH, message=_l("C’est trop long : %(max)d caractères au plus."))


class WorkshopForm(TellingPart, VersionedForm):
    """What staff write about a workshop."""

    title = name_field(_l("Titre"), _l("Donnez un titre à la formation."))
    summary = long_text_field(_l("Résumé"), description=_l("Une ou deux phrases : elles paraissent dans l’agenda."))
    objectives = long_text_field(_l("Ce que l’on saura faire"), description=_l("Un objectif par ligne."))
    programme = long_text_field(
        _l("Programme"), description=_l("En Markdown : « ## » pour un titre, « - » pour une liste.")
    )
    audience = long_text_field(_l("Pour qui"))
    themes = Ticks(_l("Thèmes"), coerce=whole)
    tell = telling_field(_l("Si vous changez le titre. Le reste ne figure pas dans les agendas."))

    def validate_summary(self, field: Any) -> None:
        """The summary fits its column."""
        _summary_length()(self, field)

    def offer(self, themes: list[Theme]) -> "WorkshopForm":
        """Fill in the themes to choose from."""
        self.themes.choices = [SelectChoice(theme.id, theme.label) for theme in themes]
        return self

    @property
    def written(self) -> Programme:
        """What was typed, for the service."""
        return Programme(
            title=self.title.data or "",
            summary=" ".join((self.summary.data or "").split()),
            objectives=self.objectives.data or "",
            programme=self.programme.data or "",
            audience=self.audience.data or "",
            theme_ids=tuple(self.themes.data or ()),
        )


def values_of(workshop: Workshop) -> dict[str, object]:
    """A workshop as the form shows it."""
    names = ("version", "title", "summary", "objectives", "programme", "audience")
    values: dict[str, object] = {name: getattr(workshop, name) for name in names}
    return values | {"themes": [theme.id for theme in workshop.themes]}
