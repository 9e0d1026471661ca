"""Staff keep the venues."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.models.planning.workshops import Venue
from portal.queries.planning import workshops as queries
from portal.rules.base.permissions import Action
from portal.services.planning import venues as services
from portal.web.base.forms.answering import done
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
    if not form.validate_on_submit():
        return _form_page(form, None)
    services.add(form.room, account_id())
    return done(url_for("desk_venues.index"), _("Le lieu est enregistré."))


@blueprint.route("/<int:venue_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(venue_id: int) -> ResponseReturnValue:
    """Correct a venue."""
    venue = queries.venue(venue_id)
    form = VenueForm(data=values_of(venue)).offer(queries.municipalities())
    if not form.validate_on_submit():
        return _form_page(form, venue)
    services.revise(venue.id, form.room, account_id())
    return done(url_for("desk_venues.index"), _("Le lieu est enregistré."))


def _form_page(form: VenueForm, venue: Venue | None) -> tuple[str, int]:
    return render_template("planning/desk_venues/edit.html", form=form, venue=venue), 422 if form.errors else 200
