"""The three facts about an entry that every decision begins from: what its calendar shows, what its reader was told,
and what is on its way (docs/calendar.md, "What is known of an entry").

They differ. A calendar that declined shows nothing, and yet its reader was told; a revision that waits says what
neither knows yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.mail.entries.revisions import Shown, shown_from
from portal.mail.wire.causes import entry_news_of
from portal.models.post.mail import CalendarEntry, OutboxMessage


@dataclass(frozen=True, slots=True)
class EntryState:
    """What is known of one entry before a command decides about it.

    `shows`: what the mailbox's calendar holds, None for nothing: it was never invited, or threw the invitation away.
    `told`: what its reader was last told by a message that left or may have left, None for nothing ever.
    `on_its_way`: the message that certainly has not left, to be written anew or dropped; None where there is none.
    `corrects`: staff asked, now or for the message on its way, that corrected words be told.
    """

    shows: Shown | None
    told: Shown | None
    on_its_way: OutboxMessage | None
    corrects: bool = False


def state_of(entry: CalendarEntry, on_its_way: OutboxMessage | None, *, correcting: bool = False) -> EntryState:
    """The three facts. A message on its way keeps what holds until it leaves; without one the last revision holds.

    A message that failed counts as told: staff may send it again, and hearing twice harms less than never hearing.
    """
    if on_its_way is None:
        shows, told = _read(entry.shown), _read(entry.shown)
    else:
        news = entry_news_of(on_its_way)
        shows, told, correcting = _read(news.shows), _read(news.told), correcting or news.corrects
    return EntryState(None if entry.forgotten else shows, told, on_its_way, correcting)


def _read(kept: Mapping[str, Any] | None) -> Shown | None:
    return shown_from(kept) if kept else None
