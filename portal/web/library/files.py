"""Files under their stable addresses."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.queries.library import sheets as queries
from portal.rules.base.states import CountKind
from portal.rules.base.visibility import clearance
from portal.rules.refusals.library import KeptForPartners
from portal.web.base.delivery import kept_files
from portal.web.base.delivery.kept_files import KeptFile
from portal.web.base.request.access import public, viewer
from portal.web.base.request.counting import counted
from portal.web.base.request.numbers import row_number

blueprint = Blueprint("files", __name__)


@blueprint.get("/fichiers/<stable_id>/<name>")
@public
def show(stable_id: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - the name is for people; the id decides
    """The newest version of a file; `version` gives staff an older one."""
    number = row_number(request.args.get("version"))
    try:
        file = queries.served_file(stable_id, clearance(viewer()), number)
    except KeptForPartners as refusal:
        return render_template("library/sheets/kept.html"), refusal.status
    link = file.link
    response = kept_files.sent(KeptFile(link.sha256, link.mime, link.filename), public=file.public)
    return counted(response, "attachment", file.attachment_id, CountKind.DOWNLOAD)
