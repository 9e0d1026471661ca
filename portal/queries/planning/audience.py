"""Reading who hears when a session moves or is cancelled: counted as portal/mail writes it, before anything is done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import select

from portal.database import db
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account, Membership
from portal.models.planning.sessions import SessionTrainer
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import LIVE, MembershipRole, RegistrationState


@dataclass(frozen=True, slots=True)
class Audience:
    """How many people hear, each in one way. `handed_on` have no address: their coordinators pass the mail on.

    Seats without a name are heard of in `summaries`, one a coordinator and association; people of a request to join
    that nobody has accepted hear nothing, who made the request reads for them (`askers`).
    """

    seated: int
    waiting: int
    pending: int
    handed_on: int
    summaries: int
    askers: int
    trainers: int

    @property
    def anybody(self) -> bool:
        """Whether a message is written at all."""
        return any(astuple(self))


def audience_of(session_id: int) -> Audience:
    """Who would hear now, in three statements."""
    rows = db.session.execute(
        select(
            Registration.state,
            Registration.partner_id,
            Registration.person_id,
            Registration.join_request_id,
            Person.email,
            Person.site_id,
        )
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == session_id, Registration.state.in_(LIVE), Registration.left_at.is_(None))
    ).all()
    asked = [row for row in rows if _is_asked(row)]
    told = [row for row in rows if not _is_asked(row)]
    reached = [row for row in told if row.email]
    return Audience(
        seated=_in(reached, RegistrationState.CONFIRMED),
        waiting=_in(reached, RegistrationState.WAITLISTED),
        pending=_in(reached, RegistrationState.PENDING),
        handed_on=sum(row.person_id is not None and not row.email for row in told),
        summaries=_summaries(told),
        askers=len({row.join_request_id for row in asked}),
        trainers=_trainers(session_id),
    )


def _is_asked(row: AnyRow) -> bool:
    return row.join_request_id is not None and row.state is RegistrationState.PENDING


def _in(rows: Sequence[AnyRow], state: RegistrationState) -> int:
    return sum(row.state is state for row in rows)


def _summaries(rows: Sequence[AnyRow]) -> int:
    """A coordinator who is alone on her association's list reads her own mail, and no summary beside it.

    Who acts for one site is told where all are of it (mail/entries/situations.py).
    """
    addresses: dict[int, set[str | None]] = defaultdict(set)
    sites: dict[int, set[int | None]] = defaultdict(set)
    for row in rows:
        addresses[row.partner_id].add(row.email)
        if row.person_id is not None:
            sites[row.partner_id].add(row.site_id)
    statement = (
        select(Membership.partner_id, Membership.site_id, Account.email)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.partner_id.in_(addresses),
            Membership.role == MembershipRole.COORDINATOR,
            Membership.left_on.is_(None),
            Account.deactivated_at.is_(None),
        )
    )
    return sum(
        bool(addresses[partner_id] - {email}) and (site_id is None or sites[partner_id] <= {site_id})
        for partner_id, site_id, email in db.session.execute(statement)
    )


def _trainers(session_id: int) -> int:
    statement = (
        select(Account.id)
        .join(SessionTrainer, SessionTrainer.account_id == Account.id)
        .where(SessionTrainer.session_id == session_id, Account.deactivated_at.is_(None))
    )
    return len(db.session.scalars(statement).all())
