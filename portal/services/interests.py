"""The interest list of a workshop: "Prévenez-moi de la prochaine", and one mail when a session is published."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose import interests as compose
from portal.models.accounts import Account
from portal.models.interests import Interest
from portal.models.partners import Municipality, Partner
from portal.models.sessions import TrainingSession
from portal.models.workshops import Workshop
from portal.rules.refusals import NotFound
from portal.rules.states import ContentStatus


@dataclass(frozen=True, slots=True)
class Wish:
    """For how many people of which partner somebody wants to hear, and where it suits them."""

    workshop_id: int
    account_id: int
    seats: int = 1
    partner_id: int | None = None
    municipality_nis: str | None = None


def note(wish: Wish) -> None:
    """Put an account on the workshop's list, or change what it wished; its place by date is kept.

    Raises NotFound (the workshop, also one that is not published, the partner or the municipality).
    """
    with writing() as session:
        workshop = lock_row(session, Workshop, wish.workshop_id)
        if workshop.status is not ContentStatus.PUBLISHED:
            raise NotFound
        _check_exist(session, wish)
        row = _standing(session, wish.workshop_id, wish.account_id)
        if row is None:
            row = Interest(workshop_id=workshop.id, account_id=wish.account_id, created_at=clock.now())
            session.add(row)
        row.seats, row.partner_id, row.municipality_nis = wish.seats, wish.partner_id, wish.municipality_nis


def _check_exist(session: Session, wish: Wish) -> None:
    for model, key in ((Partner, wish.partner_id), (Municipality, wish.municipality_nis)):
        if key is not None and session.get(model, key) is None:
            raise NotFound


def _standing(session: Session, workshop_id: int, account_id: int) -> Interest | None:
    statement = select(Interest).where(
        Interest.workshop_id == workshop_id, Interest.account_id == account_id, Interest.ended_at.is_(None)
    )
    return session.scalars(statement).one_or_none()


def leave(workshop_id: int, account_id: int) -> None:
    """Take an account off the list; nothing happens when it is not on it."""
    with writing() as session:
        row = _standing(session, workshop_id, account_id)
        if row is not None:
            row.ended_at = clock.now()


def tell_of(session: Session, training: TrainingSession) -> None:
    """Write one mail to each open account on the list of a session's workshop, once a session; inside `writing()`."""
    statement = (
        select(Account)
        .join(Interest, Interest.account_id == Account.id)
        .where(
            Interest.workshop_id == training.workshop_id,
            Interest.ended_at.is_(None),
            Account.deactivated_at.is_(None),
        )
        .order_by(Interest.created_at, Interest.id)
    )
    compose.next_session(session, training, list(session.scalars(statement)))
