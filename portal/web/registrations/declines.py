"""After a declined invitation, by the link of the mail: coming anyway, or registering again. Only buttons act."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.queries.base.sessions import card_by_id
from portal.queries.registrations import my_registration as queries
from portal.queries.registrations.reached import reached
from portal.rules.base.states import PartStat
from portal.rules.refusals import Refusal
from portal.services.registrations import declines
from portal.web.base.request.access import public
from portal.web.messages import sentence
from portal.web.registrations.my_registration import keep_private

blueprint = Blueprint("declines", __name__, url_prefix="/inscription/<token>")
blueprint.after_request(keep_private)


@blueprint.get("/je-viens")
@public
def anyway(token: str) -> ResponseReturnValue:
    """The question; the button beside it answers."""
    return _page(token, "registrations/declines/anyway.html")


@blueprint.post("/je-viens")
@public
def come_anyway(token: str) -> ResponseReturnValue:
    """The invitation leaves once more."""
    row = queries.by_token(token)
    try:
        again = declines.come_anyway(row.id)
    except Refusal as refusal:
        return _page(token, "registrations/declines/anyway.html", refusal)
    if again:
        flash(_("Merci ! Votre place reste réservée, et l’invitation revient par mail."), "good")
    else:
        flash(_("Votre place est toujours réservée : il n’y avait rien à changer."), "info")
    return redirect(url_for("my_registration.show", token=token), 303)


@blueprint.get("/revenir")
@public
def back(token: str) -> ResponseReturnValue:
    """The question; the button beside it registers."""
    return _page(token, "registrations/declines/back.html")


@blueprint.post("/revenir")
@public
def come_back(token: str) -> ResponseReturnValue:
    """A place in the line again, by the date of the first demand."""
    row = queries.by_token(token)
    try:
        again = declines.come_back(row.id)
    except Refusal as refusal:
        return _page(token, "registrations/declines/back.html", refusal)
    flash(_("C’est fait : votre demande a repris sa date. Un mail dit où elle en est."), "good")
    return redirect(url_for("my_registration.show", token=queries.token_for(again)), 303)


def _page(token: str, template: str, refusal: Refusal | None = None) -> tuple[str, int] | Response:
    row = queries.by_token(token)
    told = sentence(refusal) if refusal else ""
    reply = reached((), [row.session_id]).replies.get(row.id)
    page = render_template(
        template,
        token=token,
        row=row,
        card=card_by_id(row.session_id),
        told=told,
        declined=reply is not None and reply.partstat is PartStat.DECLINED,
    )
    return page, refusal.status if refusal else 200
