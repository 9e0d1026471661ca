"""The forms of practical sheets."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length, Optional

from portal.rules.base.states import AttachmentKind, Visibility
from portal.web.base.forms.base import (
    PortalForm,
    Ticks,
    VersionedForm,
    long_text_field,
    name_field,
    plausible_year,
    trimmed,
)
from portal.web.base.forms.date_fields import DayField
from portal.web.base.forms.uploads import FILE_MISSING, UploadForm
from portal.web.base.page.labels import choices
from portal.web.base.request.numbers import whole

SUMMARY_LENGTH = 280
TITLE_MISSING = _l("Donnez un titre, par exemple « Signaler une panne ».")


def summary_field() -> TextAreaField:
    """What the lists and the search show."""
    too_long = Length(max=SUMMARY_LENGTH, message=_l("C’est trop long : %(max)d caractères au plus."))
    explained = _l("Une ou deux phrases : de quoi parle la fiche, quand s’en servir. 280 caractères au plus.")
    return TextAreaField(_l("Résumé"), filters=[trimmed], validators=[too_long], description=explained)


def themes_field() -> Ticks:
    """What the sheet is about; the partners that it leads to follow from it."""
    return Ticks(
        _l("Thèmes"),
        coerce=whole,
        description=_l("La rubrique « Vers qui orienter » montre les partenaires de ces thèmes."),
    )


class NewSheetForm(PortalForm):
    """Where a sheet begins."""

    title = name_field(_l("Titre"), TITLE_MISSING)
    summary = summary_field()
    toolkit = SelectField(_l("Boîte à outils"), coerce=whole)
    themes = themes_field()

    def offer(self, toolkits: list[SelectChoice], themes: list[SelectChoice]) -> None:
        """What there is to choose from."""
        self.toolkit.choices = [SelectChoice("0", _l("Aucune pour l’instant")), *toolkits]
        self.themes.choices = themes


class SheetTextForm(VersionedForm):
    """The text of a sheet."""

    title = name_field(_l("Titre"), TITLE_MISSING)
    summary = summary_field()
    body = long_text_field(
        _l("Texte"),
        description=_l("En Markdown : « ## » devant un titre, « - » devant un point, « 1. » devant une étape."),
    )


class ClassificationForm(VersionedForm):
    """What holds for the sheet whatever its text."""

    themes = themes_field()
    visibility = RadioField(_l("Qui peut la lire ?"))
    valid_until = DayField(
        _l("Valable jusqu’au"),
        validators=[Optional(), plausible_year],
        description=_l("Après cette date, un avertissement paraît et la fiche quitte le ZIP. Vide : sans limite."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visibility.choices = [SelectChoice(*pair) for pair in choices(Visibility)]


class PublishForm(VersionedForm):
    """What changed, for the readers."""

    note = name_field(
        _l("Ce qui change"),
        description=_l("Une phrase que les lecteurs verront, par exemple « Nouveaux plafonds de l’année »."),
    )


class FileForm(UploadForm):
    """A file to attach."""

    upload = FileField(
        _l("Fichier"),
        validators=[FileRequired(message=FILE_MISSING)],
        description=_l("PDF, Word, Excel, PowerPoint, LibreOffice, image ou texte ; 20 Mo au plus."),
    )
    title = name_field(
        _l("Nom affiché"), description=_l("Par exemple « Liste des documents ». Vide : le nom du fichier.")
    )
    kind = SelectField(_l("Sorte de fichier"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(*pair) for pair in choices(AttachmentKind)]


class ReplacementForm(UploadForm):
    """A newer version of a file."""

    upload = FileField(_l("Nouvelle version"), validators=[FileRequired(message=FILE_MISSING)])
