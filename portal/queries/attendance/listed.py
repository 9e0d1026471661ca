"""The people of a session as they leave in a file: thousands perhaps, so their rows are read some at once.

Only their order is worked out for all together. Whatever their number: three statements beside those of the session,
and one a thousand people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, select

from portal import clock
from portal.database import db
from portal.models.network.partners import Partner
from portal.models.planning.seating import lines_of
from portal.models.planning.sessions import RaisedQuota
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.attendance.attendees import room_of
from portal.queries.base.joined import apart, joined
from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.registrations.reached import WORST_FIRST
from portal.rules.base.names import book_order
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import SEATS, PartStat, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.registrations.places import Line
from portal.rules.registrations.ranks import ranks

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One registration; `presences` are by meeting id, `rank` counts the waiting, `answer` is their calendar's."""

    given_name: str
    family_name: str
    email: str
    function: str
    partner: str
    state: RegistrationState
    rank: int | None
    answer: PartStat | None
    presences: dict[int, bool]


@dataclass(frozen=True, slots=True)
class ListedPeople:
    """A session and its registrations in the order of its page: who has a seat by name, then who waits by rank."""

    card: SessionCard
    ids: tuple[int, ...]
    ranks: dict[int, int]
    answers: dict[int, PartStat]

    def people(self) -> Iterator[ListedPerson]:
        """Their rows, a thousand read at once; to be gone through while the request lasts."""
        for start in range(0, len(self.ids), PAGE):
            yield from self._page(self.ids[start : start + PAGE])

    def _page(self, ids: Sequence[int]) -> Iterator[ListedPerson]:
        found = {row[0]: row for row in db.session.execute(_rows(ids))}
        for number, state, given_name, family_name, email, function, partner, presences in map(found.__getitem__, ids):
            yield ListedPerson(
                given_name=given_name or "",
                family_name=family_name or "",
                email=email or "",
                function=function or "",
                partner=partner,
                state=state,
                rank=self.ranks.get(number),
                answer=self.answers.get(number),
                presences={meeting_id: bool(present) for meeting_id, present in apart(presences)},
            )


def listed(actor: Actor, public_id: str) -> ListedPeople:
    """The people of one session, for its trainers and staff. Raises NotFound for everybody else."""
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    seated, waiting, lines = _order(card)
    positions = _positions(card, lines) if waiting else {}
    last = len(lines) + 1
    waiting.sort(key=lambda one: (positions.get(one[-1], last), one))
    return ListedPeople(card, tuple(one[-1] for one in (*sorted(seated), *waiting)), positions, _answers(card.id))


def _order(card: SessionCard) -> tuple[list[tuple[Any, int]], list[tuple[Any, int]], list[Line]]:
    """Where each stands in the telephone book with its id, those with a seat and the others, and the line."""
    statement = (
        select(*_OF_A_LINE, Person.given_name, Person.family_name)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == card.id, Registration.state != RegistrationState.CANCELLED)
        .execution_options(yield_per=PAGE)
    )
    now = clock.now()
    seated: list[tuple[Any, int]] = []
    waiting: list[tuple[Any, int]] = []
    lines: list[Line] = []
    for row in db.session.execute(statement):
        place = (book_order(row.given_name or "", row.family_name or ""), row.id)
        (seated if row.state in SEATS else waiting).append(place)
        # The columns of a registration that its line is made of, under their names: no object is made for each.
        lines += lines_of([cast(Registration, row)], card.deadlines, now)
    return seated, waiting, lines


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


def _positions(card: SessionCard, lines: Sequence[Line]) -> dict[int, int]:
    raised = select(RaisedQuota.partner_id, RaisedQuota.quota).where(RaisedQuota.session_id == card.id)
    room = room_of(card, {row.partner_id: row.quota for row in db.session.execute(raised)})
    found = ranks(room, lines)
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
    presences = joined(Presence.meeting_id, Presence.present).where(Presence.registration_id == Registration.id)
    person = (Person.given_name, Person.family_name, Person.email, Person.function)
    return (
        select(Registration.id, Registration.state, *person, Partner.name, presences.scalar_subquery())
        .join(Partner, Partner.id == Registration.partner_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.id.in_(ids))
    )
