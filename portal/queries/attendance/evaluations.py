"""Reading evaluations: the form behind a ticket, and the results that may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from portal import clock
from portal.database import db
from portal.models.attendance.evaluations import Evaluation, EvaluationAnswer, EvaluationQuestions, EvaluationTicket
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.registrations import Registration
from portal.queries.base.sessions import SessionCard, card_by_id, card_of
from portal.rules.attendance.evaluations import BEST, SCALES, Door, Term, Wave, door, in_no_order
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.secrets import hashed
from portal.rules.base.states import Outcome, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import EvaluationUnknown

CAME = (Outcome.ATTENDED, Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Questions:
    """What a form asks; an empty list stands for the house's own words."""

    scales: tuple[str, ...] = ()
    useful: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormView:
    """The form of one evaluation; `door` says whether it opens."""

    card: SessionCard
    wave: Wave
    questions: Questions
    door: Door
    results_on: date
    last: date


@dataclass(frozen=True, slots=True)
class Results:
    """One evaluation as its readers see it. Without answers that may be shown, `shown` is 0 and nothing is counted.

    `scales` counts, for each question, its four answers; `useful` and `missing` count by place; `words` stand in an
    order of their own.
    """

    wave: Wave
    questions: Questions
    results_on: date
    last: date
    open: bool
    due: bool
    shown: int = 0
    scales: tuple[tuple[int, ...], ...] = ()
    useful: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """Each sentence with its hash, by which it is erased: answers keep no lasting number."""
        return [(said, hashed(said)) for said in self.words]


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """A closed session with its evaluations, the first form first; `link` is that of an evaluation kept elsewhere."""

    card: SessionCard
    came: int
    link: str
    results: tuple[Results, ...]

    @property
    def closed(self) -> bool:
        """Whether the session is closed."""
        return self.card.status is SessionStatus.DONE


@dataclass(frozen=True, slots=True)
class WorkshopEvaluation:
    """What the evaluation of a workshop asks; `version` 0 where staff wrote nothing yet."""

    workshop_id: int
    title: str
    slug: str
    questions: Questions
    again: bool
    version: int


def by_ticket(ticket: str) -> FormView:
    """The form that a ticket opens. Raises EvaluationUnknown."""
    found = (
        select(Evaluation, EvaluationTicket.used)
        .join(EvaluationTicket, EvaluationTicket.evaluation_id == Evaluation.id)
        .where(EvaluationTicket.ticket_hash == hashed(ticket))
    )
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise EvaluationUnknown
    evaluation, used = row
    return _form(evaluation, card_by_id(evaluation.session_id), used=used)


def paper_form(actor: Actor, public_id: str) -> FormView:
    """The first form of a session, for a trainer who types sheets in. Raises NotFound."""
    card = _card(actor, public_id)
    here = select(Evaluation).where(Evaluation.session_id == card.id, Evaluation.wave == Wave.FIRST)
    evaluation = db.session.scalars(here).one_or_none()
    if evaluation is None:
        raise NotFound
    return _form(evaluation, card, used=False)


def page_of(actor: Actor, public_id: str) -> EvaluationPage:
    """The evaluations of a session, for its trainers and staff. Raises NotFound for everybody else."""
    card = _card(actor, public_id)
    rows = db.session.scalars(select(Evaluation).where(Evaluation.session_id == card.id).order_by(Evaluation.id))
    came = select(func.count()).where(Registration.session_id == card.id, Registration.outcome.in_(CAME))
    link = select(TrainingSession.evaluation_link).where(TrainingSession.id == card.id)
    results = tuple(_results(row) for row in rows)
    return EvaluationPage(card, db.session.scalar(came) or 0, db.session.scalar(link) or "", results)


def of_workshop(slug: str) -> WorkshopEvaluation:
    """The questions of a workshop. Raises NotFound."""
    found = (
        select(Workshop.id, Workshop.title, EvaluationQuestions)
        .outerjoin(EvaluationQuestions, EvaluationQuestions.workshop_id == Workshop.id)
        .where(Workshop.slug == slug)
    )
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    number, title = row[:2]
    asked: EvaluationQuestions | None = row[2]
    if asked is None:
        return WorkshopEvaluation(number, title, slug, Questions(), again=False, version=0)
    return WorkshopEvaluation(number, title, slug, _questions(asked), asked.again, asked.version)


def _card(actor: Actor, public_id: str) -> SessionCard:
    card = card_of(public_id)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    return card


def _form(row: Evaluation, card: SessionCard, *, used: bool) -> FormView:
    opens = door(Term(row.opens_on, row.results_on, row.last), used, clock.today())
    return FormView(card, row.wave, _questions(row), opens, row.results_on, row.last)


def _questions(row: Evaluation | EvaluationQuestions) -> Questions:
    return Questions(tuple(row.scales), tuple(row.useful), tuple(row.missing))


def _results(row: Evaluation) -> Results:
    today = clock.today()
    shown = (EvaluationAnswer.evaluation_id == row.id, EvaluationAnswer.shown.is_(True))
    answers = list(db.session.scalars(select(EvaluationAnswer).where(*shown)))
    bare = Results(row.wave, _questions(row), row.results_on, row.last, today <= row.last, today >= row.results_on)
    if not answers:
        return bare
    return replace(
        bare,
        shown=len(answers),
        scales=tuple(_scale([one.scales[number] for one in answers]) for number in range(SCALES)),
        useful=_picks([one.useful for one in answers]),
        missing=_picks([one.missing for one in answers]),
        words=tuple(in_no_order([one.words for one in answers if one.words])),
    )


def _scale(given: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(given.count(degree) for degree in range(1, BEST + 1))


def _picks(given: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """How often each place was ticked; as many places as anybody reached."""
    most = max((max(places, default=-1) for places in given), default=-1) + 1
    return tuple(sum(place in places for places in given) for place in range(most))
