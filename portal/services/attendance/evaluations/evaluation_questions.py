"""What the evaluation of a workshop asks, written by staff; evaluations opened before keep their own questions."""

from dataclasses import dataclass

from portal.database import lock_row, writing
from portal.models.attendance.evaluations import EvaluationQuestions
from portal.models.planning.workshops import Workshop
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Wording:
    """The four scales, what can be ticked as useful and as missing, and whether a second form follows."""

    scales: tuple[str, ...]
    useful: tuple[str, ...]
    missing: tuple[str, ...]
    again: bool = False


def write(workshop_id: int, version: int, wording: Wording, actor_id: int) -> None:
    """Keep the questions of a workshop; `version` 0 is that of questions never written. Raises NotFound,
    EditedMeanwhile.
    """
    with writing() as session:
        lock_row(session, Workshop, workshop_id)
        row = session.get(EvaluationQuestions, workshop_id) or EvaluationQuestions(workshop_id=workshop_id, version=0)
        if row.version != version:
            raise EditedMeanwhile
        row.scales, row.useful, row.missing = list(wording.scales), list(wording.useful), list(wording.missing)
        row.again, row.version = wording.again, version + 1
        session.add(row)
        record(session, actor_id, Entry(Verb.WROTE_EVALUATION, ObjectKind.WORKSHOP, workshop_id))
