"""The words of calendar entries: as they are now, and remembered for entries that an older portal wrote."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.mail.entries import situations
from portal.mail.entries.meetings import MeetingFacts
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import CalendarEntry
from portal.rules.base.states import CalendarMethod
from portal.rules.planning.rewordings import Wording

WORDING = "wording"  # its key in CalendarEntry.shown


def wording_of(title: str, training: TrainingSession, meeting: MeetingFacts) -> Wording:
    """What an invitation to this meeting says now; `title` is the workshop's."""
    return Wording(
        title=heading(title, meeting.title),
        place=meeting.place,
        access="\n".join(meeting.notes),
        map=f"{meeting.lat} {meeting.lon}" if meeting.lat is not None and meeting.lon is not None else "",
        note=training.note,
        phone=training.contact_phone,
    )


def heading(title: str, meeting_title: str) -> str:
    """The title of one meeting in a calendar: the workshop's, and its own where it has one."""
    return f"{title} – {meeting_title}" if meeting_title else title


def standing() -> tuple[ColumnElement[bool], ...]:
    """The conditions of an entry that stands in somebody's calendar, or is on its way there."""
    return CalendarEntry.live.is_(True), CalendarEntry.method == CalendarMethod.REQUEST


def remember(session: Session, session_ids: Iterable[int]) -> None:
    """Note with each entry of these sessions what it says, where nothing is noted yet, before words change.

    Entries that an older portal wrote hold no words; without them nobody would know that a correction concerns them.
    """
    for session_id in session_ids:
        entries = session.scalars(select(CalendarEntry).where(CalendarEntry.session_id == session_id, *standing()))
        unknown = [entry for entry in entries if WORDING not in entry.shown]
        if not unknown:
            continue
        situation = situations.read(session, session_id, (), everyone=False)
        said = {meeting.id: wording_of(situation.title, situation.training, meeting) for meeting in situation.meetings}
        for entry in unknown:
            if entry.meeting_id in said:
                entry.shown = {**entry.shown, WORDING: said[entry.meeting_id].as_kept()}
    session.flush()
