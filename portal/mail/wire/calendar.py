"""Calendar objects: the invitation that one mail carries, a feed to subscribe to, one meeting as a file.

The rules are those of RFC 5545 and RFC 5546, narrowed to what Outlook, Exchange, Gmail, Apple and
Thunderbird all read: one event an invitation, one attendee, zoned times, `\\r\\n`, 75 octets a line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText, vUri
from icalendar.parser import Contentline

from portal.clock import BRUSSELS, local
from portal.mail.wire.characters import one_line, paragraphs, plain_name, wire_address
from portal.mail.wire.timezone import brussels
from portal.rules.base.states import CalendarMethod

PRODUCT = "-//Portail des formations//FR"
FEED_REFRESH = timedelta(hours=6)
END = b"END:VCALENDAR\r\n"
LINE_OCTETS = 75  # a line this long is folded


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One meeting as a calendar shows it. Times are aware; `url` is the session's public page."""

    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    url: str
    online_link: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(CalendarItem):
    """One meeting for one mailbox at one revision."""

    method: CalendarMethod
    organizer_name: str
    organizer_address: str
    attendee_name: str
    attendee_address: str
    alarm_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem(CalendarItem):
    """One meeting in a feed, without any person. `dtstamp` is its last change, never the moment of asking."""

    cancelled: bool = False


def render(invitation: Invitation) -> bytes:
    """The calendar object of one mail. The same invitation gives the same bytes, on any machine, at any time.

    Raises ValueError for a naive time, an end that is not after the start, or an address mail cannot carry.
    """
    return _around(invitation.method.value) + _lines(_invitation_event(invitation)) + END


def render_feed(name: str, items: Iterable[FeedItem]) -> bytes:
    """A feed to subscribe to, by start then UID: the same items in any order give the same bytes.

    Carries no attendee and no organizer. Raises ValueError as `render` does.
    """
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(one_line(name)), encode=False)
    calendar.add("x-wr-calname", vText(one_line(name)), encode=False)
    calendar.add("x-wr-timezone", vText(BRUSSELS.key), encode=False)
    calendar.add("refresh-interval", FEED_REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(FEED_REFRESH), encode=False)
    calendar.add_component(brussels())
    for item in sorted(items, key=lambda item: (item.starts_at, item.uid)):
        calendar.add_component(_event(item, "CANCELLED" if item.cancelled else "CONFIRMED"))
    return bytes(calendar.to_ical())


def render_file(item: FeedItem) -> bytes:
    """One meeting as a file to add by hand: one event, since Outlook imports only the first, and no method.

    With a method a calendar program would take it for an invitation. Raises ValueError as `render` does.
    """
    return _around("") + _lines(_event(item, "CANCELLED" if item.cancelled else "CONFIRMED")) + END


@cache
def _around(method: str) -> bytes:
    """What stands before the event of a calendar object: the same for all of one method, so written once."""
    calendar = _calendar()
    if method:
        calendar.add("method", method)
    calendar.add_component(brussels())
    return bytes(calendar.to_ical()).removesuffix(END)


def _lines(event: Event) -> bytes:
    """The event as the library writes it; only what is long is handed to its folding, which goes sign by sign."""
    lines = (event.content_line(name, value) for name, value in event.property_items())
    return b"".join(_folded(str(line)) + b"\r\n" for line in lines)


def _folded(line: str) -> bytes:
    if len(line) < LINE_OCTETS and line.isascii():
        return line.encode()
    return bytes(Contentline(line).to_ical())  # type: ignore[no-untyped-call] # of the library


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _invitation_event(invitation: Invitation) -> Event:
    cancelled = invitation.method is CalendarMethod.CANCEL
    event = _event(invitation, "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _person(invitation.organizer_name, invitation.organizer_address))
    event.add("attendee", _attendee(invitation))
    if invitation.alarm_minutes is not None and not cancelled:
        event.add_component(_alarm(invitation.alarm_minutes, invitation.summary))
    return event


def _event(item: Invitation | FeedItem, status: str) -> Event:
    if item.ends_at <= item.starts_at:
        raise ValueError("a meeting ends after its start")
    event = Event()
    event.add("uid", one_line(item.uid))
    event.add("sequence", item.sequence)
    event.add("dtstamp", local(item.dtstamp).astimezone(UTC))
    event.add("dtstart", local(item.starts_at))
    event.add("dtend", local(item.ends_at))
    event.add("summary", one_line(item.summary))
    event.add("description", _description(item))
    event.add("status", status)
    event.add("transp", "OPAQUE")
    _add_place(event, item)
    return event


def _add_place(event: Event, item: Invitation | FeedItem) -> None:
    if item.location:
        event.add("location", one_line(item.location))
    if item.url:
        event.add("url", vUri(_link(item.url)))
    if item.lat is not None and item.lon is not None:
        event.add("geo", (round(item.lat, 6), round(item.lon, 6)))
    if item.online_link:
        parameters = {"VALUE": "URI", "FEATURE": "VIDEO"}
        event.add("conference", vUri(_link(item.online_link), params=parameters))


def _description(item: Invitation | FeedItem) -> str:
    """Many programs ignore CONFERENCE, so an online meeting's link stands in the description too."""
    text = paragraphs(item.description).strip()
    link = _link(item.online_link or "")
    return text if link in text else f"{text}\n\n{link}".strip()


def _attendee(invitation: Invitation) -> vCalAddress:
    attendee = _person(invitation.attendee_name, invitation.attendee_address)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "TRUE"
    return attendee


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{wire_address(address)}")
    if shown := plain_name(name):
        person.params["CN"] = shown
    return person


def _alarm(minutes: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(summary))
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _link(address: str) -> str:
    """icalendar writes a URI as it stands: a space or line end in it would break the object."""
    return one_line(address).replace(" ", "%20")
