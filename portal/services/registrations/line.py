"""Joining a session's line, with a name or without, alone or in a group (docs/registration.md, T1 and T2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from portal.database import lock_row
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ONE_PER_PERSON, CancelReason, PartnerStatus, RegistrationState, Seeding
from portal.rules.refusals.registrations import AlreadyRegistered, ListFirst, NamesakeRegistered
from portal.rules.registrations.deadlines import check_open
from portal.rules.registrations.interests import Coming
from portal.rules.registrations.transitions import TransitionKind
from portal.services.registrations import interests, pace, people
from portal.services.registrations.acts import Act
from portal.services.registrations.people import Intake, NewPerson

ADDING = insert(Registration).returning(Registration)
PAST = (
    select(Registration)
    .join(TrainingSession, TrainingSession.id == Registration.session_id)
    .where(
        TrainingSession.workshop_id == bindparam("workshop_id"),
        Registration.person_id.in_(bindparam("people", expanding=True)),
    )
    .order_by(Registration.joined_at, Registration.id)
)


@dataclass(frozen=True, slots=True)
class Joining:
    """People of one partner who join a session's line; a request to join keeps them before staff's decision.

    A `group_key` is for those who come together or not at all.
    """

    partner_id: int
    people: Sequence[NewPerson]
    request_id: int | None = None
    unnamed: int = 0
    group_key: str | None = None
    auto_accept_until: datetime | None = None


def join(act: Act, joining: Joining) -> list[Registration]:
    """Put people in the line, or before staff's approval where it is due (T1 or T2, inside an act).

    The wishes for a next session that this answers end with it; a demand that awaits staff answers none yet. Whom
    a stranger had asked for keeps her own row and its date: her coordinator vouches for her, as she registers now.
    Raises SamePersonTwice, AlreadyRegistered, RegisteredTooOften,
    TooManyNewAddresses, ListFirst, NotFound (no such partner).
    """
    ours = joining.request_id is None
    partner = lock_row(act.session, Partner, joining.partner_id)
    asked = act.training.approval or partner.status is PartnerStatus.APPLIED or not ours
    intake = Intake(act.actor_id, act.training.id, refresh=ours)
    gathered = people.gather(act.session, partner, joining.people, intake)
    past = _past(act, gathered.known)
    vouched = {} if asked else _asked_by_strangers(act, past)
    found = [person for person in gathered.people if person.id not in vouched]
    _check_free(act, found, past, gathered.churned)
    credited = _credits(past)
    _vouch(act, joining, [*vouched.values()])
    listed = _listed(act, joining, found, answers=not asked)
    values = {
        "session_id": act.training.id,
        "partner_id": partner.id,
        "state": RegistrationState.PENDING if asked else RegistrationState.WAITLISTED,
        "joined_at": act.now,
        "join_request_id": joining.request_id,
        "group_key": joining.group_key,
        "together": joining.group_key is not None,
        "auto_accept_until": joining.auto_accept_until,
    }
    credit = [act.training.seeding is Seeding.CREDIT and first and not asked for first in listed]
    named = [
        {**values, "person_id": person.id, "credit": int(person.id in credited or first)}
        for person, first in zip(found, credit, strict=False)
    ]
    nameless = [{**values, "person_id": None, "credit": int(first)} for first in credit[len(found) :]]
    rows = _added(act, named + nameless)
    act.add(rows, TransitionKind.ASKED if asked else TransitionKind.JOINED_LINE)
    return [*vouched.values(), *rows]


def take_rank(act: Act, partner_id: int, person_id: int | None, joined_at: datetime, credit: int = 0) -> Registration:
    """A new registration of one person, at the rank of `joined_at`. What happened to it is for the caller to note."""
    row = Registration(
        session_id=act.training.id,
        partner_id=partner_id,
        person_id=person_id,
        state=RegistrationState.WAITLISTED,
        joined_at=joined_at,
        credit=credit,
    )
    act.session.add(row)
    act.session.flush()
    return row


def _vouch(act: Act, joining: Joining, rows: Sequence[Registration]) -> None:
    """Let those whom a stranger had asked for join as their coordinator registers them now."""
    for row in rows:
        row.group_key, row.together = joining.group_key, joining.group_key is not None
        row.auto_accept_until = joining.auto_accept_until
    approve(act, rows, act.actor_id)


def _added(act: Act, values: Sequence[Mapping[str, object]]) -> list[Registration]:
    made = act.session.scalars(ADDING, [*values]) if values else ()
    return sorted(made, key=lambda row: row.id)


def _asked_by_strangers(act: Act, past: Sequence[Registration]) -> dict[int | None, Registration]:
    """Of those registered now, the rows that an unanswered request to join keeps, by person."""
    return {
        row.person_id: row
        for row in past
        if row.session_id == act.training.id
        and row.state is RegistrationState.PENDING
        and row.join_request_id is not None
    }


def approve(act: Act, rows: Sequence[Registration], asker_id: int | None) -> None:
    """Let demands of one partner join the line (T3); only now are the wishes answered that they came from."""
    for row, listed in zip(rows, answer_wishes(act, rows, asker_id), strict=True):
        if listed and act.training.seeding is Seeding.CREDIT:
            row.credit = 1
        act.move(row, TransitionKind.APPROVED, RegistrationState.WAITLISTED)


def answer_wishes(act: Act, rows: Sequence[Registration], asker_id: int | None) -> list[bool]:
    """End the wishes that demands of one partner came from, now accepted; of each, whether it was on the list."""
    if not rows:
        return []
    mailboxes = tuple(row.person.email or "" if row.person else "" for row in rows)
    return interests.answer(act.session, act.training, Coming(rows[0].partner_id, mailboxes, asker_id))


def _listed(act: Act, joining: Joining, found: Sequence[Person], *, answers: bool) -> list[bool]:
    """Of each who joins, whether it was on the list that the session is for first; `answers` ends their wishes.

    Raises ListFirst for anybody else until registration opens to all.
    """
    mailboxes = (*(person.email or "" for person in found), *("" for _seat in range(joining.unnamed)))
    coming = Coming(joining.partner_id, mailboxes, act.actor_id)
    ask = interests.answer if answers else interests.on_list
    listed = ask(act.session, act.training, coming) if mailboxes else []
    opens_at = act.deadlines.opens_at
    if act.now < opens_at and not all(listed):
        raise ListFirst(opens_at=opens_at, seats=sum(listed))
    return listed


def check_open_here(act: Act) -> None:
    """Let a registration through as `check_open` does; where the list is invited first, from publication on.

    Who is on the list is asked in `join`, of the people themselves.
    """
    deadlines, training = act.deadlines, act.training
    if training.seeding is Seeding.INVITATION and training.published_at:
        deadlines = replace(deadlines, opens_at=min(training.published_at, deadlines.opens_at))
    check_open(deadlines, training.status, act.now, act.start)


def _check_free(act: Act, found: Sequence[Person], past: Sequence[Registration], churned: Collection[str]) -> None:
    """Raise AlreadyRegistered, or RegisteredTooOften."""
    here = [row for row in past if row.session_id == act.training.id]
    taken = {row.person_id for row in here if row.state is not RegistrationState.CANCELLED}
    for person in found:
        if person.id in taken:
            raise _here_already(person)
    pace.check_registrations(act.session, found, here, churned, act.actor_id)


def _here_already(person: Person) -> AlreadyRegistered:
    """Without an address nothing tells two people of one name apart, and the sentence says what would."""
    return AlreadyRegistered(name=person.name) if person.email else NamesakeRegistered(name=person.name)


def _past(act: Act, found: Sequence[Person]) -> list[Registration]:
    """What the people already were in the other sessions of this workshop: their registrations, the oldest first."""
    if not found:
        return []
    asked = {"workshop_id": act.training.workshop_id, "people": [person.id for person in found]}
    return list(act.session.scalars(PAST, asked))


def _credits(past: Sequence[Registration]) -> set[int | None]:
    """Whose last registration to this workshop ended because we cancelled the session (T15): they go first, once."""
    last = {row.person_id: row for row in past}
    return {person for person, row in last.items() if row.cancel_reason is CancelReason.SESSION_CANCELLED}


def already_here(act: Act, person: Person, allowed: Collection[RegistrationState]) -> Registration | None:
    """The person's own row in this session, if it is in one of the `allowed` states.

    Raises AlreadyRegistered when it is in another.
    """
    statement = select(Registration).where(
        Registration.session_id == act.training.id,
        Registration.person_id == person.id,
        Registration.state.in_(ONE_PER_PERSON),
    )
    row = act.session.scalars(statement).one_or_none()
    if row is not None and row.state not in allowed:
        raise _here_already(person)
    return row


def check_pace(act: Act, person: Person) -> None:
    """Let one person take a seat here, unless she had and lost too many in a day. Raises RegisteredTooOften."""
    hers = select(Registration).where(Registration.session_id == act.training.id, Registration.person_id == person.id)
    churned = pace.churned_among(act.session, act.training.id, [person.mailbox])
    pace.check_registrations(act.session, [person], act.session.scalars(hers).all(), churned, act.actor_id)
