"""When evaluations open and are shown: at the closing, fourteen days later, and three months later where wanted."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.attendance import evaluations as compose
from portal.models.attendance.evaluations import Evaluation, EvaluationQuestions
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.evaluations import Wave, months_later
from portal.services.attendance.evaluations import evaluations
from portal.services.attendance.evaluations.evaluations import CAME
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does

MORNING = time(9)


def open_first(session: Session, training: TrainingSession, rows: Sequence[Registration]) -> dict[int, str]:
    """Open the evaluation of a session that is being closed, for these who came; their tickets, by registration.

    None where the session has an evaluation elsewhere, or nobody came. Inside the caller's `writing()`.
    """
    if training.evaluation_link or not rows:
        return {}
    evaluation = evaluations.opened(session, training, Wave.FIRST)
    jobs.plan(session, JobKind.SHOW_EVALUATION, training.id, _beginning(evaluation.results_on))
    again = clock.utc(datetime.combine(months_later(evaluation.opens_on), MORNING))
    jobs.plan(session, JobKind.EVALUATE_AGAIN, training.id, again)
    return evaluations.draw_tickets(session, evaluation, rows)


@does(JobKind.SHOW_EVALUATION)
def show_results(session_id: int) -> None:
    """Fourteen days after an evaluation opened, show what may be shown."""
    evaluations.show_due(session_id)


@does(JobKind.EVALUATE_AGAIN)
def open_again(session_id: int) -> None:
    """Three months after the closing, ask those who came once more, where the workshop wants it; once."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        wanted = session.scalar(
            select(EvaluationQuestions.again).where(EvaluationQuestions.workshop_id == training.workshop_id)
        )
        if not wanted or training.evaluation_link or _opened(session, session_id, Wave.SECOND):
            return
        evaluation = evaluations.opened(session, training, Wave.SECOND)
        rows = session.scalars(_who_came(session_id)).all()
        compose.ask_again(session, training, rows, evaluations.draw_tickets(session, evaluation, rows))
        jobs.plan(session, JobKind.SHOW_EVALUATION, session_id, _beginning(evaluation.results_on))


def _opened(session: Session, session_id: int, wave: Wave) -> bool:
    here = select(Evaluation.id).where(Evaluation.session_id == session_id, Evaluation.wave == wave)
    return session.scalar(here) is not None


def _who_came(session_id: int) -> Select[Registration]:
    came = (Registration.session_id == session_id, Registration.outcome.in_(CAME))
    return select(Registration).where(*came).options(joinedload(Registration.person)).order_by(Registration.id)


def _beginning(day: date) -> datetime:
    return clock.utc(datetime.combine(day, time()))
