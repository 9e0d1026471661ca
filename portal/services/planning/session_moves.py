"""Moving a published session: other dates and places (T14), and taking that back before anybody heard of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db
from portal.mail.entries.situations import meetings_of
from portal.mail.entries.undoing import undo_of
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.planning.seating import choose, chosen_of, end_of, start_of
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import LIVE, RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.distances import after_a_move
from portal.rules.planning.planning import MeetingPlan, check_moves, check_published, is_material, undo_until
from portal.rules.planning.reminders import due_term
from portal.rules.planning.rewordings import Word, retitled
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.planning import CancellationPlanned, TellingUndecided
from portal.rules.registrations.deadlines import Chosen, check_grows
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.base.journal import Entry
from portal.services.planning import rewordings
from portal.services.planning.planning import check_venues
from portal.services.planning.session_rows import (
    check_version,
    plan_jobs,
    plans_of,
    put_meeting,
    terms_of,
)
from portal.services.registrations import holds
from portal.services.registrations.acts import Act, acting, live_registrations, plan_expiry


@dataclass(frozen=True, slots=True)
class Reschedule:
    """New dates and places of a session, with a word to the people concerned.

    `tell`: whether calendars hear of a new title where nothing else changes; None is for where none does.
    """

    session_id: int
    version: int
    meetings: tuple[MeetingPlan, ...]
    actor_id: int
    message: str = ""
    tell: bool | None = None


def check_reschedule(command: Reschedule) -> None:
    """Raise what `reschedule` would raise, and change nothing: for the page that asks to confirm."""
    training = db.session.get(TrainingSession, command.session_id)
    if training is None:
        raise NotFound
    _check_new_plans(db.session(), training, command)
    if command.tell is None and _invited_to_retitled(db.session(), training, command.meetings):
        raise TellingUndecided


def reschedule(command: Reschedule) -> None:
    """Change, add or remove meetings that have not begun (T14): who is registered or waits is told, once.

    Raises MeetingStarted, MeetingInPast, MeetingEndsFirst, SessionIncomplete, NothingChanged, NotFound,
    EditedMeanwhile, CancellationPlanned, SessionNotPublished, SessionCancelled, SessionLongOver (one more),
    TellingUndecided.
    """
    with acting(command.session_id, command.actor_id) as act:
        _check_new_plans(act.session, act.training, command)
        renamed = retitled(plans_of(act.training), command.meetings)
        rewordings.note_in(act, [Word.TITLE] if renamed else [], command.tell, Meeting.id.in_(renamed))
        before, undo = plans_of(act.training), _undo(act, command.meetings)
        act.was = meetings_of(act.session, act.training)
        choose(act.training, moments_after(act.training, command.meetings, act.now))
        _put_meetings(act, command.meetings)
        if is_material(before, command.meetings):
            _tell_of_move(act, command.message)
        _journal_move(act, before, command.meetings, undo)


def _invited_to_retitled(session: Session, training: TrainingSession, plans: Sequence[MeetingPlan]) -> list[int]:
    renamed = retitled(plans_of(training), plans)
    return rewordings.invited_sessions(session, Meeting.id.in_(renamed)) if renamed else []


def moments_after(training: TrainingSession, meetings: Sequence[MeetingPlan], now: datetime) -> Chosen:
    """The moments chosen by staff, once the session has these meetings: as many days before the start as they were."""
    return after_a_move(chosen_of(training), start_of(training), min(plan.starts_at for plan in meetings), now)


def take_move_back(session_id: int, version: int, actor_id: int) -> None:
    """Put the dates and places back as people know them, before anything has left: nobody is told.

    Several moves that wait together are taken back together. Raises NothingChanged (a mail has left, or may leave
    by now), EditedMeanwhile, CancellationPlanned, SessionNotPublished, SessionCancelled.
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        if act.training.cancel_reason:
            raise CancellationPlanned
        undo = undo_of(act.session, session_id)
        if undo is None:
            raise NothingChanged
        check_version(act.training, version)
        act.was = meetings_of(act.session, act.training)
        standing = {row.id for row in act.training.meetings}
        plans = [_plan_from(words) for words in undo.kept["meetings"]]
        _put_meetings(act, [plan if plan.id in standing else replace(plan, id=None) for plan in plans])
        choose(act.training, _chosen_before(act.training, undo.kept))
        _tell_of_move(act, "")
        act.training.moved_at = _moment(undo.kept["moved_at"])
        _hold_as_before(act, undo.kept["holds"])
        act.training.version += 1
        plan_jobs(act.session, act.training, act.now)
        _catch_up(act, datetime.fromisoformat(undo.kept["since"]))
        act.journal(Entry(Verb.TOOK_MOVE_BACK, ObjectKind.SESSION, session_id, session_id))


def _catch_up(act: Act, since: datetime) -> None:
    """Plan at once what would have come due while the session was elsewhere; each is told once, whoever plans it."""
    term = due_term(terms_of(act.training), act.now)
    if term is not None and term.at >= since:
        jobs.plan(act.session, JobKind.REMIND, act.training.id, act.now)
    if since <= act.deadlines.closes_at <= act.now:
        jobs.plan(act.session, JobKind.LIST, act.training.id, act.now)


def _undo(act: Act, after: Sequence[MeetingPlan]) -> dict[str, object] | None:
    """What taking the move back needs; after a move that nobody heard of yet, what was before that one."""
    before = plans_of(act.training)
    starts = [plan.starts_at for plan in (*before, *after) if (plan in before) != (plan in after)]
    until = undo_until(starts, act.now)
    if until is None or not is_material(before, after):
        return None
    earlier = undo_of(act.session, act.training.id)
    kept: dict[str, object] = {
        "since": act.now.isoformat(),
        "meetings": [_in_words(plan) for plan in before],
        "moved_at": act.training.moved_at.isoformat() if act.training.moved_at else None,
        "chosen": _in_iso(chosen_of(act.training)),
        "holds": {
            str(row.id): row.hold_expires_at.isoformat() for row in holds.held_registrations(act) if row.hold_expires_at
        },
    }
    after_it = _in_iso(moments_after(act.training, after, act.now))
    return {**kept, **(earlier.kept if earlier else {}), "until": until.isoformat(), "chosen_after": after_it}


def _in_iso(chosen: Chosen) -> dict[str, str | None]:
    return {name: moment.isoformat() if isinstance(moment, datetime) else None for name, moment in chosen.items()}


def _chosen_before(training: TrainingSession, kept: dict[str, Any]) -> Chosen:
    """The moments as they were before the move, but for those that staff chose anew since."""
    now = chosen_of(training)
    moved, before = kept.get("chosen_after", {}), kept.get("chosen", {})
    untouched = {name: _moment(before[name]) for name, moment in _in_iso(now).items() if moved.get(name, 0) == moment}
    return {**now, **untouched}  # type: ignore[typeddict-item] # the names of the same moments


def _hold_as_before(act: Act, kept: dict[str, str]) -> None:
    for row in holds.held_registrations(act):
        row.hold_expires_at = _moment(kept.get(str(row.id))) or row.hold_expires_at
    plan_expiry(act)


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _check_new_plans(session: Session, training: TrainingSession, command: Reschedule) -> None:
    check_published(training.status)
    if training.cancel_reason:
        raise CancellationPlanned
    check_version(training, command.version)
    before, after = plans_of(training), command.meetings
    known = {plan.id for plan in before}
    named = [plan.id for plan in after if plan.id is not None]
    if not known.issuperset(named) or len(named) != len(set(named)):
        raise NotFound
    if list(before) == sorted(after, key=lambda plan: plan.starts_at):
        raise NothingChanged
    if any(plan.id is None for plan in after):
        check_grows(end_of(training), clock.now())
    check_moves(before, after, clock.now())
    check_venues(session, after)


def _put_meetings(act: Act, plans: Sequence[MeetingPlan]) -> None:
    rows = {row.id: row for row in act.training.meetings}
    for gone in rows.keys() - {plan.id for plan in plans}:
        for kind in (Presence, DeclaredPresence, RoomCode):
            act.session.execute(delete(kind).where(kind.meeting_id == gone))
    kept = [put_meeting(rows[plan.id] if plan.id else Meeting(), plan) for plan in plans]
    act.training.meetings = sorted(kept, key=lambda row: row.starts_at)
    act.session.flush()


def _tell_of_move(act: Act, message: str) -> None:
    act.training.moved_at = act.now
    act.message = message
    holds.cap(act)
    for row in _live(act):
        row.version += row.state is RegistrationState.HELD  # its coordinator's summary is named after it
        act.keep(row, TransitionKind.RESCHEDULED)


def _live(act: Act) -> list[Registration]:
    rows = live_registrations(act.session, act.training.id)
    return [row for row in rows if row.state in LIVE and row.left_at is None]


def _journal_move(
    act: Act, before: Sequence[MeetingPlan], after: Sequence[MeetingPlan], undo: dict[str, object] | None
) -> None:
    act.training.version += 1
    plan_jobs(act.session, act.training, act.now)
    words = {"before": [_in_words(plan) for plan in before], "after": [_in_words(plan) for plan in after]}
    inputs = {**words, "undo": undo}
    act.journal(
        Entry(Verb.RESCHEDULED, ObjectKind.SESSION, act.training.id, act.training.id, reason=act.message, inputs=inputs)
    )


def _in_words(plan: MeetingPlan) -> dict[str, object]:
    words = asdict(plan)
    return words | {"starts_at": plan.starts_at.isoformat(), "ends_at": plan.ends_at.isoformat()}


def _plan_from(words: dict[str, Any]) -> MeetingPlan:
    moments = {name: datetime.fromisoformat(words[name]) for name in ("starts_at", "ends_at")}
    return MeetingPlan(**(words | moments))
