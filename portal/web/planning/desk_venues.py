"""Staff keep the venues."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.planning import rewordings
from portal.queries.planning import workshops as queries
from portal.rules.base.permissions import Action
from portal.services.planning import venues as services
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, needs
from portal.web.planning.forms.venues import VenueForm, values_of

blueprint = Blueprint("desk_venues", __name__, url_prefix="/gestion/lieux")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every venue."""
    return render_template("planning/desk_venues/index.html", venues=queries.venues())


@blueprint.route("/nouveau", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Add a venue."""
    form = VenueForm().offer(queries.municipalities())
    if form.validate_on_submit():
        services.add(form.room, account_id())
        return done(url_for("desk_venues.index"), _("Le lieu est enregistré."))
    page = render_template("planning/desk_venues/edit.html", form=form, venue=None, untold=[])
    return page, 422 if form.errors else 200


@blueprint.route("/<int:venue_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(venue_id: int) -> ResponseReturnValue:
    """Correct a venue."""
    venue = queries.venue(venue_id)
    form = VenueForm(data=values_of(venue)).offer(queries.municipalities())
    form.ask(rewordings.reach_of_venue(venue_id))
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.revise(venue_id, form.room, account_id(), form.told)
            return done(_after(venue_id), _("Le lieu est enregistré."))
    untold = rewordings.untold_of_venue(venue_id)
    page = render_template("planning/desk_venues/edit.html", form=form, venue=queries.venue(venue_id), untold=untold)
    return page, attempt.status


def _after(venue_id: int) -> str:
    """The list; the venue's page again where it shows that nobody was told."""
    here = url_for("desk_venues.edit", venue_id=venue_id)
    return here if rewordings.untold_of_venue(venue_id) else url_for("desk_venues.index")
