"""`/gestion/reponses`: answers and messages that the portal could not deal with by itself."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.post import inbound as queries
from portal.rules.base.permissions import Action
from portal.rules.base.states import InboundState
from portal.services.post import inbound as services
from portal.services.post import replies
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.page.chips import Chip, one_of
from portal.web.base.page.paging import KeyedPage, asked_place
from portal.web.base.request.access import account_id, needs

blueprint = Blueprint("desk_inbound", __name__, url_prefix="/gestion/reponses")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """What waits, the newest first; `etat` shows what was dealt with, or handed on."""
    wanted = _wanted()
    found = queries.received(wanted, asked_place())
    kept = {"etat": "" if wanted is InboundState.TO_READ else wanted.value}
    return render_template(
        "post/desk_inbound/index.html",
        received=found,
        chips=_chips(kept),
        page=KeyedPage(request.path, found.neighbours, tuple(kept.items())),
    )


def _wanted() -> InboundState:
    typed = request.args.get("etat", "")
    return InboundState(typed) if typed in (InboundState.READ, InboundState.FORWARDED) else InboundState.TO_READ


def _chips(kept: dict[str, str]) -> list[Chip]:
    named = [
        ("", _("À traiter")),
        (InboundState.FORWARDED.value, _("Transmises à l’équipe")),
        (InboundState.READ.value, _("Traitées")),
    ]
    return one_of(request.path, kept, "etat", named)


@blueprint.get("/<int:inbound_id>")
@needs(Action.MANAGE)
def show(inbound_id: int) -> ResponseReturnValue:
    """One message as plain text, why it waits, and whom it is about."""
    return _page(inbound_id, Attempt())


def _page(inbound_id: int, attempt: Attempt) -> tuple[str, int]:
    message = queries.one(inbound_id)
    return render_template("post/desk_inbound/show.html", message=message, told=attempt.told), attempt.status


@blueprint.post("/<int:inbound_id>/noter")
@needs(Action.MANAGE)
def apply(inbound_id: int) -> ResponseReturnValue:
    """The answer is who it should be, staff know: it is noted beside the registration."""
    attempt = Attempt()
    with attempt:
        replies.apply_waiting(inbound_id, account_id())
        return done(
            url_for("desk_inbound.show", inbound_id=inbound_id), _("La réponse est notée à côté de l’inscription.")
        )
    return _page(inbound_id, attempt)


@blueprint.post("/<int:inbound_id>/traite")
@needs(Action.MANAGE)
def mark_read(inbound_id: int) -> ResponseReturnValue:
    """It is dealt with."""
    services.mark_read(inbound_id, account_id())
    return done(url_for("desk_inbound.index"), _("C’est noté : ce message est traité."))
