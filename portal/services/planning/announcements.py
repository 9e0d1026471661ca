"""Announcing sessions to training contacts and to who asked to hear: once each, with ten minutes to undo."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.planning import announcements as compose
from portal.mail.stories import announcing
from portal.mail.wire.outbox import dropped
from portal.models.planning.announcements import Announcement
from portal.models.planning.seating import deadlines_of, start_of
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import key_begins, not_left
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.announcements import Narrowing
from portal.rules.planning.planning import UNDO_WINDOW, check_published, undo_until
from portal.rules.refusals.planning import (
    AnnouncementLeft,
    CancellationPlanned,
    NobodyToTell,
    NothingToAnnounce,
    StartsTooSoon,
)
from portal.rules.refusals.registrations import RegistrationClosed, SessionStarted
from portal.services.base import receipts
from portal.services.base.journal import Entry, record

UNDONE = "undone before it left"


@dataclass(frozen=True, slots=True)
class Announce:
    """Which sessions to announce together, to whom, with which word; a double click of `form_key` announces once."""

    session_ids: tuple[int, ...]
    actor_id: int
    form_key: str
    themes: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    note: str = ""


def announce(command: Announce) -> int:
    """Write the mails, to leave in ten minutes; returns the announcement's id, the first one's for a form posted again.

    Raises NothingToAnnounce, NobodyToTell, SessionNotPublished, SessionCancelled, SessionStarted, StartsTooSoon,
    CancellationPlanned, NotFound.
    """
    if not command.session_ids:
        raise NothingToAnnounce
    return int(receipts.once(command, lambda: str(_announce(command))))


def _announce(command: Announce) -> int:
    with writing() as session:
        trainings = [lock_row(session, TrainingSession, number) for number in sorted(set(command.session_ids))]
        for training in trainings:
            check_announceable(training)
        announcement = _keep(session, command, trainings)
        narrowing = Narrowing(frozenset(command.themes), frozenset(command.communes))
        hearing = announcing.read(session, command.session_ids, narrowing)
        if not hearing.readers:
            raise NobodyToTell
        announcement.recipients = compose.announce(session, announcement, hearing)
        receipts.keep(session, command, command.actor_id, str(announcement.id))
        _journal(session, Verb.ANNOUNCED, announcement, command.actor_id)
        return announcement.id


def check_announceable(training: TrainingSession) -> None:
    """Raise SessionNotPublished, SessionCancelled, SessionStarted, StartsTooSoon, RegistrationClosed or
    CancellationPlanned.
    """
    check_published(training.status)
    if training.cancel_reason:
        raise CancellationPlanned
    start, now = start_of(training), clock.now()
    if start <= now:
        raise SessionStarted
    if undo_until([start], now) is None:
        raise StartsTooSoon
    closes_at = deadlines_of(training, now).closes_at
    if closes_at <= now:
        raise RegistrationClosed(closes_at=closes_at)


def _keep(session: Session, command: Announce, trainings: list[TrainingSession]) -> Announcement:
    announcement = Announcement(
        author_id=command.actor_id,
        themes=list(command.themes),
        communes=list(command.communes),
        note=command.note,
        created_at=clock.now(),
        sessions=trainings,
    )
    session.add(announcement)
    session.flush()
    return announcement


def undo(announcement_id: int, actor_id: int) -> None:
    """Take an announcement back before its ten minutes are over: nobody reads it. Done twice, it is undone once.

    Raises AnnouncementLeft, NotFound.
    """
    with writing() as session:
        announcement = lock_row(session, Announcement, announcement_id)
        if announcement.undone_at is not None:
            return
        if clock.now() >= announcement.created_at + UNDO_WINDOW:
            raise AnnouncementLeft
        mine = key_begins(f"announcement:{announcement.id}:")
        session.execute(update(OutboxMessage).where(mine, *not_left()).values(dropped(UNDONE)))
        announcement.undone_at = clock.now()
        _journal(session, Verb.UNDID_ANNOUNCEMENT, announcement, actor_id)


def _journal(session: Session, verb: Verb, announcement: Announcement, actor_id: int) -> None:
    """One event a session, so that each one's history tells of it."""
    inputs = {"recipients": announcement.recipients, "themes": announcement.themes, "communes": announcement.communes}
    record(
        session,
        actor_id,
        *(
            Entry(verb, ObjectKind.ANNOUNCEMENT, announcement.id, training.id, reason=announcement.note, inputs=inputs)
            for training in announcement.sessions
        ),
    )
