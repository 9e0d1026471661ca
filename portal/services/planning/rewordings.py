"""Words corrected after invitations left: staff say whether calendars hear of it, and may still say so later.

What concerns several sessions is noted in the correction's own transaction and carried out session by session, by
a job each: an interrupted request loses none, and every session is changed under its own lock.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.mail.entries.wordings import remember, standing
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import CalendarEntry
from portal.rules.base.states import SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.rewordings import TOLD, UNTOLD, Word
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.planning import TellingUndecided
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry, record
from portal.services.registrations.acts import Act, acting

AT_ONCE = timedelta(seconds=1)


def invited_sessions(session: Session, *conditions: ColumnElement[bool]) -> list[int]:
    """The sessions that meet the conditions and have invitations out for a meeting to come.

    Conditions may speak of the meeting or of its session. One that is being cancelled is left out: who comes hears
    of that.
    """
    statement = (
        select(TrainingSession.id)
        .join(Meeting, Meeting.session_id == TrainingSession.id)
        .join(CalendarEntry, CalendarEntry.meeting_id == Meeting.id)
        .where(
            TrainingSession.status == SessionStatus.PUBLISHED,
            TrainingSession.cancel_reason == "",
            Meeting.starts_at > clock.now(),
            *standing(),
            *conditions,
        )
        .distinct()
    )
    return sorted(session.scalars(statement))


def note(
    session: Session, actor_id: int | None, session_ids: Sequence[int], words: Sequence[Word], tell: bool | None
) -> None:
    """Journal a correction with what was decided, inside the caller's `writing()`.

    Nothing where no invitation shows any of these words. Raises TellingUndecided while nobody said whether to `tell`.
    """
    if not words or not session_ids:
        return
    if tell is None:
        raise TellingUndecided
    after, inputs = TOLD if tell else UNTOLD, {"words": [word.value for word in words]}
    entries = [
        Entry(Verb.REWORDED, ObjectKind.SESSION, number, number, after=after, inputs=inputs) for number in session_ids
    ]
    record(session, actor_id, *entries)


def note_in(act: Act, words: Sequence[Word], tell: bool | None, *conditions: ColumnElement[bool]) -> None:
    """Decide about words of one session in the act that is about to correct them, before it does.

    `conditions` narrow the meetings concerned. Raises TellingUndecided.
    """
    invited = invited_sessions(act.session, TrainingSession.id == act.training.id, *conditions) if words else []
    remember(act.session, invited)
    note(act.session, act.actor_id, invited, words, tell)
    act.correcting = bool(invited and tell)


def plan(session: Session, session_ids: Sequence[int], tell: bool | None) -> None:
    """Plan what brings the invitations of these sessions in line: all of them, or those that have not left yet."""
    kind = JobKind.TELL_WORDS if tell else JobKind.SETTLE
    for session_id in session_ids:
        jobs.plan(session, kind, session_id, clock.now() - AT_ONCE)


def carry_out(session_ids: Sequence[int]) -> None:
    """Do what was planned, once the correction is written."""
    for session_id in session_ids:
        jobs.do_due(session_id)


@does(JobKind.TELL_WORDS)
def tell_words(session_id: int) -> None:
    """Send the present words to whose calendar shows others; nothing while the session is being cancelled."""
    with acting(session_id, None, due_first=False) as act:
        act.correcting = not act.training.cancel_reason


def tell_now(session_ids: Sequence[int], actor_id: int) -> None:
    """Tell of corrections that nobody was told of. Raises NothingChanged without a session."""
    if not session_ids:
        raise NothingChanged
    with writing() as session:
        told = [Entry(Verb.TOLD_REWORDING, ObjectKind.SESSION, number, number) for number in session_ids]
        record(session, actor_id, *told)
        plan(session, session_ids, tell=True)
    carry_out(session_ids)
