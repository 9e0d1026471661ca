"""What a message is about: rows of every kind are read, and written again byte for byte."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.mail.wire.causes import (
    Cause,
    EntryNews,
    MoveNews,
    OtherCause,
    ReminderTerm,
    cause_of,
    entry_news_of,
    move_of,
    people_of,
    reminder_of,
)
from portal.models.post.mail import OutboxMessage

MEETING = {
    "starts_at": "2026-12-03T08:00:00+00:00",
    "ends_at": "2026-12-03T11:30:00+00:00",
    "venue_id": 1,
    "place": "Salle des fêtes",
    "online_link": "",
}
SHOWN = {**MEETING, "people": {"4": "Camille Étoile"}, "teaches": False}
NEWS = {"how": "seated", "by": "", "by_self": False, "by_partner": False, "partner": "", "other": "", "note": ""}
# As they lie in the outboxes of portals that run: no key may change its name or its place.
STORED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "sign-in": {"challenge": 1},
    "account": {"account": 1},
    "announcement": {"announcement": 1},
    "list": {"session": 1},
    "forwarded": {"inbound": 1},
    "alert": {"status": "5.7.1"},
    "several": {"registrations": [4, 5]},
    "person": {"registrations": [4], "transition": "T14"},
    "hold": {"registrations": [4, 5], "partner": 2},
    "by hand": {"message": 3, "registrations": [4]},
    "reminder": {"registrations": [4], "starts_at": MEETING["starts_at"], "days": 7, "hand_on": False},
    "invitation": {"registrations": [4], "before": None, "known": None, "told": NEWS},
    "of a trainer": {"registrations": [], "before": None, "known": None, "told": None},
    "revision": {"registrations": [4], "before": SHOWN, "known": SHOWN, "told": None},
    "with a word": {
        "registrations": [4],
        "before": SHOWN,
        "known": SHOWN,
        "told": None,
        "said": "Non.",
        "corrects": True,
    },
    "move": {"registrations": [4], "transition": "T14", "moved_for": 4, "was": [MEETING]},
    "move of a team": {"registrations": [4, 5], "moved_for": 2, "was": []},
}


def row(**cause: Any) -> OutboxMessage:
    return OutboxMessage(kind="reminder", cause=cause)


@pytest.mark.parametrize("stored", STORED.values(), ids=STORED.keys())
def test_what_is_stored_is_read_and_written_again_byte_for_byte(stored: dict[str, Any]) -> None:
    assert json.dumps(Cause.from_json(stored).as_json()) == json.dumps(stored)


def test_a_row_is_read_by_what_it_is() -> None:
    starts_at = datetime(2026, 12, 3, 8, tzinfo=UTC)

    assert reminder_of(row(**STORED["reminder"])) == ReminderTerm(starts_at, 7, hand_on=False)
    assert entry_news_of(row(**STORED["invitation"])) == EntryNews(None, None, NEWS)
    assert move_of(row(**STORED["move"])) == MoveNews(4, [MEETING])
    assert move_of(row(**STORED["person"])) is None
    assert people_of(row(**STORED["hold"])) == [4, 5]
    assert cause_of(row(**STORED["hold"])).partner == 2


def test_an_older_row_told_what_the_calendar_showed() -> None:
    """Before the two were told apart."""
    older = {"registrations": [4], "before": SHOWN, "told": None}

    assert entry_news_of(row(**older)) == EntryNews(SHOWN, SHOWN, None)
    assert entry_news_of(row(**{**older, "before": None})) == EntryNews(None, None, None)


def test_speaking_of_nobody_is_not_speaking_of_no_registrations() -> None:
    assert people_of(row(**STORED["of a trainer"])) == []
    assert cause_of(row(account=1)).registrations is None


@pytest.mark.parametrize("read", [people_of, reminder_of, entry_news_of])
def test_a_message_of_another_kind_is_not_read_as_an_empty_one(read: Any) -> None:
    with pytest.raises(OtherCause):
        read(row(account=1))


def test_a_key_of_an_older_portal_is_passed_over() -> None:
    assert Cause.from_json({"account": 1, "mood": "good"}) == Cause(account=1)
