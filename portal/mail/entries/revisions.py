"""What an entry shows, revision by revision: the values between `entries.settle` and the words of the mails."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.mail.entries.meetings import MeetingFacts
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.states import CalendarMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one revision of an entry says: the meeting, and for whom (registration id → name; who teaches it)."""

    starts_at: datetime
    ends_at: datetime
    place: str
    venue_id: int | None
    online_link: str
    people: Mapping[int, str]
    teaches: bool

    @property
    def times_and_place(self) -> tuple[str, str, int | None, str]:
        """What moving a meeting changes; the words of an address may be corrected without a message."""
        return self.starts_at.isoformat(), self.ends_at.isoformat(), self.venue_id, self.online_link

    @property
    def hash(self) -> str:
        """Equal for two revisions that are the same to the reader: names may be corrected without a message."""
        material = [*self.times_and_place, sorted(self.people), self.teaches]
        return hashlib.sha256(json.dumps(material).encode()).hexdigest()

    @property
    def meeting(self) -> MeetingFacts:
        """The meeting as it was, for a mail about one that moved or is gone."""
        return MeetingFacts(None, "", self.starts_at, self.ends_at, self.venue_id, self.place, self.online_link)

    def as_json(self) -> dict[str, Any]:
        """What the entry's row keeps."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "place": self.place,
            "venue_id": self.venue_id,
            "online_link": self.online_link,
            "people": {str(number): name for number, name in self.people.items()},
            "teaches": self.teaches,
        }


def shown_from(kept: Mapping[str, Any]) -> Shown:
    """The inverse of `as_json`."""
    return Shown(
        starts_at=datetime.fromisoformat(kept["starts_at"]),
        ends_at=datetime.fromisoformat(kept["ends_at"]),
        place=kept["place"],
        venue_id=kept["venue_id"],
        online_link=kept["online_link"],
        people={int(number): name for number, name in kept["people"].items()},
        teaches=kept["teaches"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One message to send about one entry. `before` is what the mailbox last saw, None when it saw nothing yet.

    A CANCEL shows what is taken away. `waiting` is the entry's message that no worker has claimed: it is rewritten.
    `meeting` is None when the meeting itself is gone.
    """

    entry: CalendarEntry
    method: CalendarMethod
    shown: Shown
    before: Shown | None
    meeting: MeetingFacts | None
    waiting: OutboxMessage | None = None

    @property
    def joined(self) -> list[int]:
        """Registrations that this revision brings to the mailbox."""
        known = self.before.people if self.before else {}
        return [number for number in self.shown.people if number not in known]

    @property
    def left(self) -> list[int]:
        """Registrations that the mailbox knew and that this revision takes away."""
        if self.method is CalendarMethod.CANCEL:
            return list(self.shown.people)
        known = self.before.people if self.before else {}
        return [number for number in known if number not in self.shown.people]

    @property
    def moved(self) -> bool:
        """Whether times or place differ from what the mailbox last saw."""
        return self.before is not None and self.before.times_and_place != self.shown.times_and_place


@dataclass(frozen=True, slots=True)
class Settlement:
    """What `settle` decided: the revisions to send, and the registrations whose invitation never left nor will."""

    revisions: list[Revision] = field(default_factory=list)
    unsent: set[int] = field(default_factory=set)

    @property
    def spoken_of(self) -> set[int]:
        """Registrations that some revision speaks of."""
        people = [number for revision in self.revisions for number in revision.shown.people]
        return set(people) | {number for revision in self.revisions for number in revision.left}
