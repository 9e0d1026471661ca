"""Reading questions to the trainers: the page of who asks, the page of who moderates, and how many wait."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from portal import clock
from portal.database import db, rows
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.registrations.registrations import RegistrationView
from portal.rules.attendance.trainer_questions import Asking, asking, reads
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.refusals import NotFound

COUNTS = (
    select(TrainerQuestion.session_id, func.count(), func.count(TrainerQuestion.released_at))
    .where(TrainerQuestion.session_id.in_(bindparam("sessions", expanding=True)))
    .group_by(TrainerQuestion.session_id)
)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it is shown, without a name; `own` where its reader asked it."""

    id: int
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class AskerPage:
    """What somebody registered reads: her own questions that wait, and those released, the first one first."""

    asking: Asking
    reads: bool
    waiting: tuple[QuestionView, ...]
    released: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class ModeratorPage:
    """Every question of a session, in the order in which they came; nobody is told whose they are."""

    card: SessionCard
    waiting: tuple[QuestionView, ...]
    released: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions of a session wait for a moderator, and how many are released."""

    waiting: int = 0
    released: int = 0


def asker_page(row: RegistrationView, card: SessionCard) -> AskerPage:
    """The questions that the holder of this registration may read; the caller has opened it by its own link."""
    may_read = reads(row.state, left=row.left_at is not None)
    own = TrainerQuestion.registration_id == row.id
    mine_or_released = or_(own, TrainerQuestion.released_at.is_not(None)) if may_read else own
    found = _of_session(card.id, mine_or_released)
    return AskerPage(
        asking=asking(row.state, card.status, card.starts_at, clock.now()),
        reads=may_read,
        waiting=tuple(_view(one, row.id) for one in found if one.released_at is None),
        released=tuple(_view(one, row.id) for one in _in_order_of_release(found)),
    )


def moderator_page(actor: Actor, public_id: str) -> ModeratorPage:
    """The questions of one session, for its trainers and staff. Raises NotFound for everybody else."""
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    found = _of_session(card.id)
    waiting = tuple(_view(one) for one in found if one.released_at is None)
    return ModeratorPage(card, waiting, tuple(_view(one) for one in _in_order_of_release(found)))


def counts(session_ids: Collection[int]) -> dict[int, Count]:
    """How many questions these sessions have, those without any left out; one statement."""
    found = rows(COUNTS, sessions=tuple(session_ids))
    return {session_id: Count(total - released, released) for session_id, total, released in found}


def _of_session(session_id: int, *conditions: ColumnElement[bool]) -> list[TrainerQuestion]:
    here = select(TrainerQuestion).where(TrainerQuestion.session_id == session_id, *conditions)
    return list(db.session.scalars(here.order_by(TrainerQuestion.id)))


def _in_order_of_release(found: list[TrainerQuestion]) -> list[TrainerQuestion]:
    released = [(one.released_at, one.id, one) for one in found if one.released_at is not None]
    return [one for _at, _id, one in sorted(released, key=lambda each: each[:2])]


def _view(row: TrainerQuestion, registration_id: int = 0) -> QuestionView:
    return QuestionView(row.id, row.text, own=row.registration_id == registration_id)
