"""What staff's journeys share: a planned session, and the minutes that pass while staff may change their mind."""

from datetime import timedelta

from sqlalchemy import update

from portal import clock
from portal.database import writing
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Job
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.planning import planning
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.browser.conftest import Portal
from tests.factories import NEXT
from tests.planning_factories import draft


def planned(portal: Portal, title: str, staff: Account, trainer: Account) -> TrainingSession:
    """A session published by staff, so that its trainer has an entry."""
    workshop = portal.world.workshop(title)
    wanted = draft(portal.world, workshop_id=workshop.id, trainer_ids=(trainer.id,))
    with portal.app.app_context():
        public_id = planning.create(wanted, staff.id)
    [session] = portal.world.all(TrainingSession, public_id=public_id)
    with portal.app.app_context():
        planning.publish(session.id, staff.id)
    return session


def registered(portal: Portal, session: TrainingSession, address: str) -> None:
    """A coordinator registers one colleague."""
    partner = portal.world.partner()
    coordinator = portal.world.coordinator(partner)
    someone = NewPerson("Noé", f"Épreuve{next(NEXT)}", address)
    with portal.app.app_context():
        command = Register(session.id, partner.id, (someone,), coordinator.id, f"journey {next(NEXT)}")
        registrations.register(command)


def pass_minutes(portal: Portal, session: TrainingSession) -> None:
    """Let the ten minutes pass in which staff may still change their mind.

    Mails about a move wait in the outbox and a cancellation waits as a job. The portal runs in this process
    beside its worker, so the clock cannot travel for one test alone: what waits is made due instead.
    """
    now = clock.now() - timedelta(seconds=1)
    mails = update(OutboxMessage).where(
        OutboxMessage.session_id == session.id, OutboxMessage.state == MessageState.WAITING
    )
    jobs = update(Job).where(Job.kind == "cancel", Job.object_id == session.id, Job.done_at.is_(None))
    with portal.app.app_context(), writing() as changes:
        changes.execute(mails.values(not_before=now))
        changes.execute(jobs.values(due_at=now))
