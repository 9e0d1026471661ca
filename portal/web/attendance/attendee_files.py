"""What the downloaded lists of a session say, in the words of its page."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from portal import clock
from portal.documents.attendance.attendee_list import AttendeeList, AttendeeRow
from portal.documents.attendance.sign_in_sheet import SignInLine, SignInSheet
from portal.queries.attendance.attendees import MARKED, Attendee, Roster
from portal.queries.base.meetings import MeetingView
from portal.queries.registrations.reached import Reply
from portal.rules.base.dates import date_long, date_short, timespan
from portal.settings import current_settings
from portal.web.base.page.labels import label

DAYS_KEPT = 30


def listing(roster: Roster, replies: Mapping[int, Reply]) -> AttendeeList:
    """The list to download: who has a seat by name, with what their calendars answered; then who waits by rank."""
    card = roster.card
    return AttendeeList(
        title=card.title,
        when=_when(card.meetings),
        place=_places(card.meetings),
        meetings=tuple(date_short(meeting.starts_at) for meeting in card.meetings),
        rows=tuple(_row(one, card.meetings, replies.get(one.id)) for one in (*roster.seated, *roster.waiting)),
        made_at=clock.now(),
        delete_by=_delete_by(roster),
        capacity=card.capacity,
    )


def sheet(roster: Roster, trainers: tuple[str, ...]) -> SignInSheet:
    """The sign-in sheet: everybody with a confirmed seat, by family name."""
    card = roster.card
    return SignInSheet(
        organisation=current_settings().organisation_name,
        title=card.title,
        when=_when(card.meetings),
        place=_places(card.meetings),
        trainers=trainers,
        meetings=tuple(date_short(meeting.starts_at) for meeting in card.meetings),
        lines=tuple(
            SignInLine(f"{one.family_name} {one.given_name}".strip(), one.partner)
            for one in roster.seated
            if one.state in MARKED and one.left_at is None
        ),
        made_at=clock.now(),
    )


def _when(meetings: Sequence[MeetingView]) -> tuple[str, ...]:
    return tuple(f"{date_long(one.starts_at).capitalize()}, {timespan(one.starts_at, one.ends_at)}" for one in meetings)


def _places(meetings: Sequence[MeetingView]) -> str:
    """Every address once, in order."""
    return " / ".join(dict.fromkeys(one.address or _("En ligne") for one in meetings))


def _delete_by(roster: Roster) -> date:
    """30 days after the session, or after the download of a list of long ago."""
    last = clock.local(roster.card.meetings[-1].ends_at).date()
    return max(last, clock.today()) + timedelta(days=DAYS_KEPT)


def _row(attendee: Attendee, meetings: Sequence[MeetingView], reply: Reply | None) -> AttendeeRow:
    return AttendeeRow(
        family_name=attendee.family_name,
        given_name=attendee.given_name,
        partner=attendee.partner,
        function=attendee.function,
        email=attendee.email,
        state_label=label(attendee.state),
        rank=attendee.rank.position if attendee.rank else None,
        presence=tuple(_presence(attendee.presences.get(meeting.id)) for meeting in meetings),
        answer=label(reply.partstat) if reply else "",
    )


def _presence(present: bool | None) -> str:
    if present is None:
        return ""
    return str(_("Oui") if present else _("Non"))
