"""What an entry shows, revision by revision: the values between `entries.settle` and the words of the mails."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portal.mail.entries.meetings import MeetingFacts, MeetingRecord, record_from
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.states import CalendarMethod
from portal.rules.planning.rewordings import Word, differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(MeetingRecord):
    """What one revision of an entry says: the meeting, and for whom (registration id → name; who teaches it)."""

    people: Mapping[int, str]
    teaches: bool
    wording: Mapping[str, str] | None = None

    @property
    def hash(self) -> str:
        """Equal for two revisions that are the same to the reader; names and words may be corrected silently."""
        material = [*self.times_and_place, sorted(self.people), self.teaches]
        return hashlib.sha256(json.dumps(material).encode()).hexdigest()

    def reads_unlike(self, entry: CalendarEntry) -> bool:
        """Whether the entry says other words; never where nothing is known of them."""
        return bool(differing(entry.shown.get("wording"), self.wording))

    def as_json(self) -> dict[str, Any]:
        """What the entry's row keeps; `shown_from` reads it."""
        # By its name: a class with slots is made anew, and `super()` would look for the one before.
        meeting = MeetingRecord.as_json(self)
        return {
            **meeting,
            "people": {str(number): name for number, name in self.people.items()},
            "teaches": self.teaches,
            **({"wording": dict(self.wording)} if self.wording is not None else {}),
        }


def shown_from(kept: Mapping[str, Any]) -> Shown:
    """What a mailbox's calendar shows, read back from the JSON that the entry's row keeps of it."""
    people = {int(number): name for number, name in kept["people"].items()}
    return replace(shown_of(record_from(kept), people, teaches=kept["teaches"]), wording=kept.get("wording"))


def shown_of(meeting: MeetingFacts | MeetingRecord, people: Mapping[int, str], *, teaches: bool) -> Shown:
    """What an entry says of a meeting, for these people."""
    return Shown(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        venue_id=meeting.venue_id,
        online_link=meeting.online_link,
        people=people,
        teaches=teaches,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One message to send about one entry. `before` is what the mailbox shows until then, None when it shows nothing;
    `told` what its reader was last told, None when nothing ever.

    A CANCEL shows what is taken away. `waiting` is the entry's message that no worker has claimed: it is rewritten.
    `meeting` is None when the meeting itself is gone. `corrects`: staff asked that it be sent for its words;
    `only_words`: they alone changed in this command.
    """

    entry: CalendarEntry
    method: CalendarMethod
    shown: Shown
    before: Shown | None
    told: Shown | None
    meeting: MeetingFacts | None
    waiting: OutboxMessage | None = None
    corrects: bool = False
    only_words: bool = False

    @property
    def joined(self) -> list[int]:
        """Registrations that this revision brings to the calendar: all, where it threw its invitation away."""
        held = self.before.people if self.before else {}
        return [number for number in self.shown.people if number not in held]

    @property
    def newly(self) -> list[int]:
        """Registrations of which its reader was told nothing yet."""
        known = self.told.people if self.told else {}
        return [number for number in self.shown.people if number not in known]

    @property
    def left(self) -> list[int]:
        """Registrations that its reader knew and that this revision takes away."""
        if self.method is CalendarMethod.CANCEL:
            return list(self.shown.people)
        known = self.told.people if self.told else {}
        return [number for number in known if number not in self.shown.people]

    @property
    def moved(self) -> bool:
        """Whether times or place differ from what its reader was last told."""
        return self.told is not None and self.told.times_and_place != self.shown.times_and_place

    @property
    def reworded(self) -> list[Word]:
        """Which words differ from what its reader was last told."""
        return differing(self.told.wording if self.told else None, self.shown.wording)


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
