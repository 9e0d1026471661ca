"""Reading whom to call when a session does not take place: coordinators first, with what colleagues ticked."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from portal.database import db
from portal.models.base.journal import Event
from portal.models.network.partners import Contact, Partner
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance.attendees import Coordinator, coordinators_of
from portal.queries.base.sessions import SessionCard, card_of
from portal.rules.attendance.calls import TICKS
from portal.rules.base.names import full_name
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import LIVE, CancelReason, ContactKind, RegistrationState, Visibility
from portal.rules.base.text import folded_key
from portal.rules.base.verbs import Verb
from portal.rules.refusals import NotFound

SHOWN = (Visibility.PUBLIC, Visibility.NETWORK)


@dataclass(frozen=True, slots=True)
class PartnerToCall:
    """A partner with people in the session; `phone` is its desk's. `told_by` is who ticked it, "" for nobody yet."""

    id: int
    name: str
    phone: str
    coordinators: tuple[Coordinator, ...]
    people: tuple[str, ...]
    told_by: str
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallList:
    """Whom to call for a session: who was not told yet first, then by name."""

    card: SessionCard
    partners: tuple[PartnerToCall, ...]

    @property
    def left(self) -> int:
        """How many were not told yet."""
        return sum(one.told_at is None for one in self.partners)


def call_list(actor: Actor, public_id: str) -> CallList:
    """Whom to call, for the session's trainers and staff. Raises NotFound for everybody else.

    Five statements, whatever the number of people.
    """
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    people, names = _people(card.id)
    coordinators, phones, ticks = coordinators_of(names), _phones(names), _ticks(card.id)
    found = [
        PartnerToCall(
            id=number,
            name=name,
            phone=phones.get(number, ""),
            coordinators=coordinators.get(number, ()),
            people=tuple(people[number]),
            told_by=ticks[number].by if number in ticks else "",
            told_at=ticks[number].at if number in ticks else None,
        )
        for number, name in names.items()
    ]
    return CallList(card, tuple(sorted(found, key=lambda one: (one.told_at is not None, folded_key(one.name)))))


def _people(session_id: int) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Who comes or came to be told: those of a session called off too."""
    called_off = and_(
        Registration.state == RegistrationState.CANCELLED,
        Registration.cancel_reason == CancelReason.SESSION_CANCELLED,
    )
    statement = (
        select(Registration.partner_id, Partner.name, Person.given_name, Person.family_name)
        .join(Partner, Partner.id == Registration.partner_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == session_id, or_(Registration.state.in_(LIVE), called_off))
        .order_by(Registration.id)
    )
    people: dict[int, list[str]] = defaultdict(list)
    names: dict[int, str] = {}
    for number, partner, given_name, family_name in db.session.execute(statement):
        names[number] = partner
        if name := full_name(given_name or "", family_name or ""):
            people[number].append(name)
    return people, names


def _phones(partner_ids: Collection[int]) -> dict[int, str]:
    """The number of each partner's desk, of those that partners may read."""
    desk = (Contact.kind == ContactKind.ROLE_MAILBOX) & Contact.visibility.in_(SHOWN) & (Contact.phone != "")
    statement = (
        select(Contact.partner_id, Contact.phone)
        .where(Contact.partner_id.in_(partner_ids), desk, Contact.left_on.is_(None))
        .order_by(Contact.is_training_contact, Contact.id.desc())
    )
    return {row.partner_id: row.phone for row in db.session.execute(statement)}


class Tick(NamedTuple):
    """Who told a partner, and when."""

    by: str
    at: datetime


def _ticks(session_id: int) -> dict[int, Tick]:
    """The tick that stands, by partner."""
    here = (Event.session_id == session_id) & Event.verb.in_(TICKS)
    statement = select(Event).where(here).options(joinedload(Event.actor)).order_by(Event.id)
    last = {event.object_id: event for event in db.session.scalars(statement)}
    standing = ((number, event) for number, event in last.items() if event.verb == Verb.CALLED_PARTNER)
    return {number: Tick(event.actor.name if event.actor else "", event.at) for number, event in standing}
