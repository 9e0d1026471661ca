"""Giving a registration up, or handing its seat to a colleague: one page each, for the person and for the team."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.base.sessions import SessionCard
from portal.queries.registrations.my_partner import Colleague
from portal.queries.registrations.registrations import RegistrationView
from portal.rules.base.states import CancelReason
from portal.rules.registrations.leaving import SEATED, Leaving
from portal.rules.registrations.leaving import leaving as leaving_at
from portal.services.registrations import registrations as services
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.forms.base import VersionedForm
from portal.web.registrations import namesakes
from portal.web.registrations.forms.registrations import CancelForm, NameForm, OnePersonForm, StaffCancelForm


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes to a registration: `own`, as its person, or for the team; `back` is where they came from.

    `read` reads the row again, after a refusal. `team`: who may take the seat, for whoever may see the team.
    """

    own: bool
    row: RegistrationView
    card: SessionCard
    read: Callable[[], RegistrationView]
    back: str
    cancel_url: str
    replace_url: str
    actor_id: int | None = None
    team: Sequence[Colleague] = ()


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
    attempt = AttemptOnRow(form, door.read, in_notice=True)
    if form.validate_on_submit():
        said = _afterwards(leaving_of(row, door.card), row, reason)
        with attempt:
            services.cancel(row.id, form.shown_version, reason, door.actor_id, form.note.data or "")
            return done(door.back, said)
    return _page(template, door, form, attempt)


def replace(door: Door) -> ResponseReturnValue:
    """Ask who comes instead, then give that colleague the seat."""
    row = door.row
    form = NameForm(data={"version": row.version}) if door.team else OnePersonForm(data={"version": row.version})
    if isinstance(form, NameForm):
        form.offer(door.team)
    attempt = AttemptOnRow(form, door.read, in_notice=True)
    if form.validate_on_submit():
        colleague = form.someone(door.team) if isinstance(form, NameForm) else form.typed()
        with attempt:
            seat = services.substitute(row.id, form.shown_version, colleague, door.actor_id)
            names = {"before": row.name, "after": colleague.name}
            response = done(door.back, _("%(after)s a maintenant la place, et non plus %(before)s.", **names))
            namesakes.ask_about_registered([seat], row.partner_id)
            return response
    return _page("registrations/registering/replace.html", door, form, attempt)


def _page(template: str, door: Door, form: VersionedForm, attempt: AttemptOnRow[RegistrationView]) -> tuple[str, int]:
    row = attempt.present or door.row
    what = leaving_of(row, door.card)
    page = render_template(
        template,
        door=door,
        row=row,
        card=door.card,
        leaving=what,
        seated=what in SEATED,
        form=form,
        told=attempt.told,
    )
    return page, attempt.status


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
