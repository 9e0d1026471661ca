"""What must hold at a session's end: recalled until it is closed, late with a reason only, nothing asked is lost."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from portal import clock
from portal.rules.base.days.working_days import plus_working_days
from portal.rules.base.states import SessionStatus
from tests.services.life.snapshots import Row, View

if TYPE_CHECKING:
    from tests.services.life.drive import Step

LATE_ACTS = ("marked_presence", "closed_session", "T19")
IN_TIME, A_YEAR = 30, 365


def is_late_with_a_reason_only(step: "Step", before: View, after: View) -> None:
    """T18 and T19: from the 31st day on presence, closing and corrections are staff's, with a reason, for a year."""
    for event in after.events(step.before):
        if event["verb"] not in LATE_ACTS:
            continue
        days = _days(_end(before), event["at"])
        since = min(days, *(_days(at, event["at"]) for at in _closed(after) if event["verb"] == "T19"), days)
        late = since > IN_TIME
        assert bool(event["reason"]) is late
        assert not late or step.after.get("accounts", event["actor_id"])["is_staff"]
        assert days <= A_YEAR or since <= IN_TIME


def _end(view: View) -> datetime:
    return max(row["ends_at"] for row in view.meetings)


def _days(since: datetime, at: datetime) -> int:
    return (clock.local(at).date() - clock.local(since).date()).days


def _closed(view: View) -> list[datetime]:
    events = view.snapshot.rows("events")
    return [event["at"] for event in events if (event["verb"], event["session_id"]) == ("closed_session", view.id)]


def recalls_nothing_that_is_closed(step: "Step", before: View, after: View) -> None:
    """A reminder to close is written of a session that is over and stands open, once a reader, end and term."""
    known = step.before.tables["outbox"].keys()
    fresh = [row for key, row in step.after.tables["outbox"].items() if row["kind"] == KIND and key not in known]
    assert not fresh or (before.published and step.after.at > _end(before))
    told = Counter((row["to_address"], row["cause"]["ends_at"], row["cause"]["days"]) for row in _reminders(after))
    assert all(number == 1 for number in told.values())


KIND = "session_to_close"


def _reminders(view: View) -> list[Row]:
    rows = view.snapshot.rows("outbox")
    return [row for row in rows if row["kind"] == KIND and row["session_id"] == view.id]


def recalls_what_nobody_closed(step: "Step", _before: View, after: View) -> None:
    """Once the worker came by after two working days, or ten, its trainers and staff have been told so."""
    end, now = _end(after), step.after.at
    if step.name != "work" or not after.published or _days(end, now) > A_YEAR:
        return
    reached = [days for days in (2, 10) if plus_working_days(end, days) <= now]
    told = {
        row["to_address"]
        for row in _reminders(after)
        if reached and (row["cause"]["ends_at"], row["cause"]["days"]) == (end.isoformat(), reached[-1])
    }
    trainers = [row["account_id"] for row in step.after.rows("session_trainers") if row["session_id"] == after.id]
    readers = {row["email"] for row in step.after.rows("accounts") if row["is_staff"] or row["id"] in trainers}
    assert told == (readers if reached else set())


def carries_out_what_was_asked(step: "Step", _before: View, after: View) -> None:
    """T15: a cancellation that staff asked for, and did not take back, is carried out; none is lost on the way."""
    verbs = Counter(event["verb"] for event in step.after.rows("events") if event["session_id"] == after.id)
    standing = verbs["asked_cancellation"] - verbs["restored_session"] - verbs["lapsed_cancellation"]
    waiting = [row for row in step.after.rows("jobs") if row["kind"] == "cancel" and row["done_at"] is None]
    cancelled = after.session["status"] is SessionStatus.CANCELLED
    assert standing == (cancelled or bool(waiting))
    assert all(job["due_at"] <= after.start - timedelta(minutes=5) for job in waiting)
