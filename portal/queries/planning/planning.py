"""Reading sessions as staff plan them: the list, one session's whole page, what its form offers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.database import db
from portal.mail.entries.undoing import undo_of
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event, Job
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.registrations import Registration
from portal.queries.base.paging import Slice, slice_of
from portal.queries.base.sessions import SessionCard, cards, past_sessions
from portal.queries.planning import still_coming
from portal.queries.registrations import registrations
from portal.queries.registrations.registrations import RegistrationView
from portal.rules.base.names import in_order
from portal.rules.base.states import SEATS, AccountRole, ContentStatus, RegistrationState, SessionStatus
from portal.rules.base.text import folded_key
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import check_published
from portal.rules.refusals import NotFound
from portal.rules.refusals.planning import CancellationPlanned
from portal.rules.registrations.deadlines import DeadlineWarning, warnings_for

CANCELLATION = "cancel"  # the kind of its job, as services/base/jobs.py writes it
PAST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Programme:
    """The staff's list of sessions."""

    coming: tuple[SessionCard, ...]
    drafts: tuple[SessionCard, ...]
    past: tuple[SessionCard, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one partner has in a session: seats, and people who wait."""

    name: str
    slug: str
    seats: int
    waiting: int


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session as the forms about it show it. `undo_until` is set while its cancellation can be taken back,
    `move_undo_until` while its move can.
    """

    card: SessionCard
    training: TrainingSession
    warnings: tuple[DeadlineWarning, ...]
    undo_until: datetime | None
    move_undo_until: datetime | None

    @property
    def version(self) -> int:
        """How often the session was changed."""
        return self.training.version

    @property
    def trainers(self) -> tuple[str, ...]:
        """Who gives it, in their order."""
        return tuple(row.account.name for row in self.training.trainers)

    @property
    def over(self) -> int:
        """Seats taken beyond what the session offers: "complet + n"."""
        return max(self.card.seats - self.card.capacity, 0)


@dataclass(frozen=True, slots=True)
class StaffPage(PlannedSession):
    """Everything staff see of one session. `said_yes`: who confirmed that they still come after it last moved."""

    registrations: tuple[RegistrationView, ...]
    said_yes: Mapping[int, datetime]

    @property
    def by_state(self) -> list[RegistrationView]:
        """The registrations in the order of a registration's life, those of one state by name."""
        order = list(RegistrationState)
        return sorted(self.registrations, key=lambda row: order.index(row.state))

    @property
    def shares(self) -> list[Share]:
        """What each partner has, those with most seats first."""
        rows: dict[tuple[str, str], list[RegistrationView]] = defaultdict(list)
        for row in self.registrations:
            if row.live or row.state in SEATS:
                rows[row.partner_name, row.partner_slug].append(row)
        found = [_share(name, slug, own) for (name, slug), own in rows.items()]
        return sorted(found, key=lambda share: (-share.seats, in_order(share.name)))

    @property
    def twice(self) -> list[tuple[str, list[str]]]:
        """Names that several associations brought, with those: perhaps one person; for staff alone to look at."""
        partners: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.registrations:
            if row.live and row.name:
                partners[folded_key(row.name)].setdefault(row.partner_name, row.name)
        brought = [found for found in partners.values() if len(found) > 1]
        return [(next(iter(found.values())), sorted(found, key=in_order)) for found in brought]

    def count(self, state: RegistrationState) -> int:
        """How many registrations are in `state`."""
        return sum(row.state == state for row in self.registrations)


def _share(name: str, slug: str, rows: Sequence[RegistrationView]) -> Share:
    seats = sum(row.state in SEATS for row in rows)
    return Share(name, slug, seats, len(rows) - seats)


def programme() -> Programme:
    """Coming sessions, drafts by date, and the last past ones, the latest first."""
    is_draft = TrainingSession.status == SessionStatus.DRAFT
    not_over = select(Meeting.session_id).where(Meeting.ends_at > clock.now())
    found = cards(TrainingSession.id.in_(not_over) | is_draft)
    drafts = [card for card in found if card.status is SessionStatus.DRAFT]
    coming = [card for card in found if card.status is not SessionStatus.DRAFT]
    return Programme(tuple(coming), tuple(drafts), tuple(_past_cards(past_sessions()[:PAST_SHOWN])))


def past(number: int) -> tuple[list[SessionCard], Slice]:
    """The sessions that are over, the latest first: a page of them, and which page it is."""
    found = past_sessions()
    shown = slice_of(len(found), number)
    return _past_cards(found[shown.start : shown.end]), shown


def _past_cards(session_ids: Sequence[int]) -> list[SessionCard]:
    return list(reversed(cards(TrainingSession.id.in_(session_ids))))


def planned(public_id: str) -> PlannedSession:
    """One session without its people. Raises NotFound."""
    training = training_session(public_id)
    card = cards(TrainingSession.id == training.id)[0]
    return PlannedSession(
        card=card,
        training=training,
        warnings=warnings_of(card, has_quota=training.quota is not None),
        undo_until=_undo_until(training),
        move_undo_until=_move_undo_until(training),
    )


def staff_page(public_id: str) -> StaffPage:
    """One session with its registrations, in a constant number of statements. Raises NotFound."""
    session = planned(public_id)
    training = session.training
    rows = registrations.ranked(registrations.views(Registration.session_id == training.id))
    return StaffPage(
        card=session.card,
        training=training,
        warnings=session.warnings,
        undo_until=session.undo_until,
        move_undo_until=session.move_undo_until,
        registrations=tuple(rows),
        said_yes=still_coming.yes_after_move(training.id) if training.moved_at else {},
    )


def changeable(public_id: str) -> PlannedSession:
    """The session, if it is published and stays so. Raises NotFound, SessionNotPublished, SessionCancelled,
    SessionStarted (it is done), CancellationPlanned.
    """
    session = planned(public_id)
    check_published(session.card.status)
    if session.undo_until:
        raise CancellationPlanned
    return session


def warnings_of(card: SessionCard, *, has_quota: bool) -> tuple[DeadlineWarning, ...]:
    """What staff should look at again before they publish the session."""
    found = warnings_for(card.deadlines, start=card.starts_at, now=clock.now(), has_quota=has_quota)
    return tuple(found)


def _undo_until(training: TrainingSession) -> datetime | None:
    if training.status is not SessionStatus.PUBLISHED or not training.cancel_reason:
        return None
    waiting = (Job.kind == CANCELLATION, Job.object_id == training.id, Job.done_at.is_(None))
    return db.session.scalar(select(Job.due_at).where(*waiting))


def _move_undo_until(training: TrainingSession) -> datetime | None:
    if training.status is not SessionStatus.PUBLISHED or training.cancel_reason or not training.moved_at:
        return None
    undo = undo_of(db.session(), training.id)
    return undo.until if undo else None


def training_session(public_id: str) -> TrainingSession:
    """The row of a session, with its meetings and trainers. Raises NotFound."""
    loaded = select(TrainingSession).options(
        selectinload(TrainingSession.meetings),
        selectinload(TrainingSession.trainers).selectinload(SessionTrainer.account),
    )
    found = db.session.scalars(loaded.where(TrainingSession.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def workshops_to_plan() -> list[tuple[int, str]]:
    """The workshops a session may run: id and title, those archived left out."""
    kept = select(Workshop.id, Workshop.title).where(Workshop.status != ContentStatus.ARCHIVED)
    rows = sorted(db.session.execute(kept), key=lambda row: (in_order(row.title), row.id))
    return [(row.id, row.title) for row in rows]


def possible_trainers() -> list[tuple[int, str]]:
    """The accounts that may give a session: staff, who already gives one, who was invited to; id and name.

    Nobody is a trainer but by a session, so before the first one the journal alone knows of the invitation.
    """
    gives = Account.id.in_(select(SessionTrainer.account_id))
    as_trainer = Event.inputs["role"].as_string() == AccountRole.TRAINER.value
    invitation = and_(Event.object_kind == ObjectKind.ACCOUNT, Event.verb == Verb.INVITED_ACCOUNT, as_trainer)
    invited = Account.id.in_(select(Event.object_id).where(invitation))
    wanted = select(Account).where(
        Account.deactivated_at.is_(None), or_(Account.is_staff, Account.is_admin, gives, invited)
    )
    rows = sorted(db.session.scalars(wanted), key=lambda account: (account.book_order, account.id))
    return [(account.id, account.name) for account in rows]
