"""Prévenez-moi de la prochaine: on and off a workshop's list; for staff, the demand."""

from itertools import groupby
from operator import itemgetter

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.models.planning.workshops import Workshop
from portal.queries.planning import workshops
from portal.queries.post import mail_preferences
from portal.queries.registrations import interests as queries
from portal.queries.registrations.my_partner import belonging
from portal.rules.base.permissions import Action
from portal.services.registrations import interests as services
from portal.services.registrations.interests import Wish
from portal.web.base.forms.answering import done
from portal.web.base.page.paging import paged
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import row_number
from portal.web.registrations.forms.interests import InterestForm, values_of

blueprint = Blueprint("interests", __name__)


@blueprint.route("/formations/<slug>/prevenez-moi", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def ask(slug: str) -> ResponseReturnValue:
    """Say that one wants to hear of the next session, or change it; the way off the list is here too."""
    workshop = workshops.page(slug).workshop
    wish = queries.own_wish(workshop.id, account_id())
    form = InterestForm(data=values_of(wish)).offer(belonging(viewer()), workshops.municipalities())
    if form.validate_on_submit():
        services.note(_wish(form, workshop))
        said = _("C’est noté : vous recevez un message dès qu’une séance est publiée.")
        return done(url_for("workshops.show", slug=slug), said)
    stopped = mail_preferences.stopped_token(account_id())
    shown = {"form": form, "workshop": workshop, "wish": wish, "stopped": stopped}
    return render_template("registrations/interests/ask.html", **shown), 422 if form.errors else 200


def _wish(form: InterestForm, workshop: Workshop) -> Wish:
    return Wish(
        workshop_id=workshop.id,
        account_id=account_id(),
        seats=form.seats.data or 1,
        partner_id=row_number(form.partner.data),
        municipality_nis=form.municipality.data or None,
    )


@blueprint.post("/formations/<slug>/ne-plus-me-prevenir")
@needs(Action.SIGNED_IN)
def leave(slug: str) -> ResponseReturnValue:
    """Leave the list."""
    services.leave(workshops.by_slug(slug).id, account_id())
    return done(url_for("workshops.index"), _("C’est fait : vous ne recevez plus de message sur cette formation."))


@blueprint.get("/gestion/demande")
@needs(Action.MANAGE)
def demand() -> ResponseReturnValue:
    """Who waits for which workshop, and where it suits them."""
    found = queries.demand()
    rows, page = paged(url_for("interests.demand"), [(item, wish) for item in found for wish in item.wishes])
    shown = {item.slug: (item, [wish for _item, wish in some]) for item, some in groupby(rows, key=itemgetter(0))}
    return render_template("registrations/interests/demand.html", demand=list(shown.values()), page=page)
