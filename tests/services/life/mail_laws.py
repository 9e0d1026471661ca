"""What holds of the mails of an entry, whatever happened: they answer the first one, and none overtakes another."""

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from portal.rules.base.states import MessageState
from tests.services.life import calendars, letters
from tests.services.life.snapshots import Row, Snapshot, View

if TYPE_CHECKING:
    from tests.services.life.drive import Step


def answers_the_first_invitation(step: "Step", _before: View, after: View) -> None:
    """Every revision names the message of the first one, so that mail programs keep them together."""
    for row in calendars.on_their_way(step.after, after.id):
        entry = step.after.get("calendar_entries", row["entry_id"])
        first = calendars.parsed(row["calendar"])["sequence"] == 0
        assert (row["message_id"] == entry["first_message_id"]) is first
        assert row["references"] == ("" if first else entry["first_message_id"])


def overtakes_none(step: "Step", _before: View, after: View) -> None:
    """Nothing about an entry has left while an earlier message about it waits: a CANCEL comes after its REQUEST."""
    for rows in by_entry(step.after, after.id):
        left = [row["state"] is MessageState.SENT for row in rows]
        assert left == sorted(left, reverse=True)


def is_built_as_promised(step: "Step", _before: View, _after: View) -> None:
    """Every message that is new, or written anew, keeps each promise about one message."""
    known = step.before.tables["outbox"]
    for key, row in step.after.tables["outbox"].items():
        if row["calendar"] and known.get(key, {}).get("calendar") != row["calendar"]:
            letters.judge(row)


def dates_its_revisions(step: "Step", _before: View, after: View) -> None:
    """A newer revision of an entry has a newer DTSTAMP too, and the same UID and organizer."""
    last: dict[str, datetime] = {}
    for row in calendars.on_their_way(step.after, after.id):
        event = calendars.parsed(row["calendar"])
        assert event["uid"] == step.after.get("calendar_entries", row["entry_id"])["uid"]
        assert event["uid"] not in last or event["dtstamp"] > last[event["uid"]]
        last[event["uid"]] = event["dtstamp"]


def by_entry(snapshot: Snapshot, session_id: int) -> list[list[Row]]:
    """The messages of each entry that are sent or wait, in the order they were written."""
    states = (MessageState.SENT, MessageState.WAITING)
    rows = [row for row in calendars.on_their_way(snapshot, session_id) if row["state"] in states]
    rows.sort(key=lambda row: (row["entry_id"], row["id"]))
    return [list(found) for _entry, found in groupby(rows, key=lambda row: row["entry_id"])]
