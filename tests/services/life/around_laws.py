"""What must hold around a session's line, judged on the rows after every command."""

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.rules.base.states import CancelReason, JoinState, Outcome, PresenceMark, RegistrationState, SessionStatus
from tests.services.life import closing_laws, room_laws
from tests.services.life.snapshots import Row, View

if TYPE_CHECKING:
    from tests.services.life.drive import Step

PENDING, CONFIRMED, CANCELLED = RegistrationState.PENDING, RegistrationState.CONFIRMED, RegistrationState.CANCELLED
COMPLETED = RegistrationState.COMPLETED


def admits_as_staff_decided(step: "Step", _before: View, after: View) -> None:
    """T3 and T12 of a request to join: what was asked waits for the answer, takes no seat, and waits no longer."""
    for row in after.registrations.values():
        if row["join_request_id"] is None:
            continue
        request = step.after.get("join_requests", row["join_request_id"])
        if request["state"] is JoinState.WAITING:
            assert row["state"] in (PENDING, CANCELLED) or row["replaces_id"] or _approved(step, row)
        else:
            assert row["state"] is not PENDING
        if request["state"] is JoinState.REFUSED and request["decided_at"] == step.after.at:
            assert row["state"] is CANCELLED or _approved(step, row)


def _approved(step: "Step", row: Row) -> bool:
    """Staff may approve one of those asked for before they answer the request itself."""
    events = step.after.rows("events")
    return any(event["verb"] == "T3" and event["object_id"] == row["id"] for event in events)


def erases_what_was_told(step: "Step", _before: View, after: View) -> None:
    """Answers and arrangements end with the registration, and a while after the session's end."""
    ends_at = max(row["ends_at"] for row in after.meetings)
    questions = {row["id"]: row for row in step.after.rows("questions")}
    for row in step.after.rows("arrangements"):
        assert step.after.get("registrations", row["registration_id"])["state"] is not CANCELLED
        assert step.after.at < ends_at + timedelta(days=7)
    for row in step.after.rows("answers"):
        assert step.after.get("registrations", row["registration_id"])["state"] is not CANCELLED
        assert step.after.at < ends_at + timedelta(days=questions[row["question_id"]]["erase_after_days"])


def gives_each_an_outcome(step: "Step", _before: View, after: View) -> None:
    """T18: a session that is done has no confirmed row left, and each outcome is what presence says."""
    done = after.session["status"] is SessionStatus.DONE
    rows = [row for row in after.registrations.values() if row["state"] in (CONFIRMED, COMPLETED)]
    assert all((row["state"] is COMPLETED) is done and (row["outcome"] is not None) is done for row in rows)
    if step.name != "close" or not done:
        return
    minutes = {row["id"]: (row["ends_at"] - row["starts_at"]).total_seconds() for row in after.meetings}
    for row in rows:
        marked = [mark for mark in step.after.rows("presences") if mark["registration_id"] == row["id"]]
        there = sum(minutes[mark["meeting_id"]] for mark in marked if mark["mark"] is PresenceMark.PRESENT)
        share = there / sum(minutes.values())
        excused = all(mark["mark"] is PresenceMark.EXCUSED for mark in marked)
        absence = Outcome.EXCUSED if excused else Outcome.NO_SHOW
        expected = absence if not there else (Outcome.ATTENDED if share >= 0.8 else Outcome.PARTIAL)
        assert row["outcome"] is expected


def certifies_who_attended(step: "Step", _before: View, after: View) -> None:
    """T18 and T19: one valid certificate, in the present name, for each who attended; older numbers lead to it."""
    kept = step.after.rows("certificates")
    for row in after.registrations.values():
        own = [one for one in kept if one["registration_id"] == row["id"]]
        valid = [one for one in own if one["replaced_at"] is None]
        assert len(valid) == (row["outcome"] is Outcome.ATTENDED)
        person = step.after.get("people", row["person_id"]) if valid else {}
        assert all(one["name"] == f"{person['given_name']} {person['family_name']}" for one in valid)
        assert not valid or all(one["replaced_by_id"] for one in own if one["replaced_at"])


def leaves_who_said_no_alone(step: "Step", before: View, after: View) -> None:
    """T11 with not_me: never late; nobody registers that person again, until her address is corrected."""
    gone = [row for row in before.registrations.values() if row["cancel_reason"] is CancelReason.NOT_ME]
    assert not any(row["late"] for row in gone)
    blocked = {row["person_id"] for row in gone} - _corrected(step)
    fresh = {row["person_id"] for number, row in after.registrations.items() if number not in before.registrations}
    assert not blocked & (fresh - {None})


def _corrected(step: "Step") -> set[int]:
    """Whose name or address was ever corrected: another mailbox ends the block."""
    return {event["object_id"] for event in step.after.rows("events") if event["verb"] == "corrected_person"}


def ends_the_wish_of_who_comes(step: "Step", before: View, after: View) -> None:
    """A wish for oneself does not outlive the registration it asked for, once it awaits no decision."""
    fresh = [
        row
        for number, row in after.registrations.items()
        if row["state"] not in (PENDING, CANCELLED)
        and before.registrations.get(number, {"state": PENDING})["state"] is PENDING
    ]
    boxes = {step.after.get("people", row["person_id"])["email"] for row in fresh if row["person_id"]}
    standing = [row for row in step.after.rows("interests") if row["ended_at"] is None and row["partner_id"] is None]
    assert not boxes & {step.after.get("accounts", row["account_id"])["email"] for row in standing}


LAWS = (
    leaves_who_said_no_alone,
    ends_the_wish_of_who_comes,
    closing_laws.is_late_with_a_reason_only,
    closing_laws.recalls_nothing_that_is_closed,
    *room_laws.LAWS,
)
AFTER_A_COMMAND = (
    admits_as_staff_decided,
    erases_what_was_told,
    gives_each_an_outcome,
    certifies_who_attended,
    closing_laws.recalls_what_nobody_closed,
    closing_laws.carries_out_what_was_asked,
)
