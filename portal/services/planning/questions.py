"""The questions that a session asks its participants, from a closed set of types."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.database import lock_row, writing
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.answers import Answer, Question
from portal.rules.base.states import SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.registrations.arrangements import QuestionKind, options_of
from portal.services.base.journal import Entry, record
from portal.services.registrations.erasure import plan_erasure

COPIED = ("position", "label", "kind", "options", "required", "erase_after_days")


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as typed; `options` holds one a line."""

    session_id: int
    label: str
    kind: QuestionKind
    options: str = ""
    required: bool = False
    erase_after_days: int = 30


def add(typed: NewQuestion, actor_id: int) -> int:
    """Ask one more question; returns its id. Raises OptionsMissing, NotFound (the session)."""
    options = options_of(typed.kind, typed.options)
    with writing() as session:
        training = lock_row(session, TrainingSession, typed.session_id)
        last = session.scalar(select(func.max(Question.position)).where(Question.session_id == training.id))
        question = Question(
            session_id=training.id,
            position=(last or 0) + 1,
            label=typed.label,
            kind=typed.kind,
            options="\n".join(options),
            required=typed.required,
            erase_after_days=typed.erase_after_days,
        )
        session.add(question)
        session.flush()
        _changed(session, training, Verb.ADDED_QUESTION, typed.label, actor_id)
        return question.id


def remove(session_id: int, question_id: int, actor_id: int) -> None:
    """Ask a question no more; its answers are erased. Raises NotFound."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        question = session.get(Question, question_id)
        if question is None or question.session_id != training.id:
            raise NotFound
        session.execute(delete(Answer).where(Answer.question_id == question_id))
        session.delete(question)
        session.flush()
        _changed(session, training, Verb.REMOVED_QUESTION, question.label, actor_id)


def _changed(session: Session, training: TrainingSession, verb: Verb, label: str, actor_id: int) -> None:
    """A draft's events name it without pointing at its row, so that it can be discarded."""
    published = training.status is not SessionStatus.DRAFT
    if published:
        plan_erasure(session, training)
    session_id = training.id if published else None
    record(session, actor_id, Entry(verb, ObjectKind.SESSION, training.id, session_id, reason=label))


def copy_all(session: Session, from_id: int, to_id: int) -> None:
    """Ask the same questions in another session, inside the caller's `writing()`."""
    for question in session.scalars(select(Question).where(Question.session_id == from_id)).all():
        session.add(Question(session_id=to_id, **{name: getattr(question, name) for name in COPIED}))


def discard(session: Session, session_id: int) -> None:
    """Delete the questions of a draft that goes, inside the caller's `writing()`."""
    session.execute(delete(Question).where(Question.session_id == session_id))
