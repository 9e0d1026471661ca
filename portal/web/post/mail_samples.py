"""`/gestion/courriers/modeles`: every kind of mail of the portal, as it would look, over invented people."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.mail.samples import samples
from portal.mail.samples.sample_scene import COORDINATION, TEAM, TRAINING
from portal.mail.samples.samples import Sample
from portal.rules.base.permissions import Action
from portal.web.base.page import mail_frame
from portal.web.base.request.access import needs

blueprint = Blueprint("mail_samples", __name__, url_prefix="/gestion/courriers/modeles")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every kind, by the subject of its sample."""
    found = sorted((samples.sample(kind) for kind in samples.kinds()), key=lambda sample: sample.subject)
    return render_template("post/desk_mails/samples.html", samples=found, reader=_reader)


@blueprint.get("/<kind>")
@needs(Action.MANAGE)
def show(kind: str) -> ResponseReturnValue:
    """One kind: its HTML in a frame, its text, its calendar object."""
    sample = _sample(kind)
    frame = url_for("mail_samples.html", kind=kind)
    return mail_frame.around(render_template("post/desk_mails/sample.html", sample=sample, frame=frame))


@blueprint.get("/<kind>/html")
@needs(Action.MANAGE)
def html(kind: str) -> ResponseReturnValue:
    """The HTML alone, for the frame."""
    return mail_frame.within(_sample(kind).html)


def _reader(sample: Sample) -> str:
    """Who receives such a mail, in a word."""
    words = {COORDINATION: _("La coordination"), TRAINING: _("Qui anime"), TEAM: _("L’équipe")}
    return _("Qui anime") if sample.kind == "trainer_invited" else words.get(sample.to_address, _("Qui participe"))


def _sample(kind: str) -> Sample:
    try:
        return samples.sample(kind)
    except samples.NoSample:
        abort(404)
