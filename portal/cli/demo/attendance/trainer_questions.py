"""What people of a demo session ask its trainers: one question waits to be read, two are released."""

from sqlalchemy import select

from portal.database import db
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.services.attendance.preparation import trainer_questions

ASKED = (
    "Quels papiers joindre quand une demande de logement est faite à deux\u202f?",
    "Une demande garde-t-elle sa date quand on change de commune préférée\u202f?",
    "Qui prévient la société quand un revenu change en cours d’attente\u202f?",
)
RELEASED = 2


def load(session_id: int, trainer_id: int) -> None:
    """Each of three people asks one question; the trainer has read the first two."""
    seated = select(Registration.id).where(
        Registration.session_id == session_id, Registration.state == RegistrationState.CONFIRMED
    )
    ids = db.session.scalars(seated.order_by(Registration.id).limit(len(ASKED))).all()
    for registration_id, text in zip(ids, ASKED, strict=False):
        trainer_questions.ask(registration_id, text)
    asked = select(TrainerQuestion.id, TrainerQuestion.text).where(TrainerQuestion.session_id == session_id)
    for row in db.session.execute(asked.order_by(TrainerQuestion.id).limit(RELEASED)).all():
        trainer_questions.release(session_id, row.id, row.text, trainer_id)
