"""The forms of a session's files and of the photos of its signed sheets."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.documents.base import uploads
from portal.documents.base.uploads import AcceptedFile
from portal.rules.attendance.session_files import Shown
from portal.settings import current_settings
from portal.web.base.forms.base import VersionedForm, name_field
from portal.web.base.forms.uploads import FILE_MISSING, UploadForm
from portal.web.base.page.labels import choices
from portal.web.base.request.numbers import whole

# Named one by one: asked for any picture, an iPhone sends HEIC; asked for these, it makes a JPEG of it.
PHOTO = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}


def shown_field() -> RadioField:
    """From when the registered see the file."""
    return RadioField(_l("Quand le montrer\u202f?"))


def offer_moments(field: RadioField) -> None:
    """What there is to choose from."""
    field.choices = [SelectChoice(*pair) for pair in choices(Shown)]


class SessionFileForm(UploadForm):
    """A file for those who are registered."""

    upload = FileField(
        _l("Fichier"),
        validators=[FileRequired(message=FILE_MISSING)],
        description=_l("PDF, Word, Excel, PowerPoint, LibreOffice, image ou texte\u202f; 20 Mo au plus."),
    )
    title = name_field(
        _l("Nom affiché"), description=_l("Par exemple «\u202fLe programme\u202f». Vide\u00a0: le nom du fichier.")
    )
    shown = shown_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_moments(self.shown)
        self.shown.data = self.shown.data or Shown.BEFORE.value


class SessionFileChangeForm(VersionedForm):
    """What a file is called, and when it is shown."""

    title = name_field(_l("Nom affiché"), _l("Donnez un nom au document, par exemple «\u202fLe programme\u202f»."))
    shown = shown_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_moments(self.shown)


class ScanForm(UploadForm):
    """A photo of the sheet of one half-day."""

    meeting = RadioField(_l("Demi-journée"), coerce=whole)
    upload = FileField(
        _l("Photo ou scan de la feuille"),
        validators=[FileRequired(message=_l("Prenez la feuille en photo, ou choisissez son scan."))],
        description=_l(
            "Photo (JPEG, PNG, WebP) ou PDF\u202f; 20 Mo au plus. Une image à la fois\u00a0: une feuille de deux pages en fait deux."
        ),
        render_kw=PHOTO,
    )

    def offer(self, meetings: Sequence[tuple[int, str]], chosen: int | None) -> None:
        """The half-days that have begun, and the one that is meant where nothing was sent."""
        self.meeting.choices = [SelectChoice(number, name) for number, name in meetings]
        if not self.is_submitted():
            self.meeting.data = chosen

    def taken(self) -> AcceptedFile:
        """The photo as it is kept. Raises what `uploads.inspect_scan` raises."""
        limit = current_settings().max_upload_bytes
        return uploads.inspect_scan(self.upload.data.stream, self.upload.data.filename, limit=limit)
