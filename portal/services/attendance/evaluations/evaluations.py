"""Evaluations: tickets that name nobody, answers that no trace joins to one, results that show nobody alone.

Each write reads all tickets and answers of its evaluation, deletes them and adds them again under random keys, in one
transaction: they are all of one age, in no order (docs/adr/0022). None of it is journalled but what staff and trainers
do themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.attendance.evaluations import (
    Evaluation,
    EvaluationAnswer,
    EvaluationQuestions,
    EvaluationTicket,
    new_key,
)
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.evaluations import Door, Term, Waiting, Wave, door, is_empty, release, shuffled, term_from
from portal.rules.base.secrets import hashed, new_token
from portal.rules.base.states import Outcome
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import (
    EvaluationEmpty,
    EvaluationOver,
    EvaluationTooEarly,
    EvaluationUnknown,
    EvaluationUsed,
    OpinionGone,
    TooManySheets,
)
from portal.services.base.journal import Entry, record

Row = dict[str, Any]
KINDS: tuple[type[EvaluationTicket | EvaluationAnswer], ...] = (EvaluationTicket, EvaluationAnswer)
CAME = (Outcome.ATTENDED, Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person answered: scales from 1 to 4 or None, places in the lists, and words."""

    scales: tuple[int | None, ...]
    useful: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    words: str = ""


def opened(session: Session, training: TrainingSession, wave: Wave) -> Evaluation:
    """A new evaluation of the session, with its workshop's questions as they are now."""
    asked = session.get(EvaluationQuestions, training.workshop_id)
    term = term_from(clock.now())
    row = Evaluation(session_id=training.id, wave=wave, opens_on=term.opens_on, results_on=term.results_on)
    row.last = term.last
    row.scales, row.useful, row.missing = (asked.scales, asked.useful, asked.missing) if asked else ([], [], [])
    session.add(row)
    session.flush()
    return row


def draw_tickets(session: Session, evaluation: Evaluation, registrations: Iterable[Registration]) -> dict[int, str]:
    """A ticket for each who has an address of her own, by registration; only the hashes stay, in no order.

    Who has none would get hers through her coordinator, who would then know whether it has served: she has paper.
    """
    people = [row for row in registrations if row.person is not None and row.person.email]
    tickets = {row.id: new_token() for row in people}
    _add(session, EvaluationTicket, [_ticket(evaluation.id, hashed(one), used=False) for one in tickets.values()])
    return tickets


def answer(ticket: str, sheet: Sheet) -> None:
    """Keep an answer, and that its ticket has served; nothing says that the two came together.

    Raises EvaluationUnknown, EvaluationUsed, EvaluationTooEarly, EvaluationOver, EvaluationEmpty.
    """
    known = hashed(ticket)
    with writing() as session:
        mine = select(EvaluationTicket.evaluation_id).where(EvaluationTicket.ticket_hash == known)
        number = session.scalar(mine)
        if number is None:
            raise EvaluationUnknown
        evaluation = lock_row(session, Evaluation, number)
        # Read behind the lock: the same link may have been sent twice.
        used = session.scalars(select(EvaluationTicket.used).where(EvaluationTicket.ticket_hash == known)).one()
        _check_open(evaluation, used=used)
        _check_filled(sheet)
        _rewrite(session, evaluation, served=known, added=_answer(number, sheet, paper=False))


def type_in(session_id: int, sheet: Sheet, actor_id: int) -> None:
    """Keep what a sheet of paper says. Raises NotFound, EvaluationOver, EvaluationEmpty, TooManySheets."""
    with writing() as session:
        here = (Evaluation.session_id == session_id, Evaluation.wave == Wave.FIRST)
        number = session.scalar(select(Evaluation.id).where(*here))
        if number is None:
            raise NotFound
        evaluation = lock_row(session, Evaluation, number)
        _check_open(evaluation, used=False)
        _check_filled(sheet)
        paper = (EvaluationAnswer.evaluation_id == number, EvaluationAnswer.paper.is_(True))
        typed = session.scalar(select(func.count()).select_from(EvaluationAnswer).where(*paper)) or 0
        came = (Registration.session_id == session_id, Registration.outcome.in_(CAME))
        if typed >= (session.scalar(select(func.count()).select_from(Registration).where(*came)) or 0):
            raise TooManySheets
        _rewrite(session, evaluation, added=_answer(number, sheet, paper=True))
        record(session, actor_id, Entry(Verb.TYPED_EVALUATION, ObjectKind.SESSION, session_id, session_id))


def show_due(session_id: int) -> None:
    """Show what may be shown of a session's evaluations by now."""
    with writing() as session:
        due = (Evaluation.session_id == session_id, Evaluation.results_on <= clock.today())
        for number in session.scalars(select(Evaluation.id).where(*due).order_by(Evaluation.id)).all():
            _rewrite(session, lock_row(session, Evaluation, number))


def erase_words(session_id: int, said: str, actor_id: int) -> None:
    """Erase a sentence that is shown, given by its hash, because somebody could be recognised. Raises OpinionGone."""
    with writing() as session:
        here = select(Evaluation.id).where(Evaluation.session_id == session_id)
        for number in session.scalars(here.order_by(Evaluation.id)).all():
            evaluation = lock_row(session, Evaluation, number)
            if _rewrite(session, evaluation, erased=said):
                record(session, actor_id, Entry(Verb.ERASED_OPINION, ObjectKind.SESSION, session_id, session_id))
                return
        raise OpinionGone


def _check_open(evaluation: Evaluation, *, used: bool) -> None:
    match door(Term(evaluation.opens_on, evaluation.results_on, evaluation.last), used, clock.today()):
        case Door.USED:
            raise EvaluationUsed
        case Door.TOO_EARLY:
            raise EvaluationTooEarly
        case Door.OVER:
            raise EvaluationOver(last=evaluation.last)


def _check_filled(sheet: Sheet) -> None:
    if is_empty(sheet.scales, sheet.useful, sheet.missing, sheet.words):
        raise EvaluationEmpty


def _rewrite(
    session: Session, evaluation: Evaluation, *, served: str = "", added: Row | None = None, erased: str = ""
) -> bool:
    """Write every ticket and answer of a locked evaluation anew, with what is shown by now; says whether `erased` was.

    `served` is the hash of the ticket that is used up, `added` an answer, `erased` the hash of a sentence.
    """
    tickets, answers = (_rows(session, kind, evaluation.id) for kind in KINDS)
    for one in tickets:
        one["used"] = one["used"] or one["ticket_hash"] == served
    gone = [one for one in answers if erased and one["shown"] and one["words"] and hashed(one["words"]) == erased]
    for one in gone:
        one["words"] = ""
    answers += [added] if added else []
    _show(evaluation, answers)
    for kind, rows in zip(KINDS, (tickets, answers), strict=True):
        session.execute(delete(kind).where(kind.evaluation_id == evaluation.id))
        _add(session, kind, rows)
    return bool(gone)


def _rows(session: Session, kind: type[Any], evaluation_id: int) -> list[Row]:
    table = kind.__table__
    found = session.execute(select(table).where(table.c.evaluation_id == evaluation_id))
    return [dict(row) for row in found.mappings()]


def _show(evaluation: Evaluation, answers: Sequence[Row]) -> None:
    """Mark what may be shown now, drawn by chance where not all of it is; whence it came is forgotten with that."""
    hidden = [one for one in answers if not one["shown"]]
    links, papers = ([one for one in hidden if one["paper"] is paper] for paper in (False, True))
    shown, waiting = len(answers) - len(hidden), Waiting(len(links), len(papers))
    due = release(waiting, shown, evaluation.results_on, clock.today())
    for one in (*shuffled(links)[: due.links], *shuffled(papers)[: due.papers]):
        one["shown"], one["paper"] = True, False


def _add(session: Session, kind: type[Any], rows: Sequence[Row]) -> None:
    """Add rows under new random keys, in the order of these: where they lie says nothing either."""
    anew = sorted(({**row, "key": new_key()} for row in rows), key=lambda row: str(row["key"]))
    if anew:
        session.execute(insert(kind.__table__), anew)


def _ticket(evaluation_id: int, ticket_hash: str, *, used: bool) -> Row:
    return {"evaluation_id": evaluation_id, "ticket_hash": ticket_hash, "used": used}


def _answer(evaluation_id: int, sheet: Sheet, *, paper: bool) -> Row:
    return {
        "evaluation_id": evaluation_id,
        "scales": list(sheet.scales),
        "useful": sorted(set(sheet.useful)),
        "missing": sorted(set(sheet.missing)),
        "words": sheet.words.strip(),
        "paper": paper,
        "shown": False,
    }
