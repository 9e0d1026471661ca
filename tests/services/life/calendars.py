"""What calendars show after the mails arrived in any order: each keeps the highest (SEQUENCE, DTSTAMP) of a UID."""

import random
from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState, RegistrationState
from tests.mail_desk import event_of
from tests.services.life.snapshots import Row, Snapshot, View

Shown = dict[str, list[datetime]]


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


def shown(letters: list[Row], chance: random.Random, now: datetime) -> Shown:
    """The coming entries of each mailbox, after the mails came in random order, some of them twice."""
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
        if event["method"] == "REQUEST" and event["start"] > now:
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
