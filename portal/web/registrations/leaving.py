"""Giving a registration up, or handing its seat to a colleague: one page each, for the person and for the team."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.base.sessions import SessionCard
from portal.queries.registrations.registrations import RegistrationView
from portal.rules.base.states import CancelReason
from portal.rules.refusals import Refusal
from portal.rules.registrations.leaving import SEATED, Leaving
from portal.rules.registrations.leaving import leaving as leaving_at
from portal.services.registrations import registrations as services
from portal.web.base.request.numbers import shown_version
from portal.web.messages import sentence
from portal.web.registrations import namesakes
from portal.web.registrations.forms.registrations import CancelForm, OnePersonForm, StaffCancelForm


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes to a registration: `own`, as its person, or for the team; `back` is where they came from.

    `read` reads the row again, after a refusal.
    """

    own: bool
    row: RegistrationView
    card: SessionCard
    read: Callable[[], RegistrationView]
    back: str
    cancel_url: str
    replace_url: str
    actor_id: int | None = None


def leaving_of(row: RegistrationView, card: SessionCard) -> Leaving:
    """What giving up this registration comes to now."""
    if not row.live:
        return Leaving.NOTHING
    return leaving_at(row.state, card.deadlines, clock.now(), card.starts_at, card.meetings[-1].starts_at)


def cancel(
    door: Door, reason: CancelReason, template: str = "registrations/registering/cancel.html"
) -> ResponseReturnValue:
    """Ask, then give up the seat or leave the line; a refusal shows where the registration now stands."""
    row = door.row
    form = (StaffCancelForm if reason is CancelReason.BY_STAFF else CancelForm)(data={"version": row.version})
    told, status = "", 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        what = leaving_of(row, door.card)
        try:
            services.cancel(row.id, shown_version(form.version.data), reason, door.actor_id, form.note.data or "")
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
            row = door.read()
            form.version.data = str(row.version)
        else:
            flash(_afterwards(what, row, reason), "good")
            return redirect(door.back, 303)
    return _page(template, door, row, form=form, told=told), status


def replace(door: Door) -> ResponseReturnValue:
    """Ask who comes instead, then give that colleague the seat."""
    row = door.row
    form = OnePersonForm(data={"version": row.version})
    told, status = "", 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            seat = services.substitute(row.id, shown_version(form.version.data), form.typed(), door.actor_id)
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
            row = door.read()
            form.version.data = str(row.version)
        else:
            names = {"before": row.name, "after": form.typed().name}
            flash(_("%(after)s a maintenant la place, et non plus %(before)s.", **names), "good")
            namesakes.ask_about_registered([seat], row.partner_id)
            return redirect(door.back, 303)
    return _page("registrations/registering/replace.html", door, row, form=form, told=told), status


def _page(template: str, door: Door, row: RegistrationView, **values: object) -> str:
    what = leaving_of(row, door.card)
    seated = what in SEATED
    return render_template(template, door=door, row=row, card=door.card, leaving=what, seated=seated, **values)


def _afterwards(what: Leaving, row: RegistrationView, reason: CancelReason) -> str:
    """What happened, and who hears of it."""
    return f"{_what_ended(what, row, reason)} {_who_hears(what, row)}"


def _what_ended(what: Leaving, row: RegistrationView, reason: CancelReason) -> str:
    if reason is CancelReason.NOT_ME:
        return _("C’est fait : ce nom est retiré de la liste.")
    if row.person_id is None:
        return _("La demande est retirée.") if what is Leaving.REQUEST else _("La place est rendue.")
    match what:
        case Leaving.REST:
            return _("%(name)s ne vient pas à la suite.", name=row.name)
        case Leaving.LINE:
            return _("%(name)s n’attend plus.", name=row.name)
        case Leaving.REQUEST:
            return _("%(name)s : demande retirée.", name=row.name)
        case _seat:
            return _("%(name)s : inscription annulée.", name=row.name)


def _who_hears(what: Leaving, row: RegistrationView) -> str:
    if not row.email:
        return _("Un mail le dit à l’association.")
    return _("Un mail part, et l’agenda se met à jour.") if what in SEATED else _("Un mail le confirme.")
