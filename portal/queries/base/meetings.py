"""Reading meetings with their places, for the agenda, session pages and lists."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.database import rows
from portal.database.rows import AnyRow
from portal.models.network.partners import Municipality
from portal.models.planning.sessions import Meeting
from portal.models.planning.workshops import Venue


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One dated half-day, with its place in words."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    online_link: str
    venue_id: int | None
    venue: str
    street: str
    town: str
    municipality: str
    nis: str
    pause_minutes: int = 0

    @property
    def place(self) -> str:
        """The room and its town, or nothing for an online meeting."""
        return ", ".join(part for part in (self.venue, self.municipality) if part)

    @property
    def address(self) -> str:
        """The full address."""
        return ", ".join(part for part in (self.venue, self.street, self.town) if part)


MEETINGS = (
    select(
        Meeting.session_id,
        Meeting.id,
        Meeting.title,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.online_link,
        Meeting.pause_minutes,
        Meeting.venue_id,
        Venue.name,
        Venue.street,
        Venue.postcode,
        Municipality.name.label("municipality"),
        Municipality.nis,
    )
    .outerjoin(Venue, Meeting.venue_id == Venue.id)
    .outerjoin(Municipality, Venue.municipality_nis == Municipality.nis)
    .order_by(Meeting.starts_at, Meeting.id)
)
OF_SEVERAL = MEETINGS.where(Meeting.session_id.in_(bindparam("session_ids", expanding=True)))
OF_ONE = MEETINGS.where(Meeting.session_id == bindparam("session_id"))


def meetings_of(session_ids: Collection[int]) -> dict[int, list[MeetingView]]:
    """The meetings of several sessions in one statement, by session, in order."""
    found: dict[int, list[MeetingView]] = defaultdict(list)
    several = len(session_ids) != 1
    read = rows(OF_SEVERAL, session_ids=session_ids) if several else rows(OF_ONE, session_id=next(iter(session_ids)))
    for row in read:
        found[row.session_id].append(_meeting(row))
    return found


def _meeting(row: AnyRow) -> MeetingView:
    return MeetingView(
        id=row.id,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        online_link=row.online_link,
        venue_id=row.venue_id,
        venue=row.name or "",
        street=row.street or "",
        town=f"{row.postcode} {row.municipality}" if row.postcode else "",
        municipality=row.municipality or "",
        nis=row.nis or "",
        pause_minutes=row.pause_minutes,
    )
