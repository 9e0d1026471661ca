"""`/courrier`, in development only: every mail of the portal, as its recipient would see it."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from portal.queries.upkeep import development_mail as queries
from portal.settings import current_settings
from portal.web.base.page import mail_frame
from portal.web.base.request.access import public

blueprint = Blueprint("development_mail", __name__, url_prefix="/courrier")


@blueprint.before_request
def in_development_only() -> None:
    """Anywhere else this page does not exist."""
    if not current_settings().development:
        abort(404)


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The newest mails, and the last sign-in code before them."""
    lines = queries.recent()
    files_only = not current_settings().mail.server
    latest = queries.latest_code(lines)
    return render_template("upkeep/development/mails.html", lines=lines, latest=latest, files_only=files_only)


@blueprint.get("/<int:mail_id>")
@public
def show(mail_id: int) -> ResponseReturnValue:
    """One mail: its HTML in a frame of its own, its text, its calendar object."""
    return mail_frame.around(render_template("upkeep/development/mail.html", mail=_mail(mail_id)))


@blueprint.get("/<int:mail_id>/html")
@public
def html(mail_id: int) -> ResponseReturnValue:
    """The HTML part alone, with inline styles allowed and everything else forbidden."""
    return mail_frame.within(_mail(mail_id).html)


@blueprint.get("/<int:mail_id>.eml")
@public
def download(mail_id: int) -> ResponseReturnValue:
    """The mail as a file, to open in a mail program."""
    mail = _mail(mail_id)
    response = Response(mail.raw, mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="courriel-{mail_id}.eml"'
    return response


def _mail(mail_id: int) -> queries.MailPage:
    mail = queries.read(mail_id) if mail_id < 2**63 else None
    return mail or abort(404)
