"""Reading a session's questions, what one participant told, and what all of them need."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from portal import clock
from portal.database import rows
from portal.database.reading import one_of
from portal.database.rows import AnyRow
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.registrations import Registration
from portal.queries.base.sessions import SessionCard
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import LIVE, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind, shows_arrangements

QUESTIONS = (
    select(
        Question.id,
        Question.label,
        Question.kind,
        Question.options,
        Question.required,
        Question.erase_after_days,
    )
    .where(Question.session_id == bindparam("session_id"))
    .order_by(Question.position, Question.id)
)
TAKES_PART = (
    Registration.session_id == bindparam("session_id"),
    one_of(Registration.state, LIVE | {RegistrationState.COMPLETED}),
)
_ANSWERS = select(Answer.registration_id, Answer.question_id, Answer.value)
_ARRANGEMENTS = select(Arrangement.registration_id, Arrangement.kind)
ANSWERS = _ANSWERS.join(Registration, Registration.id == Answer.registration_id).where(*TAKES_PART)
ANSWERS_OF_ONE = _ANSWERS.where(Answer.registration_id == bindparam("registration_id"))
ARRANGEMENTS = _ARRANGEMENTS.join(Registration, Registration.id == Arrangement.registration_id).where(*TAKES_PART)
ARRANGEMENTS_OF_ONE = _ARRANGEMENTS.where(Arrangement.registration_id == bindparam("registration_id"))


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
    return [
        QuestionView(row.id, row.label, row.kind, tuple(row.options.splitlines()), row.required, row.erase_after_days)
        for row in rows(QUESTIONS, session_id=session_id)
    ]


def reply_of(registration_id: int) -> ParticipantReply:
    """What one participant told. The caller has checked who asks."""
    answers = rows(ANSWERS_OF_ONE, registration_id=registration_id)
    arrangements = rows(ARRANGEMENTS_OF_ONE, registration_id=registration_id)
    return _replies(answers, arrangements).get(registration_id, ParticipantReply())


def needs(actor: Actor, card: SessionCard) -> Needs:
    """What the live participants of a session told, for its trainers and staff. Raises NotFound for anybody else.

    Arrangements are left out where the actor may not see them yet, or any more.
    """
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    shown = shows_arrangements(clock.now(), card.starts_at, card.meetings[-1].ends_at, staff=actor.manages)
    arrangements = rows(ARRANGEMENTS, session_id=card.id) if shown else ()
    return Needs(questions_of(card.id), _replies(rows(ANSWERS, session_id=card.id), arrangements), shown)


def _replies(answered: Iterable[AnyRow], arranged: Iterable[AnyRow]) -> dict[int, ParticipantReply]:
    answers: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for row in answered:
        answers[row.registration_id][row.question_id] = tuple(row.value.splitlines())
    kinds: dict[int, set[ArrangementKind]] = defaultdict(set)
    for row in arranged:
        kinds[row.registration_id].add(row.kind)
    numbers = answers.keys() | kinds.keys()
    return {number: ParticipantReply(answers.get(number, {}), frozenset(kinds.get(number, ()))) for number in numbers}
