"""Forms that take a file from somebody's own computer or telephone."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field

from portal.documents.base import uploads
from portal.documents.base.uploads import AcceptedFile
from portal.rules.refusals import Refusal
from portal.settings import current_settings
from portal.web.base.forms.base import NAME_LENGTH, PortalForm

FILE_MISSING = _l("Choisissez un fichier sur votre ordinateur.")


class UploadForm(PortalForm):
    """A file from one's own computer: what is refused is refused of the file."""

    upload: FileField

    def field_of(self, _refusal: Refusal) -> Field | None:
        """Every refusal is about the file."""
        return self.upload

    def taken(self) -> AcceptedFile:
        """The file that was chosen, as it is kept. Raises what `uploads.inspect` raises."""
        limit = current_settings().max_upload_bytes
        return uploads.inspect(self.upload.data.stream, self.upload.data.filename, limit=limit)

    @property
    def stem(self) -> str:
        """The file's own name, as a title."""
        name = str(self.upload.data.filename).replace("\\", "/").rpartition("/")[2]
        return (name.rpartition(".")[0] or name).replace("_", " ").strip()[:NAME_LENGTH]
