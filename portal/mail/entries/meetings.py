"""A meeting as mails and calendars show it."""

from dataclasses import dataclass
from datetime import datetime

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
        place=", ".join(part for part in (venue.name, venue.street, f"{venue.postcode} {town}") if part),
        online_link=meeting.online_link,
        notes=tuple(note for note in (venue.step_free, venue.hearing_loop, venue.bus, venue.parking) if note),
        phone=venue.phone,
        lat=venue.latitude,
        lon=venue.longitude,
    )
