"""The people of a session as they leave in a file: thousands perhaps, so their rows are read some at once.

Only their order is worked out for all together. Whatever their number: four statements
beside those of the session, five by association, and one a thousand people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, select

from portal import clock
from portal.database import db
from portal.models.network.partners import Partner
from portal.models.planning.seating import lines_of
from portal.models.planning.sessions import RaisedQuota
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.attendance.attendees import room_of
from portal.queries.attendance.list_choices import choice_of
from portal.queries.base.joined import apart, joined
from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.registrations.reached import WORST_FIRST
from portal.rules.attendance.list_choices import USUAL, ListChoice, ListOrder
from portal.rules.base.names import BookOrder, book_order, in_order
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import SEATS, PartStat, PresenceMark, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.registrations.ranks import ranks

PAGE = 1_000


class ListedPerson(NamedTuple):
    """One registration; `presences` are by meeting id, `rank` counts the waiting, `answer` is their calendar's.

    A tuple: made thousands of times, a frozen dataclass takes five times as long.
    """

    given_name: str
    family_name: str
    email: str
    function: str
    partner: str
    state: RegistrationState
    rank: int | None
    answer: PartStat | None
    presences: dict[int, PresenceMark]


@dataclass(frozen=True, slots=True)
class ListedPeople:
    """A session and its registrations: who has a seat by name, then who waits by rank, as on its page.

    Where the reader's `choice` says so, people stand by association, and in each in that order.
    """

    card: SessionCard
    ids: tuple[int, ...]
    ranks: dict[int, int]
    answers: dict[int, PartStat]
    choice: ListChoice = USUAL

    def people(self) -> Iterator[ListedPerson]:
        """Their rows, a thousand read at once; to be gone through while the request lasts."""
        for start in range(0, len(self.ids), PAGE):
            yield from self._page(self.ids[start : start + PAGE])

    def _page(self, ids: Sequence[int]) -> Iterator[ListedPerson]:
        found = {row[0]: row for row in db.session.execute(_rows(ids))}
        for number, state, given_name, family_name, email, function, partner, presences in map(found.__getitem__, ids):
            yield ListedPerson(
                given_name or "",
                family_name or "",
                email or "",
                function or "",
                partner,
                state,
                self.ranks.get(number),
                self.answers.get(number),
                {meeting_id: PresenceMark(mark) for meeting_id, mark in apart(presences)} if presences else {},
            )


def listed(actor: Actor, public_id: str) -> ListedPeople:
    """The people of one session, for its trainers and staff. Raises NotFound for everybody else."""
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    seated, waiting = _places(card.id)
    positions = _positions(card) if waiting else {}
    last = len(waiting) + 1  # who has no rank comes after all that have one
    in_line = sorted(waiting, key=lambda place: (positions.get(place[-1], last), place))
    ids = tuple(place[-1] for place in (*sorted(seated), *in_line))
    choice = choice_of(actor)
    if choice.order is ListOrder.PARTNER:
        ids = _by_partner(card.id, ids)
    return ListedPeople(card, ids, positions, _answers(card.id), choice)


def _by_partner(session_id: int, ids: Sequence[int]) -> tuple[int, ...]:
    """The registrations by the name of their association, otherwise as they stand."""
    statement = select(Registration.id, Partner.id, Partner.name).join(Partner, Partner.id == Registration.partner_id)
    rows = db.session.execute(statement.where(*_listed(session_id)))
    places = {number: (in_order(name), partner_id) for number, partner_id, name in rows}
    return tuple(sorted(ids, key=places.__getitem__))


Place = tuple[BookOrder, int]


def _places(session_id: int) -> tuple[list[Place], list[Place]]:
    """Where each stands in the telephone book, with its id: those with a seat, and those who wait."""
    statement = (
        select(Registration.id, Registration.state, Person.given_name, Person.family_name)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(*_listed(session_id))
        .execution_options(yield_per=PAGE)
    )
    seated: list[Place] = []
    waiting: list[Place] = []
    for number, state, given_name, family_name in db.session.execute(statement):
        place = (book_order(given_name or "", family_name or ""), number)
        (seated if state in SEATS else waiting).append(place)
    return seated, waiting


def _listed(session_id: int) -> tuple[ColumnElement[bool], ...]:
    return Registration.session_id == session_id, Registration.state != RegistrationState.CANCELLED


_OF_A_LINE = (
    Registration.id,
    Registration.partner_id,
    Registration.state,
    Registration.joined_at,
    Registration.credit,
    Registration.group_key,
    Registration.together,
    Registration.auto_accept_until,
    Registration.left_at,
    Registration.person_id,
)


def _positions(card: SessionCard) -> dict[int, int]:
    """The ranks of those who wait, from the whole line and what staff raised for its partners, by one statement."""
    own = (RaisedQuota.session_id == Registration.session_id) & (RaisedQuota.partner_id == Registration.partner_id)
    statement = (
        select(*_OF_A_LINE, RaisedQuota.quota)
        .outerjoin(RaisedQuota, own)
        .where(*_listed(card.id))
        .order_by(Registration.id)
        .execution_options(yield_per=PAGE)
    )
    raised: dict[int, int] = {}

    def rows() -> Iterator[Registration]:
        for row in db.session.execute(statement):
            if row.quota is not None:
                raised[row.partner_id] = row.quota
            # The columns of a registration that its line is made of, under their names: no object is made for each.
            yield cast(Registration, row)

    lines = lines_of(rows(), card.deadlines, clock.now())
    found = ranks(room_of(card, raised), lines)
    return {number: rank.position for number, rank in found.items() if rank.position is not None}


def _answers(session_id: int) -> dict[int, PartStat]:
    """What calendars answered, by registration: of several answers the least sure."""
    statement = (
        select(CalendarEntry.partstat, CalendarEntry.shown["people"])
        .where(CalendarEntry.session_id == session_id, CalendarEntry.live.is_(True))
        .where(CalendarEntry.partstat.in_(WORST_FIRST))
        .execution_options(yield_per=PAGE)
    )
    found: dict[int, PartStat] = {}
    for partstat, people in db.session.execute(statement):
        for number in map(int, people):
            found[number] = min(found.get(number, partstat), partstat, key=WORST_FIRST.index)
    return found


def _rows(ids: Sequence[int]) -> Select[Any]:
    presences = joined(Presence.meeting_id, Presence.mark).where(Presence.registration_id == Registration.id)
    person = (Person.given_name, Person.family_name, Person.email, Person.function)
    return (
        select(Registration.id, Registration.state, *person, Partner.name, presences.scalar_subquery())
        .join(Partner, Partner.id == Registration.partner_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.id.in_(ids))
    )
