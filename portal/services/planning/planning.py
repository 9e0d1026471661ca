"""Planning a session: draft it, publish it, duplicate it. Once it is published: session_changes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.planning.seating import choose, chosen_of, start_of
from portal.models.planning.sessions import Meeting, RaisedQuota, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.rules.base.states import ContentStatus, Seeding, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.distances import at_the_same_distance, later
from portal.rules.planning.planning import MeetingPlan, check_meetings, check_order
from portal.rules.refusals import NotFound
from portal.rules.refusals.planning import AlreadyPublished, MeetingInPast, SessionIncomplete, WorkshopNotPublished
from portal.rules.refusals.registrations import SessionCancelled
from portal.services.base.journal import Entry, record
from portal.services.planning import questions
from portal.services.planning.session_rows import (
    Settings,
    check_version,
    plan_jobs,
    plans_of,
    put_meeting,
    put_settings,
)
from portal.services.registrations import interests
from portal.services.registrations.acts import Act, acting

PUBLIC_ID_BYTES = 4
KEPT = (
    "workshop_id",
    "capacity",
    "allowance",
    "quota",
    "approval",
    "note",
    "mail_word",
    "contact_phone",
    "contact_email",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A session as staff plan it: the workshop it runs, its meetings and its settings."""

    workshop_id: int
    meetings: tuple[MeetingPlan, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Seed:
    """What the list of the workshop has of a session; `days` is how long it registers before all others."""

    seeding: Seeding = Seeding.NONE
    days: int = 0


FOR_ALL = Seed()


def create(draft: Draft, actor_id: int) -> str:
    """Add a draft session; returns its public id.

    Raises SessionIncomplete, MeetingInPast, MeetingEndsFirst, DeadlinesDisordered, NotFound (workshop, venue or
    trainer).
    """
    with writing() as session:
        now = clock.now()
        training = TrainingSession(public_id=_new_public_id(), created_at=now, version=0)
        _put_draft(session, training, draft, now)
        session.add(training)
        session.flush()
        record(session, actor_id, _planned(training))
        return training.public_id


def revise_draft(session_id: int, version: int, draft: Draft, actor_id: int) -> None:
    """Change anything of a draft. Raises what `create` raises, EditedMeanwhile, AlreadyPublished."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        _check_draft(training)
        check_version(training, version)
        _put_draft(session, training, draft, clock.now())
        record(session, actor_id, Entry(Verb.REVISED_DRAFT, ObjectKind.SESSION, session_id))


def _put_draft(session: Session, training: TrainingSession, draft: Draft, now: datetime) -> None:
    check_meetings(draft.meetings, now)
    _check_exist(session, draft)
    training.workshop_id = draft.workshop_id
    training.meetings = [put_meeting(Meeting(), plan) for plan in draft.meetings]
    put_settings(session, training, draft.settings, min(plan.starts_at for plan in draft.meetings))
    training.version += 1


def _check_exist(session: Session, draft: Draft) -> None:
    if session.get(Workshop, draft.workshop_id) is None:
        raise NotFound
    check_venues(session, draft.meetings)


def check_venues(session: Session, plans: Sequence[MeetingPlan]) -> None:
    """Raise NotFound when a plan names a venue that does not exist."""
    for venue_id in {plan.venue_id for plan in plans if plan.venue_id is not None}:
        if session.get(Venue, venue_id) is None:
            raise NotFound


def _check_draft(training: TrainingSession) -> None:
    if training.status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if training.status is not SessionStatus.DRAFT:
        raise AlreadyPublished


def discard(session_id: int, actor_id: int) -> None:
    """Delete a draft: nobody was told of it. Raises AlreadyPublished."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        _check_draft(training)
        record(
            session, actor_id, Entry(Verb.DISCARDED_DRAFT, ObjectKind.SESSION, session_id, reason=training.public_id)
        )
        questions.discard(session, session_id)
        session.delete(training)


def publish(session_id: int, actor_id: int, seed: Seed = FOR_ALL) -> None:
    """Open a draft to everybody: its trainers receive their calendar entries, its jobs are planned.

    Who asked to hear of the workshop's next session is told; `seed` may let them register first, or pass first.

    Raises AlreadyPublished, SessionIncomplete (no meeting, or one without a place), MeetingInPast,
    WorkshopNotPublished, DeadlinesDisordered (the days for the list reach past the closing).
    """
    with acting(session_id, actor_id) as act:
        training = act.training
        _check_draft(training)
        _check_publishable(training, act.now)
        training.status = SessionStatus.PUBLISHED
        training.published_at = act.now
        training.version += 1
        _put_seed(act, seed)
        plan_jobs(act.session, training, act.now)
        inputs = {"seeding": seed.seeding.value, "days": seed.days}
        act.journal(
            Entry(
                Verb.PUBLISHED_SESSION,
                ObjectKind.SESSION,
                session_id,
                session_id,
                SessionStatus.DRAFT,
                SessionStatus.PUBLISHED,
                inputs=inputs,
            )
        )
        interests.tell_of(act.session, training)


def _put_seed(act: Act, seed: Seed) -> None:
    """Where the list is invited first, registration opens to all the others `days` later, at the same hour."""
    training = act.training
    training.seeding = seed.seeding
    if seed.seeding is Seeding.INVITATION:
        training.opens_at = later(act.now, timedelta(days=seed.days))
        check_order(
            act.start,
            opens_at=training.opens_at,
            closes_at=training.closes_at,
            cancel_deadline=training.cancel_deadline,
            quota_release_at=training.quota_release_at,
        )


def _check_publishable(training: TrainingSession, now: datetime) -> None:
    plans = plans_of(training)
    if not plans or not all(plan.has_place for plan in plans):
        raise SessionIncomplete
    if start_of(training) <= now:
        raise MeetingInPast(place=0)
    if training.workshop.status is not ContentStatus.PUBLISHED:
        raise WorkshopNotPublished


def duplicate(session_id: int, day: date, actor_id: int) -> str:
    """Draft the same session again, its first meeting on `day` at the same hour; returns the new public id.

    Meetings and chosen deadlines keep their distance in days; trainers, quotas and questions are the same. Raises
    MeetingInPast.
    """
    with writing() as session:
        now = clock.now()
        model = lock_row(session, TrainingSession, session_id)
        shift = day - clock.local(start_of(model)).date()
        copy = TrainingSession(public_id=_new_public_id(), created_at=now)
        for name in KEPT:
            setattr(copy, name, getattr(model, name))
        copy.reminder_days = list(model.reminder_days)
        choose(copy, at_the_same_distance(chosen_of(model), shift))
        copy.meetings = [put_meeting(Meeting(), _moved(plan, shift)) for plan in plans_of(model)]
        check_meetings(plans_of(copy), now)
        _copy_people(copy, model)
        session.add(copy)
        session.flush()
        questions.copy_all(session, model.id, copy.id)
        record(session, actor_id, _planned(copy))
        return copy.public_id


def _copy_people(copy: TrainingSession, model: TrainingSession) -> None:
    copy.trainers = [SessionTrainer(account_id=row.account_id, position=row.position) for row in model.trainers]
    copy.raised_quotas = [RaisedQuota(partner_id=row.partner_id, quota=row.quota) for row in model.raised_quotas]


def _planned(training: TrainingSession) -> Entry:
    """A draft's events name it without pointing at its row, so that it can be discarded."""
    return Entry(Verb.PLANNED_SESSION, ObjectKind.SESSION, training.id, after=SessionStatus.DRAFT)


def _moved(plan: MeetingPlan, shift: timedelta) -> MeetingPlan:
    starts_at, ends_at = later(plan.starts_at, shift), later(plan.ends_at, shift)
    return MeetingPlan(starts_at, ends_at, plan.venue_id, plan.online_link, plan.title, pause=plan.pause)


def _new_public_id() -> str:
    return secrets.token_hex(PUBLIC_ID_BYTES)
