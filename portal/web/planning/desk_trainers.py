"""Staff say who gives a published session: one short page, for the morning when somebody falls ill."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.planning import planning as queries
from portal.rules.base.permissions import Action
from portal.services.planning import session_changes
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.request.access import account_id, needs
from portal.web.planning.forms.sessions import TrainersForm

blueprint = Blueprint("desk_trainers", __name__, url_prefix="/gestion/seances/<public_id>")


@blueprint.route("/animation", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(public_id: str) -> ResponseReturnValue:
    """Replace, add or take away trainers: each hears of it in her calendar, and nobody else."""
    page = queries.changeable(public_id)
    given = [row.account_id for row in page.training.trainers]
    form = TrainersForm(data={"version": page.training.version, "trainers": given})
    form.offer_trainers(queries.possible_trainers())
    attempt = AttemptOnRow(form, lambda: queries.planned(public_id))
    if form.validate_on_submit():
        with attempt:
            chosen = tuple(form.trainers.data or ())
            session_changes.set_trainers(page.training.id, form.shown_version, chosen, account_id())
            said = _("C’est enregistré. Qui anime, ou n’anime plus, le voit dans son agenda et par mail.")
            return done(url_for("desk_sessions.show", public_id=public_id), said)
    shown = {"form": form, "page": page, "card": page.card}
    return render_template("planning/desk_changes/trainers.html", **shown), attempt.status
