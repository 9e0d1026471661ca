"""What people are told, judged on the words: nobody goes on believing in a seat, a rank or a date that is no more."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portal.mail.entries.meetings import MeetingRecord
from portal.rules.base.states import CalendarMethod, MessageState, RegistrationState
from tests.services.life import calendars
from tests.services.life.snapshots import Row, View

if TYPE_CHECKING:
    from tests.services.life.drive import Step

TO_OTHERS = {"partner_summary", "approval_needed", "late_changes", "hold_reminder"}
SAY_THE_END = {"place_cancelled", "place_given", "session_cancelled", "request_refused", "no_seat"}
SAY_THE_DATES = {"waiting", "request_received", "session_moved", "place_confirmed"}
WAITING = (RegistrationState.PENDING, RegistrationState.WAITLISTED)


def tells_what_was_lost(step: "Step", _before: View, after: View) -> None:
    """Whoever was told of a registration, or will be by a mail that waits, and has it no more, is told that too."""
    for number, row in after.registrations.items():
        ended = row["state"] is RegistrationState.CANCELLED or row["left_at"] is not None
        if not ended or row["person_id"] is None:
            continue
        person = step.after.get("people", row["person_id"])
        name = f"{person['given_name']} {person['family_name']}"
        letters = list(_letters(step, after, number))
        believed = [letter["kind"] for letter in letters if not _says_the_end(letter, number, name)]
        assert not believed or len(believed) < len(letters), f"{name} still believes {believed}"


def _letters(step: "Step", view: View, number: int) -> Iterator[Row]:
    """The mails to the person, or to who hands them on, that left, may have left or wait; reminders are looked at again
    before they leave."""
    for row in step.after.rows("outbox"):
        own = row["session_id"] == view.id and row["kind"] not in TO_OTHERS
        under_way = row["id"] in step.left or row["state"] is MessageState.WAITING
        looked_at = row["kind"] == "reminder" and row["id"] not in step.left
        if own and under_way and not looked_at and number in (row["cause"].get("registrations") or ()):
            yield row


def _says_the_end(letter: Row, number: int, name: str) -> bool:
    if letter["kind"] in SAY_THE_END:
        return True
    news = letter["cause"]
    if letter["method"] is not CalendarMethod.REQUEST or str(number) not in (news["known"] or {}).get("people", {}):
        return False
    return name not in calendars.parsed(letter["calendar"])["description"] and name in letter["body_text"]


def knows_the_dates(step: "Step", _before: View, after: View) -> None:
    """Whoever waits, or has a seat and no address, was last told the dates that hold, or a mail says them soon."""
    if not after.published:
        return
    for number, row in after.registrations.items():
        person = step.after.get("people", row["person_id"]) if row["person_id"] else None
        by_hand = row["state"] is RegistrationState.CONFIRMED and row["left_at"] is None
        if person is None or not (row["state"] in WAITING or (by_hand and not person["email"])):
            continue
        letters = [
            letter
            for letter in step.after.rows("outbox")
            if letter["kind"] in SAY_THE_DATES and letter["state"] is not MessageState.DROPPED
            if number in letter["cause"]["registrations"] and person["email"] in (None, letter["to_address"])
        ]
        if letters:
            words = " ".join(max(letters, key=lambda letter: letter["id"])["body_text"].split())
            assert all(" ".join(when.split()) in words for when in _whens(after)), f"{number} knows other dates"


def _whens(view: View) -> Iterator[str]:
    for row in view.meetings:
        if row["starts_at"] > view.snapshot.at:
            record = MeetingRecord(
                starts_at=row["starts_at"], ends_at=row["ends_at"], place="", venue_id=None, online_link=""
            )
            yield record.meeting.when


LAWS = (tells_what_was_lost, knows_the_dates)
