"""The people of a team: the table, leaving it on a day with what is registered decided, coming back."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.registrations import my_partner, registrations
from portal.queries.registrations.my_partner import Colleague, PartnerName
from portal.queries.registrations.reached import reached
from portal.queries.registrations.registrations import Booking, RegistrationView
from portal.queries.registrations.sites import SiteName, sites_seen
from portal.rules.base.permissions import Action, can
from portal.rules.base.states import RegistrationState
from portal.services.registrations.people import NewPerson
from portal.services.registrations.team import departures
from portal.services.registrations.team.departures import Departure, Fate
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.page.chips import Chip
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import row_number, shown_version
from portal.web.registrations.forms.team import CANCEL, KEEP, DepartureForm, FateFields
from portal.web.registrations.team.chosen import partner_seen, place

blueprint = Blueprint("people", __name__)


@blueprint.get("/mon-association/equipe")
@needs(Action.SEE_PARTNER)
def index() -> str:
    """The people of the team, all of them or those of one site (`antenne`)."""
    partner = partner_seen()
    sites = sites_seen(viewer(), partner.id)
    site = row_number(request.args.get("antenne", ""))
    people = my_partner.colleagues(viewer(), partner.id)
    shown = [one for one in people if site is None or one.site_id == site]
    return render_template(
        "registrations/team/index.html",
        place=place(partner),
        people=[one for one in shown if not one.left],
        gone=[one for one in shown if one.left],
        total=sum(not one.left for one in people),
        sites={one.id: one.name for one in sites},
        chips=site_chips("people.index", partner, sites, site),
        reached=reached(shown, []),
        acts=can(viewer(), Action.REGISTER, partner_id=partner.id),
    )


def site_chips(endpoint: str, partner: PartnerName, sites: Sequence[SiteName], site: int | None) -> list[Chip]:
    """A chip for all sites and one for each; none where there is no choice."""
    if len(sites) < 2:
        return []
    every = Chip(_("Toutes"), url_for(endpoint, association=partner.slug), site is None)
    return [
        every,
        *(Chip(one.name, url_for(endpoint, association=partner.slug, antenne=one.id), one.id == site) for one in sites),
    ]


@blueprint.route("/personnes/<int:person_id>/depart", methods=["GET", "POST"])
@needs(Action.REGISTER)
def leave(person_id: int) -> ResponseReturnValue:
    """Somebody leaves the team on a day; what is registered is decided in the same act."""
    colleague, partner = my_partner.colleague(viewer(), person_id)
    form = DepartureForm(data={"version": colleague.version, "last_day": clock.today()})
    bookings = registrations.live_of_colleague(viewer(), partner.id, person_id)
    free = my_partner.free_in(viewer(), partner.id, [booking.card.id for booking in bookings])
    attempt = AttemptOnRow(form, lambda: my_partner.colleague(viewer(), person_id)[0], in_notice=True)
    valid = form.is_submitted() and form.validate()
    form.offer([_seat(booking, free) for booking in bookings])
    decided = form.decided() if valid else True
    if valid and decided:
        with attempt:
            departures.leave(_departure(form, person_id, free), account_id())
            return done(url_for("people.index", association=partner.slug), _left(colleague, form))
    if attempt.refusal:
        bookings = registrations.live_of_colleague(viewer(), partner.id, person_id)
        form.offer([_seat(booking, free) for booking in bookings], anew=True)
    shown = {"person": colleague, "place": place(partner), "form": form, "told": attempt.told, "bookings": bookings}
    return render_template("registrations/team/leave.html", **shown), attempt.status if decided else 422


def _row(booking: Booking) -> RegistrationView:
    """Nobody has two registrations in one session."""
    [row] = booking.rows
    return row


def _seat(booking: Booking, free: dict[int, list[Colleague]]) -> tuple[int, int, bool, Sequence[Colleague]]:
    row = _row(booking)
    return row.id, row.version, row.state is RegistrationState.CONFIRMED, free.get(booking.card.id, [])


def _departure(form: DepartureForm, person_id: int, free: dict[int, list[Colleague]]) -> Departure:
    team = {str(one.id): one for some in free.values() for one in some}
    fates = tuple(_fate(entry.form, team) for entry in form.fates.entries if entry.form.fate.data != KEEP)
    return Departure(person_id, form.shown_version, form.last_day.data or clock.today(), fates)


def _fate(chosen: FateFields, team: dict[str, Colleague]) -> Fate:
    number, version = row_number(chosen.registration.data) or 0, shown_version(chosen.version.data)
    if chosen.fate.data == CANCEL:
        return Fate(number, version)
    one = team[chosen.fate.data]
    return Fate(number, version, NewPerson(one.given_name, one.family_name, one.email, one.function))


def _left(colleague: Colleague, form: DepartureForm) -> str:
    last = form.last_day.data or clock.today()
    if last >= clock.today():
        return _("%(name)s reste dans l’équipe jusqu’au %(day)s.", name=colleague.name, day=last.strftime("%d/%m/%Y"))
    return _("%(name)s n’est plus dans l’équipe. Ce qui est suivi reste dans vos relevés.", name=colleague.name)


@blueprint.post("/personnes/<int:person_id>/retour")
@needs(Action.REGISTER)
def come_back(person_id: int) -> ResponseReturnValue:
    """Somebody who left is in the team again."""
    colleague, partner = my_partner.colleague(viewer(), person_id)
    attempt = Attempt()
    with attempt:
        departures.come_back(person_id, shown_version(request.form.get("version")), account_id())
        said = _("%(name)s est de nouveau dans l’équipe.", name=colleague.name)
        return done(url_for("people.index", association=partner.slug), said)
    return attempt.told_at(url_for("people.index", association=partner.slug))
