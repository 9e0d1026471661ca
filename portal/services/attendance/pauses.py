"""The breaks of meetings, declared by staff: they are taken off the hours that people followed."""

from collections.abc import Mapping
from dataclasses import replace

from portal.models.planning.seating import end_of
from portal.rules.attendance.windows import closing_window
from portal.rules.base.states import SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import MeetingPlan, check_pause
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import OutcomeOver
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged
from portal.rules.refusals.registrations import SessionCancelled
from portal.rules.registrations.transitions import Transition, TransitionKind
from portal.services.attendance import certificates
from portal.services.base.journal import Entry
from portal.services.registrations.acts import Act, acting


def declare(session_id: int, version: int, pauses: Mapping[int, int], actor_id: int) -> int:
    """Write the minutes of pause by meeting; returns how many certificates were replaced because their hours changed.

    Outcomes stay as the closing noted them: only hours follow. Raises PauseTooLong (its `place` counts the meetings
    from 0), NothingChanged, EditedMeanwhile, SessionCancelled, NotFound (a meeting of another session), OutcomeOver a
    year after the last meeting.
    """
    with acting(session_id, actor_id) as act:
        _check(act, version, pauses)
        before = {meeting.id: meeting.pause_minutes for meeting in act.training.meetings}
        if before == {**before, **pauses}:
            raise NothingChanged
        for meeting in act.training.meetings:
            meeting.pause_minutes = pauses.get(meeting.id, meeting.pause_minutes)
        act.training.version += 1
        inputs = {"before": list(before.values()), "after": [one.pause_minutes for one in act.training.meetings]}
        act.journal(Entry(Verb.DECLARED_PAUSES, ObjectKind.SESSION, session_id, session_id, inputs=inputs))
        return _recount(act)


def _check(act: Act, version: int, pauses: Mapping[int, int]) -> None:
    if act.training.status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if act.training.version != version:
        raise EditedMeanwhile
    if not {meeting.id for meeting in act.training.meetings} >= pauses.keys():
        raise NotFound
    until = closing_window(end_of(act.training), staff=True)
    until.reason_to_keep(act.now, "-", OutcomeOver)
    for place, meeting in enumerate(act.training.meetings):
        plan = MeetingPlan(meeting.starts_at, meeting.ends_at)
        check_pause(place, replace(plan, pause=pauses.get(meeting.id, meeting.pause_minutes)))


def _recount(act: Act) -> int:
    """Certificates of other hours get new numbers; their people hear of it."""
    act.session.flush()
    renewed = certificates.recount(act.session, act.training, act.now)
    for one in renewed:
        row, inputs = one.registration, {"number": one.before}
        entry = Entry(Verb.REPLACED_CERTIFICATE, ObjectKind.REGISTRATION, row.id, act.training.id, inputs=inputs)
        act.journal(entry)
        kind = TransitionKind.OUTCOME_CORRECTED
        act.transitions.append(Transition(kind, row.id, row.state, row.state, note=one.before, certificate=True))
    return len(renewed)
