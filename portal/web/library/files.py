"""Files under their stable addresses."""

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.queries.library import sheets as queries
from portal.queries.library.sheets import ServedFile
from portal.rules.base.states import CountKind
from portal.rules.base.visibility import clearance
from portal.rules.refusals.library import KeptForPartners
from portal.services.base.files import path_of
from portal.web.base.request.access import public, viewer
from portal.web.base.request.counting import counted
from portal.web.base.request.numbers import row_number

blueprint = Blueprint("files", __name__)

SHOWN_IN_BROWSER = ("application/pdf", "image/png", "image/jpeg", "image/webp")


@blueprint.get("/fichiers/<stable_id>/<name>")
@public
def show(stable_id: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - the name is for people; the id decides
    """The newest version of a file; `version` gives staff an older one."""
    number = row_number(request.args.get("version"))
    try:
        file = queries.served_file(stable_id, clearance(viewer()), number)
    except KeptForPartners as refusal:
        return render_template("library/sheets/kept.html"), refusal.status
    return counted(_sent(file), "attachment", file.attachment_id, CountKind.DOWNLOAD)


def _sent(file: ServedFile) -> Response:
    """Checked at each reading (ETag), so that a new version is seen at once; private files are not kept."""
    path = path_of(file.link.sha256)
    if not path.is_file():
        raise NotFound
    response = send_file(
        path,
        mimetype=file.link.mime,
        as_attachment=file.link.mime not in SHOWN_IN_BROWSER,
        download_name=file.link.filename,
        etag=file.link.sha256,
        conditional=True,
    )
    response.headers["Cache-Control"] = "public, no-cache" if file.public else "no-store"
    return response
