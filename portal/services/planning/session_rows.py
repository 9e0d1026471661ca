"""The steps that planning a session and changing it share: writing its settings, meetings and trainers."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.accounts.accounts import Account
from portal.models.planning.seating import deadlines_of, start_of
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.rules.planning.planning import MeetingPlan, check_order
from portal.rules.planning.reminders import REMINDER_DAYS, Term, due_term, next_term, terms
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.registrations.deadlines import Chosen
from portal.services.attendance import closing_reminders
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.registrations.erasure import plan_erasure


@dataclass(frozen=True, slots=True)
class Settings:
    """What staff choose for a session; None is "the default that follows the start", or no quota."""

    capacity: int = 25
    allowance: int = 0
    quota: int | None = None
    quota_release_at: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    cancel_deadline: datetime | None = None
    approval: bool = False
    note: str = ""
    mail_word: str = ""
    evaluation_link: str = ""
    reminder_days: tuple[int, ...] = REMINDER_DAYS
    contact_phone: str = ""
    contact_email: str = ""
    trainer_ids: tuple[int, ...] = ()

    @property
    def chosen(self) -> Chosen:
        """The moments chosen instead of a default."""
        return {
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "cancel_deadline": self.cancel_deadline,
            "quota_release_at": self.quota_release_at,
        }


def check_version(training: TrainingSession, version: int) -> None:
    """Raise EditedMeanwhile unless the row is the one whose page was opened."""
    if training.version != version:
        raise EditedMeanwhile


def put_settings(session: Session, training: TrainingSession, settings: Settings, start: datetime) -> None:
    """Write the settings of a session that starts then. Raises DeadlinesDisordered, NotFound (a trainer)."""
    check_order(start, **settings.chosen)
    for field in fields(settings):
        if field.name not in ("trainer_ids", "reminder_days"):
            setattr(training, field.name, getattr(settings, field.name))
    training.reminder_days = list(settings.reminder_days)
    put_trainers(session, training, settings.trainer_ids)


def put_trainers(session: Session, training: TrainingSession, account_ids: Sequence[int]) -> None:
    """Make these accounts, in this order, who gives the session. Raises NotFound (an account, or a closed one)."""
    open_accounts = select(Account.id).where(Account.id.in_(account_ids), Account.deactivated_at.is_(None))
    if len(set(session.scalars(open_accounts))) != len(set(account_ids)):
        raise NotFound
    known = {row.account_id: row for row in training.trainers}
    wanted = [known.get(account_id) or SessionTrainer(account_id=account_id) for account_id in account_ids]
    for position, row in enumerate(wanted):
        row.position = position
    training.trainers = wanted


def plans_of(training: TrainingSession) -> list[MeetingPlan]:
    """The meetings of a session as plans, in order."""
    return [
        MeetingPlan(row.starts_at, row.ends_at, row.venue_id, row.online_link, row.title, row.id, row.pause_minutes)
        for row in training.meetings
    ]


def put_meeting(row: Meeting, plan: MeetingPlan) -> Meeting:
    """Write a plan into a meeting."""
    row.starts_at, row.ends_at = plan.starts_at, plan.ends_at
    row.venue_id, row.online_link, row.title = plan.venue_id, plan.online_link, plan.title
    row.pause_minutes = plan.pause
    return row


def plan_jobs(session: Session, training: TrainingSession, now: datetime) -> None:
    """Plan what is due at the closing, the start, when the quota is released and afterwards, as the rows now stand."""
    plan_erasure(session, training)
    start = start_of(training)
    if start > now:
        jobs.plan(session, JobKind.START, training.id, start)
    deadlines = deadlines_of(training, now)
    if deadlines.closes_at > now:
        jobs.plan(session, JobKind.LIST, training.id, deadlines.closes_at)
    # A reminder that is due and waits for its worker stays so, while there is one to write.
    if due_term(terms_of(training), now) is None or not jobs.is_due(session, JobKind.REMIND, training.id):
        plan_reminder(session, training, now)
    closing_reminders.plan(session, training, now)
    release = deadlines.quota_release_at
    limited = training.quota is not None or bool(training.raised_quotas)
    if limited and release > now:
        jobs.plan(session, JobKind.QUOTA_RELEASE, training.id, release)
    else:
        jobs.forget(session, JobKind.QUOTA_RELEASE, training.id)


def plan_reminder(session: Session, training: TrainingSession, now: datetime) -> None:
    """Plan the next moment at which the people who come are reminded; forget it where there is none."""
    term = next_term(terms_of(training), now)
    if term is None:
        jobs.forget(session, JobKind.REMIND, training.id)
    else:
        jobs.plan(session, JobKind.REMIND, training.id, term.at)


def terms_of(training: TrainingSession) -> list[Term]:
    """The moments at which its people are reminded, oldest first."""
    return terms([meeting.starts_at for meeting in training.meetings], training.reminder_days)
