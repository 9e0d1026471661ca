"""What participants of a demo session told: a question answered, three needs."""

from sqlalchemy import select

from portal.database import db
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind
from portal.services.planning import questions
from portal.services.planning.questions import NewQuestion
from portal.services.registrations import answers
from portal.services.registrations.answers import Reply

WAYS = ("En train", "En bus", "En voiture", "À vélo")
NEEDS = (
    {ArrangementKind.STEP_FREE},
    {ArrangementKind.LARGE_PRINT, ArrangementKind.FRONT_SEAT},
    {ArrangementKind.STEP_FREE},
)


def load(session_id: int, staff_id: int) -> None:
    """Ask how people come; some answer, and the first three have a need."""
    ways = "\n".join(WAYS)
    asked = NewQuestion(session_id, "Comment venez-vous ?", QuestionKind.CHOICE, ways, erase_after_days=7)
    question_id = questions.add(asked, staff_id)
    seated = select(Registration.id).where(
        Registration.session_id == session_id, Registration.state == RegistrationState.CONFIRMED
    )
    for number, registration_id in enumerate(db.session.scalars(seated.order_by(Registration.id).limit(8)).all()):
        needs = frozenset(NEEDS[number]) if number < len(NEEDS) else frozenset()
        given = {question_id: (WAYS[number % len(WAYS)],)}
        answers.reply(Reply(registration_id, given, needs, consent=bool(needs)))
