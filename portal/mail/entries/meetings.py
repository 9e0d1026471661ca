"""A meeting as mails and calendars show it, and what is kept of it as JSON beside who was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.models.planning.sessions import Meeting
from portal.models.planning.workshops import Venue
from portal.rules.base import dates


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One meeting as mails and calendars show it. `where` is the place in lines, empty for an online meeting."""

    id: int | None
    title: str
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    place: str
    online_link: str
    notes: tuple[str, ...] = ()
    phone: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def when(self) -> str:
        """Jeudi 3 décembre 2026, 9 h – 12 h 30"""
        day = dates.date_long(self.starts_at)
        return f"{day[:1].upper()}{day[1:]}, {dates.timespan(self.starts_at, self.ends_at)}"

    @property
    def where(self) -> list[str]:
        """The place and what makes it easy or hard to enter, a line each."""
        return [line for line in (self.place, *self.notes) if line]

    @property
    def day_month(self) -> str:
        """jeudi 3 décembre"""
        return dates.day_month(self.starts_at)

    @property
    def start_time(self) -> str:
        """9 h"""
        return dates.clock_time(self.starts_at)

    @property
    def month(self) -> str:
        """DÉC."""
        return dates.month_abbr(self.starts_at).upper()

    @property
    def day(self) -> str:
        """3"""
        return dates.day_number(self.starts_at)

    @property
    def weekday(self) -> str:
        """jeudi"""
        return dates.day_name(self.starts_at)


def facts(meeting: Meeting, venue: Venue | None, town: str | None) -> MeetingFacts:
    """A meeting as mails show it."""
    if venue is None:
        return MeetingFacts(
            meeting.id, meeting.title, meeting.starts_at, meeting.ends_at, None, "", meeting.online_link
        )
    return MeetingFacts(
        id=meeting.id,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        venue_id=venue.id,
        place=place_of(venue, town or ""),
        online_link=meeting.online_link,
        notes=notes_of(venue),
        phone=venue.phone,
        lat=venue.latitude,
        lon=venue.longitude,
    )


def place_of(venue: Venue, town: str) -> str:
    """The venue in one line: Salle Harmegnies, rue de l’Exemple 1, 6000 Charleroi"""
    return ", ".join(part for part in (venue.name, venue.street, f"{venue.postcode} {town}") if part)


def notes_of(venue: Venue) -> tuple[str, ...]:
    """How one gets there and what makes it easy or hard to enter, as staff wrote it."""
    return tuple(note for note in (venue.step_free, venue.hearing_loop, venue.bus, venue.parking) if note)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """When and where somebody was told that a meeting is: what a row keeps as JSON to know later what changed."""

    starts_at: datetime
    ends_at: datetime
    place: str
    venue_id: int | None
    online_link: str

    @property
    def times_and_place(self) -> tuple[str, str, int | None, str]:
        """What moving a meeting changes; the words of an address may be corrected without a message."""
        return self.starts_at.isoformat(), self.ends_at.isoformat(), self.venue_id, self.online_link

    @property
    def meeting(self) -> MeetingFacts:
        """The meeting as it was, for a mail about one that moved or is gone."""
        return MeetingFacts(None, "", self.starts_at, self.ends_at, self.venue_id, self.place, self.online_link)

    def as_json(self) -> dict[str, Any]:
        """What a row keeps; `record_from` reads it."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "place": self.place,
            "venue_id": self.venue_id,
            "online_link": self.online_link,
        }


def record_of(meeting: MeetingFacts) -> MeetingRecord:
    """What is kept of a meeting that is told now."""
    return MeetingRecord(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        venue_id=meeting.venue_id,
        online_link=meeting.online_link,
    )


def record_from(kept: Mapping[str, Any]) -> MeetingRecord:
    """What a row kept of a meeting; the mapping may hold more."""
    return MeetingRecord(
        starts_at=datetime.fromisoformat(kept["starts_at"]),
        ends_at=datetime.fromisoformat(kept["ends_at"]),
        place=kept["place"],
        venue_id=kept["venue_id"],
        online_link=kept["online_link"],
    )
