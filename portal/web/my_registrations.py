"""*Mes inscriptions*: what is registered for the viewer's own address."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.queries import registrations
from portal.rules.permissions import Action
from portal.web.access import needs, viewer

blueprint = Blueprint("my_registrations", __name__)


@blueprint.get("/mes-inscriptions")
@needs(Action.SIGNED_IN)
def index() -> ResponseReturnValue:
    """The sessions one comes to, came to, or waits for."""
    bookings = registrations.bookings_of_person(viewer())
    coming = [booking for booking in reversed(bookings) if booking.card.coming]
    past = [booking for booking in bookings if not booking.card.coming]
    return render_template("my_registrations/index.html", coming=coming, past=past)
