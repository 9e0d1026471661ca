"""After a declined invitation, by the link of the mail: coming anyway, or registering again. Only buttons act."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.base.sessions import card_by_id
from portal.queries.registrations import my_registration as queries
from portal.queries.registrations.reached import reached
from portal.rules.base.states import PartStat
from portal.services.registrations import declines
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import public
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("declines", __name__, url_prefix="/inscription/<token>")
blueprint.after_request(keep_private)


@blueprint.get("/je-viens")
@public
def anyway(token: str) -> ResponseReturnValue:
    """The question; the button beside it answers."""
    return _page(token, "registrations/declines/anyway.html", Attempt())


@blueprint.post("/je-viens")
@public
def come_anyway(token: str) -> ResponseReturnValue:
    """The invitation leaves once more."""
    row = queries.by_token(token)
    own_page = url_for("my_registration.show", token=token)
    attempt = Attempt()
    with attempt:
        if declines.come_anyway(row.id):
            return done(own_page, _("Merci ! Votre place reste réservée, et l’invitation revient par mail."))
        return done(own_page, _("Votre place est toujours réservée : il n’y avait rien à changer."), "info")
    return _page(token, "registrations/declines/anyway.html", attempt)


@blueprint.get("/revenir")
@public
def back(token: str) -> ResponseReturnValue:
    """The question; the button beside it registers."""
    return _page(token, "registrations/declines/back.html", Attempt())


@blueprint.post("/revenir")
@public
def come_back(token: str) -> ResponseReturnValue:
    """A place in the line again, by the date of the first demand."""
    row = queries.by_token(token)
    attempt = Attempt()
    with attempt:
        again = declines.come_back(row.id)
        said = _("C’est fait : votre demande a repris sa date. Un mail dit où elle en est.")
        return done(url_for("my_registration.show", token=queries.token_for(again)), said)
    return _page(token, "registrations/declines/back.html", attempt)


def _page(token: str, template: str, attempt: Attempt) -> tuple[str, int]:
    row = queries.by_token(token)
    reply = reached((), [row.session_id]).replies.get(row.id)
    page = render_template(
        template,
        token=token,
        row=row,
        card=card_by_id(row.session_id),
        told=attempt.told,
        declined=reply is not None and reply.partstat is PartStat.DECLINED,
    )
    return page, attempt.status
