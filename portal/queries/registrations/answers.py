"""Reading a session's questions, what one participant told, and what all of them need."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.registrations import Registration
from portal.queries.base.sessions import SessionCard
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import LIVE, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind, shows_arrangements


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its options."""

    id: int
    label: str
    kind: QuestionKind
    options: tuple[str, ...]
    required: bool
    erase_after_days: int


@dataclass(frozen=True, slots=True)
class ParticipantReply:
    """What one participant told: answers by question, arrangements."""

    answers: dict[int, tuple[str, ...]] = field(default_factory=dict)
    arrangements: frozenset[ArrangementKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Needs:
    """What the participants of a session told; `shown` says whether the viewer may see arrangements now."""

    questions: list[QuestionView]
    replies: dict[int, ParticipantReply]
    shown: bool

    @property
    def counts(self) -> list[tuple[ArrangementKind, int]]:
        """How many ask for each arrangement, in the order of the list."""
        found = Counter(kind for reply in self.replies.values() for kind in reply.arrangements)
        return [(kind, found[kind]) for kind in ArrangementKind if found[kind]]


def questions_of(session_id: int) -> list[QuestionView]:
    """A session's questions, in order."""
    statement = select(Question).where(Question.session_id == session_id).order_by(Question.position, Question.id)
    return [
        QuestionView(row.id, row.label, row.kind, tuple(row.options.splitlines()), row.required, row.erase_after_days)
        for row in db.session.scalars(statement)
    ]


def reply_of(registration_id: int) -> ParticipantReply:
    """What one participant told. The caller has checked who asks."""
    return _replies({registration_id}, arrangements=True).get(registration_id, ParticipantReply())


def needs(actor: Actor, card: SessionCard) -> Needs:
    """What the live participants of a session told, for its trainers and staff. Raises NotFound for anybody else.

    Arrangements are left out where the actor may not see them yet, or any more.
    """
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    shown = shows_arrangements(clock.now(), card.starts_at, card.meetings[-1].ends_at, staff=actor.manages)
    kept = LIVE | {RegistrationState.COMPLETED}
    statement = select(Registration.id).where(Registration.session_id == card.id, Registration.state.in_(kept))
    return Needs(questions_of(card.id), _replies(set(db.session.scalars(statement)), arrangements=shown), shown)


def _replies(registration_ids: Collection[int], *, arrangements: bool) -> dict[int, ParticipantReply]:
    answers: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for row in db.session.scalars(select(Answer).where(Answer.registration_id.in_(registration_ids))):
        answers[row.registration_id][row.question_id] = tuple(row.value.splitlines())
    kinds: dict[int, set[ArrangementKind]] = defaultdict(set)
    if arrangements:
        asked = select(Arrangement.registration_id, Arrangement.kind)
        for found in db.session.execute(asked.where(Arrangement.registration_id.in_(registration_ids))):
            kinds[found.registration_id].add(found.kind)
    numbers = answers.keys() | kinds.keys()
    return {number: ParticipantReply(answers.get(number, {}), frozenset(kinds.get(number, ()))) for number in numbers}
