"""Files that people sent, given out again: what a browser may show it shows, the rest it saves."""

from dataclasses import dataclass

from flask import Response, send_file
from werkzeug.exceptions import NotFound

from portal.services.base.files import path_of

SHOWN_IN_BROWSER = ("application/pdf", "image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file on disk and the name that it leaves under."""

    sha256: str
    mime: str
    filename: str


def sent(file: KeptFile, *, public: bool = False) -> Response:
    """The file; nobody keeps it but where it is `public`, and even then it is asked about at each reading (ETag), so
    that a new version is seen at once. Raises NotFound for one that left the disk.
    """
    path = path_of(file.sha256)
    if not path.is_file():
        raise NotFound
    response = send_file(
        path,
        mimetype=file.mime,
        as_attachment=file.mime not in SHOWN_IN_BROWSER,
        download_name=file.filename,
        etag=file.sha256,
        conditional=True,
    )
    response.headers["Cache-Control"] = "public, no-cache" if public else "no-store"
    return response
