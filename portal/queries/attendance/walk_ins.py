"""Reading what the door needs: the associations somebody may come from."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import db
from portal.models.network.partners import Partner
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.registrations import RegistrationView, views
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import PartnerStatus, RegistrationState
from portal.rules.refusals import NotFound

WAITING = (RegistrationState.PENDING, RegistrationState.WAITLISTED)


@dataclass(frozen=True, slots=True)
class PartnerChoice:
    """A partner to choose."""

    id: int
    slug: str
    name: str


def partners() -> list[PartnerChoice]:
    """The partners of the network, by name."""
    kept = Partner.status.in_((PartnerStatus.ACTIVE, PartnerStatus.DORMANT))
    rows = db.session.execute(select(Partner.id, Partner.slug, Partner.name).where(kept).order_by(Partner.folded_name))
    return [PartnerChoice(*row) for row in rows]


def waiting(actor: Actor, registration_id: int) -> RegistrationView:
    """Somebody who waits, for the session's trainers and staff. Raises NotFound for anybody else."""
    found = views(Registration.id == registration_id)
    if not found or found[0].state not in WAITING or found[0].person_id is None:
        raise NotFound
    if not can(actor, Action.MARK_PRESENCE, session_id=found[0].session_id):
        raise NotFound
    return found[0]
