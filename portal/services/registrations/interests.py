"""The interest list of a workshop: "Prévenez-moi de la prochaine", and one mail when a session is published."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.registrations import interests as compose
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Municipality, Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ContentStatus, MembershipRole
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.registrations import interests as rules
from portal.rules.registrations.interests import Coming, answered, what_is_left
from portal.services.base.journal import Entry, record

CONCERNED = (
    select(Interest, Account.email)
    .join(Account, Account.id == Interest.account_id)
    .where(Interest.workshop_id == bindparam("workshop_id"), Interest.ended_at.is_(None))
    .where(Account.email.in_(bindparam("mailboxes", expanding=True)) | (Interest.partner_id == bindparam("partner_id")))
    .order_by(Interest.created_at, Interest.id)
    .with_for_update(of=Interest)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class Wish:
    """For how many people of which partner somebody wants to hear, and where it suits them."""

    workshop_id: int
    account_id: int
    seats: int = 1
    partner_id: int | None = None
    municipality_nis: str | None = None


def note(wish: Wish) -> None:
    """Put an account on the workshop's list, or change what it wished; its place by date is kept.

    Raises NotFound (the workshop, also one that is not published, the partner or the municipality).
    """
    with writing() as session:
        workshop = lock_row(session, Workshop, wish.workshop_id)
        if workshop.status is not ContentStatus.PUBLISHED:
            raise NotFound
        _check_exist(session, wish)
        _put(session, wish)


def _put(session: Session, wish: Wish) -> None:
    now = clock.now()
    row = _standing(session, wish.workshop_id, wish.account_id)
    if row is None:
        row = Interest(workshop_id=wish.workshop_id, account_id=wish.account_id, seats=0, created_at=now)
        session.add(row)
    if wish.seats > row.seats or wish.partner_id != row.partner_id:
        row.changed_at = now
    row.seats, row.partner_id, row.municipality_nis = wish.seats, wish.partner_id, wish.municipality_nis


def _check_exist(session: Session, wish: Wish) -> None:
    for model, key in ((Partner, wish.partner_id), (Municipality, wish.municipality_nis)):
        if key is not None and session.get(model, key) is None:
            raise NotFound


def _standing(session: Session, workshop_id: int, account_id: int) -> Interest | None:
    statement = select(Interest).where(
        Interest.workshop_id == workshop_id, Interest.account_id == account_id, Interest.ended_at.is_(None)
    )
    return session.scalars(statement).one_or_none()


def leave(workshop_id: int, account_id: int) -> None:
    """Take an account off the list; nothing happens when it is not on it."""
    with writing() as session:
        row = _standing(session, workshop_id, account_id)
        if row is not None:
            row.ended_at = clock.now()


def answer(session: Session, training: TrainingSession, coming: Coming) -> list[bool]:
    """End, or lower, the wishes that these people's coming answers, inside the caller's `writing()`; journaled.

    Says of each who comes whether such a wish was made before the session was published: its list.
    """
    rows = {row.id: (row, box) for row, box in _concerned(session, training.workshop_id, coming)}
    wishes = [_wish(row, box) for row, box in rows.values()]
    given = answered(wishes, coming)
    for wish in wishes:
        if wish.id in given:
            _lower(session, rows[wish.id][0], what_is_left(wish, given), training.id, coming.actor_id)
    return _of_the_list(training, wishes, given)


def on_list(session: Session, training: TrainingSession, coming: Coming) -> list[bool]:
    """Of people whose coming is not decided yet, whether each is on the list; their wishes stand until it is."""
    wishes = [_wish(row, box) for row, box in _concerned(session, training.workshop_id, coming)]
    return _of_the_list(training, wishes, answered(wishes, coming))


def _of_the_list(training: TrainingSession, wishes: Sequence[rules.Wish], given: Sequence[int | None]) -> list[bool]:
    published_at = training.published_at or clock.now()
    listed = {wish.id for wish in wishes if wish.made_at < published_at}
    return [wish_id in listed for wish_id in given]


def answer_own(session: Session, training: TrainingSession, person: Person, actor_id: int | None) -> None:
    """End the wish for herself of who takes a seat that was asked for without her name, inside `writing()`."""
    for row, box in _concerned(session, training.workshop_id, Coming(person.partner_id, (person.email or "",))):
        if box == person.email and row.seats == 1 and row.partner_id in (None, person.partner_id):
            _lower(session, row, 0, training.id, actor_id)


def _concerned(session: Session, workshop_id: int, coming: Coming) -> list[tuple[Interest, str]]:
    """The standing wishes of who comes and of their partner, the oldest first, with their owner's address."""
    asked = {
        "workshop_id": workshop_id,
        "mailboxes": [box for box in coming.mailboxes if box],
        "partner_id": coming.partner_id,
    }
    return [(row, email) for row, email in session.execute(CONCERNED, asked)]


def _wish(row: Interest, mailbox: str) -> rules.Wish:
    return rules.Wish(row.id, row.account_id, mailbox, row.partner_id, row.seats, row.changed_at)


def _lower(session: Session, row: Interest, left: int, session_id: int, actor_id: int | None) -> None:
    """A wish that is answered in full ends and keeps its last figure."""
    before = row.seats
    if left:
        row.seats = left
    else:
        row.ended_at = clock.now()
    record(
        session,
        actor_id,
        Entry(Verb.ANSWERED_INTEREST, ObjectKind.INTEREST, row.id, session_id, f"{before}", f"{left}"),
    )


def keep_after_cancellation(session: Session, training: TrainingSession, rows: Iterable[Registration]) -> None:
    """Put each partner whose named people lose a session on the list for the next one, inside `writing()`.

    One wish a partner, of its longest-serving coordinator, for as many people; a larger one that stands is kept.
    The workshop's row is locked as in `note`: two first wishes of one account at once are one.
    """
    lock_row(session, Workshop, training.workshop_id)
    for partner_id, people in Counter(row.partner_id for row in rows if row.person_id is not None).items():
        account_id = _first_coordinator(session, partner_id)
        if account_id is None:
            continue
        wish = Wish(training.workshop_id, account_id, people, partner_id)
        known = _standing(session, training.workshop_id, account_id)
        if known is None:
            _put(session, wish)
        elif known.partner_id == partner_id and known.seats < people:
            _put(session, replace(wish, municipality_nis=known.municipality_nis))


def _first_coordinator(session: Session, partner_id: int) -> int | None:
    statement = (
        select(Membership.account_id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.partner_id == partner_id,
            Membership.role == MembershipRole.COORDINATOR,
            Membership.left_on.is_(None),
            Account.deactivated_at.is_(None),
        )
        .order_by(Membership.since, Membership.id)
    )
    return session.scalars(statement.limit(1)).one_or_none()


def tell_of(session: Session, training: TrainingSession) -> None:
    """Write one mail to each open account on the list of a session's workshop, once a session; inside `writing()`."""
    statement = (
        select(Account)
        .join(Interest, Interest.account_id == Account.id)
        .where(
            Interest.workshop_id == training.workshop_id,
            Interest.ended_at.is_(None),
            Account.deactivated_at.is_(None),
        )
        .order_by(Interest.created_at, Interest.id)
    )
    compose.next_session(session, training, list(session.scalars(statement)))
