"""What calendars show after the mails arrived in any order: each keeps the highest (SEQUENCE, DTSTAMP) of a UID."""

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState, PartStat, RegistrationState
from tests.mail_desk import event_of
from tests.services.life.snapshots import Row, Snapshot, View

Shown = dict[str, list[datetime]]
EMPTY: Mapping[str, int] = {}


@lru_cache(maxsize=20_000)
def parsed(calendar: bytes) -> dict[str, Any]:
    return event_of(OutboxMessage(calendar=calendar))


def on_their_way(snapshot: Snapshot, session_id: int) -> list[Row]:
    """All mails with a calendar object that left or still will, in the order they were written."""
    rows = [
        row
        for row in snapshot.rows("outbox")
        if row["calendar"] and row["session_id"] == session_id and row["state"] is not MessageState.DROPPED
    ]
    return sorted(rows, key=lambda row: row["id"])


def thrown_away(snapshot: Snapshot) -> dict[str, int]:
    """By UID, the last revision that a calendar declined and so forgot, with all before it."""
    uids = {row["id"]: row["uid"] for row in snapshot.rows("calendar_entries")}
    last: dict[str, int] = {}
    for event in sorted(snapshot.rows("events"), key=lambda row: row["id"]):
        if event["verb"] == "answered_invitation":
            uid = uids[event["inputs"]["entry"]]
            last.pop(uid, None)
            if event["after"] == PartStat.DECLINED:
                last[uid] = event["inputs"]["sequence"]
    return last


def shown(letters: list[Row], chance: random.Random, now: datetime, declined: Mapping[str, int] = EMPTY) -> Shown:
    """The coming entries of each mailbox, after the mails came in random order, some of them twice; what it `declined`
    is gone, until a later revision comes.
    """
    letters = letters + chance.sample(letters, len(letters) // 3)
    chance.shuffle(letters)
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for row in letters:
        event = parsed(row["calendar"])
        place = row["to_address"], event["uid"]
        known = best.get(place)
        if known is None or (event["sequence"], event["dtstamp"]) > (known["sequence"], known["dtstamp"]):
            best[place] = event
    calendars: Shown = defaultdict(list)
    for (mailbox, _uid), event in best.items():
        gone = event["sequence"] <= declined.get(event["uid"], -1)
        if event["method"] == "REQUEST" and event["start"] > now and not gone:
            calendars[mailbox].append(event["start"])
    return {mailbox: sorted(starts) for mailbox, starts in calendars.items()}


def due(view: View) -> Shown:
    """The coming entries that each mailbox ought to show: those of its holders and of the trainers."""
    snapshot = view.snapshot
    starts = [row["starts_at"] for row in view.meetings if row["starts_at"] > snapshot.at]
    if not view.published or not starts:
        return {}
    holders = [
        snapshot.get("people", row["person_id"])["email"]
        for row in view.registrations.values()
        if row["state"] is RegistrationState.CONFIRMED and row["left_at"] is None
    ]
    trainers = [row["account_id"] for row in snapshot.rows("session_trainers") if row["session_id"] == view.id]
    boxes = [*holders, *(snapshot.get("accounts", number)["email"] for number in trainers)]
    return dict.fromkeys(filter(None, boxes), starts)


def declined_now(view: View) -> Shown:
    """The coming meetings whose invitation each mailbox has declined: its calendar may show them or not."""
    found: Shown = defaultdict(list)
    starts = {row["id"]: row["starts_at"] for row in view.meetings if row["starts_at"] > view.snapshot.at}
    for entry in view.snapshot.rows("calendar_entries"):
        if entry["live"] and entry["partstat"] is PartStat.DECLINED and entry["meeting_id"] in starts:
            found[entry["mailbox"]].append(starts[entry["meeting_id"]])
    return found
