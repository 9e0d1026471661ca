"""Seats held without a name: named, given back when their time is up (docs/registration.md, T7 and T10)."""

from portal.database import lock_row
from portal.models.network.partners import Partner
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.registrations import AlreadyNamed
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry
from portal.services.registrations import interests, people
from portal.services.registrations.acts import Act, acting, live_registrations, plan_expiry
from portal.services.registrations.line import already_here, check_pace
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import session_of


def name_seat(registration_id: int, version: int, someone: NewPerson, actor_id: int | None) -> None:
    """Say who comes: a held seat is confirmed (T7), a waiting row is edited and keeps its place in the line.

    Raises AlreadyNamed, AlreadyRegistered, StaleVersion, NotLive (the seat went back meanwhile), SessionStarted.
    """
    with acting(session_of(registration_id), actor_id) as act:
        row = act.registration(registration_id, version)
        act.check_not_started()
        if row.person_id is not None:
            raise AlreadyNamed
        [person] = people.find_or_add(act.session, lock_row(act.session, Partner, row.partner_id), [someone], actor_id)
        already_here(act, person, ())
        check_pace(act, person)
        row.person_id = person.id
        interests.answer_own(act.session, act.training, person, act.actor_id)
        if row.state is RegistrationState.HELD:
            row.hold_expires_at = None
            act.move(row, TransitionKind.NAMED, RegistrationState.CONFIRMED)
        else:
            row.version += 1
            act.journal(Entry(Verb.NAMED, ObjectKind.REGISTRATION, row.id, act.training.id, row.state, row.state))


@does(JobKind.HOLDS)
def expire(session_id: int) -> None:
    """Take back the seats that nobody named in time (T10); the line has them in the same act."""
    with acting(session_id, None, due_first=False) as act:
        for row in held_registrations(act):
            if row.hold_expires_at is not None and row.hold_expires_at <= act.now:
                act.end(row, TransitionKind.HOLD_EXPIRED, CancelReason.HOLD_EXPIRED)


def held_registrations(act: Act) -> list[Registration]:
    """The session's seats without a name, in the order of the line."""
    rows = live_registrations(act.session, act.training.id)
    return [row for row in rows if row.state is RegistrationState.HELD]


def cap(act: Act) -> None:
    """Let no seat be held past the cancel deadline as it now is, and plan the next expiry."""
    latest = act.deadlines.cancel_deadline
    late = [row for row in held_registrations(act) if (row.hold_expires_at or latest) > latest]
    for row in late:
        row.hold_expires_at = latest
    if late:
        plan_expiry(act)
