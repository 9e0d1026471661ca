"""Somebody at the door whose service nobody knows: a seat at once, and a service that staff accept or refuse later."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.network.partners import Partner
from portal.rules.base.states import PartnerStatus
from portal.rules.base.text import folded_key
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.base import ReasonMissing
from portal.services.base.journal import Entry
from portal.services.registrations.acts import acting
from portal.services.registrations.approvals import seat_by_decision
from portal.services.registrations.joining import add_applied
from portal.services.registrations.people import NewPerson

AT_THE_DOOR = "at_the_door"
KNOWN = (PartnerStatus.ACTIVE, PartnerStatus.DORMANT, PartnerStatus.APPLIED)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who stands there, of which service, and why the seat is given, in words that the mail says."""

    session_id: int
    service: str
    person: NewPerson
    actor_id: int
    reason: str


def seat_newcomer(command: Newcomer) -> list[int]:
    """Give a seat to somebody of a service that is not in the list (T17); returns the row's id.

    The service becomes one to accept or refuse, and the journal says `at_the_door`; one of that very name, known or
    asked for before, is taken instead of a second one. Refusing it later takes nothing from who came.
    Raises ReasonMissing and what `approvals.force` raises.
    """
    if not command.reason.strip():
        raise ReasonMissing
    with acting(command.session_id, command.actor_id) as act:
        partner = _of_that_name(act.session, command.service)
        if partner is None:
            partner = add_applied(act.session, command.service)
            inputs = {"reason": AT_THE_DOOR}
            act.journal(Entry(Verb.PARTNER_CREATED, ObjectKind.PARTNER, partner.id, command.session_id, inputs=inputs))
        return seat_by_decision(act, partner, (command.person,), command.reason)


def _of_that_name(session: Session, name: str) -> Partner | None:
    """Locked; an active one before one that waits for staff's answer."""
    named = (Partner.folded_name == folded_key(name)) & Partner.status.in_(KNOWN) & ~Partner.individual
    found = session.scalars(select(Partner).where(named).with_for_update().order_by(Partner.id)).all()
    return min(found, key=lambda one: KNOWN.index(one.status), default=None)
