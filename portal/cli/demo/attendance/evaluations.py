"""What was answered after the sessions of the demo that are past: one shows its results, one has too few answers."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.models.attendance.evaluations import Evaluation, EvaluationAnswer
from portal.models.planning.sessions import TrainingSession
from portal.rules.attendance.evaluations import Waiting, Wave, release, term_from

SHEETS = (
    ((4, 3, 4, 4), (0, 1), (0,), "Les trois situations en groupe m’ont appris plus que l’exposé."),
    ((4, 2, 3, 4), (0,), (0, 3), "Un peu long avant la pause."),
    ((3, 4, 4, 2), (1, 2), (), "Merci d’avoir dit franchement combien de temps on attend."),
    ((4, 3, 4, 3), (0, 2), (1,), "J’aurais voulu un cas avec une garde alternée."),
    ((3, 1, 4, 4), (0, 1, 3), (0,), ""),
    ((2, 3, 3, 3), (2,), (0, 2), ""),
    ((4, 4, 4, None), (0, 1, 2), (), "Une demi-journée de plus ne serait pas de trop."),
)


def load(session: Session, training: TrainingSession, answers: int) -> None:
    """The evaluation of a session closed on its day, with so many answers; inside the caller's `writing()`."""
    term = term_from(training.meetings[0].ends_at + timedelta(hours=4))
    row = Evaluation(session_id=training.id, wave=Wave.FIRST, scales=[], useful=[], missing=[])
    row.opens_on, row.results_on, row.last = term.opens_on, term.results_on, term.last
    session.add(row)
    session.flush()
    shown = release(Waiting(answers, 0), 0, term.results_on, clock.today()).total > 0
    for scales, useful, missing, words in SHEETS[:answers]:
        said = {"scales": [*scales], "useful": [*useful], "missing": [*missing], "words": words}
        session.add(EvaluationAnswer(evaluation_id=row.id, paper=False, shown=shown, **said))
