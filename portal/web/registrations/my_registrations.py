"""*Mes inscriptions*: what is registered for the viewer's own address."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.queries.attendance import certificates
from portal.queries.registrations import my_registration, registrations
from portal.rules.base.permissions import Action
from portal.web.base.request.access import needs, viewer
from portal.web.registrations.documents import of_bookings

blueprint = Blueprint("my_registrations", __name__)


@blueprint.get("/mes-inscriptions")
@needs(Action.SIGNED_IN)
def index() -> ResponseReturnValue:
    """The sessions one comes to, came to, or waits for."""
    bookings = registrations.bookings_of_person(viewer())
    coming = [booking for booking in reversed(bookings) if booking.card.coming]
    past = [booking for booking in bookings if not booking.card.coming]
    numbers = certificates.numbers([row.id for booking in past for row in booking.rows if row.outcome])
    return render_template(
        "registrations/my_registrations/index.html",
        coming=coming,
        past=past,
        certificates=numbers,
        documents=of_bookings(bookings),
    )


@blueprint.get("/mes-inscriptions/<int:registration_id>")
@needs(Action.SIGNED_IN)
def open_own(registration_id: int) -> ResponseReturnValue:
    """One's own page of a registration, where one answers and asks for arrangements, without looking for the mail."""
    token = my_registration.own_token(viewer(), registration_id)
    return redirect(url_for("my_registration.show", token=token), 303)
