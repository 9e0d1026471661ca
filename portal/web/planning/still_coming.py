"""*Venez-vous toujours ?*: staff ask all who wait; each answers by the link, on *Mes inscriptions* or for a team."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.queries.base.sessions import card_by_id
from portal.queries.planning import planning
from portal.queries.planning import still_coming as queries
from portal.queries.registrations import my_registration, registrations
from portal.rules.base.permissions import Action, can
from portal.services.planning import still_coming as services
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, needs, public, viewer
from portal.web.base.request.private_pages import keep_nowhere

blueprint = Blueprint("still_coming", __name__)


@blueprint.get("/gestion/seances/<public_id>/toujours")
@needs(Action.MANAGE)
def line(public_id: str) -> ResponseReturnValue:
    """Who waits, what they answered, and the button that asks."""
    page = planning.changeable(public_id)
    return render_template(
        "planning/still_coming/line.html", page=page, card=page.card, line=queries.line(page.card.id)
    )


@blueprint.post("/gestion/seances/<public_id>/toujours")
@needs(Action.MANAGE)
def ask(public_id: str) -> ResponseReturnValue:
    """Ask everybody who waits."""
    page = planning.changeable(public_id)
    line_page = url_for("still_coming.line", public_id=public_id)
    attempt = Attempt()
    with attempt:
        asked = services.ask(page.card.id, account_id())
        said = ngettext("%(num)s personne reçoit la question.", "%(num)s personnes reçoivent la question.", asked)
        return done(line_page, said)
    return attempt.told_at(line_page)


@blueprint.post("/inscriptions/<int:registration_id>/toujours")
@needs(Action.SIGNED_IN)
def confirm(registration_id: int) -> ResponseReturnValue:
    """Yes, for oneself or for somebody of the team."""
    row = registrations.registration(viewer(), registration_id)
    if not can(viewer(), Action.SEE_PARTNER, partner_id=row.partner_id):
        return _confirm(row.id, account_id(), url_for("my_registrations.index"))
    public_id = card_by_id(row.session_id).public_id
    return _confirm(row.id, account_id(), url_for("teams.show", slug=row.partner_slug, public_id=public_id))


@blueprint.post("/inscription/<token>/toujours")
@public
def confirm_by_link(token: str) -> ResponseReturnValue:
    """Yes, by the link of the mail."""
    row = my_registration.by_token(token)
    return keep_nowhere(_confirm(row.id, None, url_for("my_registration.show", token=token)))


def _confirm(registration_id: int, actor_id: int | None, back: str) -> Response:
    attempt = Attempt()
    with attempt:
        services.confirm(registration_id, actor_id)
        return done(back, _("Merci, c’est noté. Rien d’autre ne change."))
    return attempt.told_at(back)
