"""What the downloaded lists of a session say, in the words of its page."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from portal import clock
from portal.documents.attendance.attendee_list import AttendeeList, AttendeeRow
from portal.documents.attendance.presence_record import Record, RecordDay
from portal.documents.attendance.sign_in_sheet import SignInLine, SignInSheet
from portal.mail.wire.links import link
from portal.queries.attendance.attendees import Roster
from portal.queries.attendance.listed import ListedPeople
from portal.queries.attendance.presence import PresenceRecord
from portal.queries.attendance.session_toolkits import toolkit_of
from portal.queries.base.meetings import MeetingView
from portal.rules.base.dates import date_long, half_day_words, half_days, timespan
from portal.rules.base.states import SEATS, NotedBy, PartStat, PresenceMark, RegistrationState
from portal.settings import current_settings
from portal.web.base.page.labels import labels

DAYS_KEPT = 30


def listing(listed: ListedPeople) -> AttendeeList:
    """The list to download, in the columns and the order that the reader chose.

    Its rows are read from the database while it is written.
    """
    card = listed.card
    return AttendeeList(
        title=card.title,
        when=_when(card.meetings),
        place=_places(card.meetings),
        meetings=_half_days(card.meetings),
        read_rows=lambda: _rows(listed),
        choice=listed.choice,
        organisation=current_settings().organisation_name,
        made_at=clock.now(),
        delete_by=_delete_by(card.meetings),
        capacity=card.capacity,
    )


def sheet(roster: Roster, trainers: tuple[str, ...]) -> SignInSheet:
    """The sign-in sheet: everybody with a confirmed seat, by family name; then a line for each seat without a name."""
    card = roster.card
    return SignInSheet(
        organisation=current_settings().organisation_name,
        title=card.title,
        when=_when(card.meetings),
        place=_places(card.meetings),
        trainers=trainers,
        meetings=_half_days(card.meetings),
        lines=tuple(
            SignInLine(f"{one.family_name} {one.given_name}".strip(), one.partner)
            for one in roster.seated
            if one.state in SEATS and one.left_at is None
        ),
        made_at=clock.now(),
        toolkit=_toolkit(card.id),
    )


def record_values(found: PresenceRecord, trainers: tuple[str, ...]) -> Record:
    """The record of presence of a closed session."""
    settings, meetings, words = current_settings(), found.card.meetings, labels()
    there = [
        tuple((one.name, one.partner, words[NotedBy, one.noted_by]) for one in noted) for _meeting, noted in found.days
    ]
    days = zip(_half_days(meetings), there, strict=True)
    return Record(
        organisation=settings.organisation_name,
        title=found.card.title,
        when=tuple(one.starts_at for one in meetings),
        place=_places(meetings),
        trainers=trainers,
        days=tuple(RecordDay(said, names) for said, names in days),
        issuer=(settings.issuer_name, settings.issuer_function),
        made_at=clock.now(),
    )


def _toolkit(session_id: int) -> tuple[str, str] | None:
    found = toolkit_of(session_id)
    return (found.title, link("toolkits.show", slug=found.slug)) if found else None


def _when(meetings: Sequence[MeetingView]) -> tuple[str, ...]:
    return tuple(f"{date_long(one.starts_at).capitalize()}, {timespan(one.starts_at, one.ends_at)}" for one in meetings)


def _half_days(meetings: Sequence[MeetingView]) -> tuple[str, ...]:
    return tuple(half_days([one.starts_at for one in meetings], half_day_words))


def _places(meetings: Sequence[MeetingView]) -> str:
    """Every address once, in order."""
    return " / ".join(dict.fromkeys(one.address or _("En ligne") for one in meetings))


def _delete_by(meetings: Sequence[MeetingView]) -> date:
    """30 days after the session, or after the download of a list of long ago."""
    last = clock.local(meetings[-1].ends_at).date()
    return max(last, clock.today()) + timedelta(days=DAYS_KEPT)


def _rows(listed: ListedPeople) -> Iterator[AttendeeRow]:
    """Thousands perhaps: their words are looked up once."""
    words = labels()
    said: dict[PresenceMark | None, str] = {mark: words[PresenceMark, mark] for mark in PresenceMark}
    said[None] = ""
    meetings = [meeting.id for meeting in listed.card.meetings]
    for person in listed.people():
        yield AttendeeRow(
            family_name=person.family_name,
            given_name=person.given_name,
            partner=person.partner,
            function=person.function,
            email=person.email,
            state_label=words[RegistrationState, person.state],
            rank=person.rank,
            presence=tuple(said[person.presences.get(meeting)] for meeting in meetings),
            answer=words[PartStat, person.answer] if person.answer else "",
        )
