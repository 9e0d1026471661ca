"""The calendar objects, read back by icalendar, by vobject and by dateutil."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import vobject
from dateutil.tz import tzical

from portal.clock import BRUSSELS
from portal.mail.wire.calendar import Invitation, render, render_feed
from portal.mail.wire.timezone import brussels
from portal.rules.base.states import CalendarMethod
from tests.mail.samples import NAMES, feed_item, invitation

WINTER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 7, 7, 0, tzinfo=UTC)


def event_of(rendered: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(rendered)
    [event] = calendar.events
    assert event.errors == []
    return event


def second_reading(rendered: bytes) -> vobject.base.Component:
    return vobject.readOne(rendered.decode())


def meeting_at(start: datetime, **changes: object) -> Invitation:
    return invitation(starts_at=start, ends_at=start + timedelta(hours=3), **changes)


def zone_in(rendered: bytes) -> object:
    """The zone as its rules in the object define it, not as the reader's own database knows it."""
    return tzical(io.StringIO(rendered.decode().replace("\r\n ", ""))).get("Europe/Brussels")


@pytest.mark.parametrize("start", [WINTER, SUMMER], ids=["winter", "summer"])
def test_a_meeting_starts_at_nine_and_at_the_right_moment_by_our_own_zone(
    start: datetime,
) -> None:
    rendered = render(meeting_at(start))
    assert f"DTSTART;TZID=Europe/Brussels:{start:%Y%m%d}T090000\r\n".encode() in rendered
    assert f"DTEND;TZID=Europe/Brussels:{start:%Y%m%d}T120000\r\n".encode() in rendered
    wall_clock = event_of(rendered).start.replace(tzinfo=zone_in(rendered))
    assert wall_clock.astimezone(UTC) == start


def test_vobject_reads_the_july_meeting_through_our_zone_at_the_right_moment() -> None:
    start = second_reading(render(meeting_at(SUMMER))).vevent.dtstart.value
    assert start.astimezone(UTC) == SUMMER


def test_our_zone_agrees_with_the_zone_database_at_every_hour_around_the_changes() -> None:
    ours = zone_in(render(invitation()))
    starts = [datetime(year, month, 24, tzinfo=BRUSSELS) for year in range(2025, 2037) for month in (3, 10)]
    hours = [start + timedelta(hours=count) for start in starts for count in range(9 * 24)]
    # The hour that does not exist in March and the one that comes twice in October have no single answer.
    plain = [hour for hour in hours if hour.hour != 2]
    offsets = [[hour.replace(tzinfo=zone).utcoffset() for hour in plain] for zone in (ours, BRUSSELS)]
    assert offsets[0] == offsets[1]
    assert len(plain) > 4000


def test_the_zone_is_written_as_two_yearly_rules_and_no_list_of_dates() -> None:
    zone = brussels().to_ical().decode()
    assert zone.count("RRULE:") == 2
    assert "RDATE" not in zone


def test_a_request_says_every_property_that_calendar_programs_need() -> None:
    lines = render(invitation(sequence=2)).decode().replace("\r\n ", "").split("\r\n")
    expected = {
        "METHOD:REQUEST",
        "UID:3f6c@formations.example.org",
        "SEQUENCE:2",
        "DTSTAMP:20260601T080000Z",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "SUMMARY:Énergie\\, atelier 1",
        "DESCRIPTION:Apportez une facture.\\n+32 71 00 00 11",
        "LOCATION:Salle Sambre\\, rue de l’Écluse 16\\, Charleroi",
        "URL:https://formations.example.org/seances/12",
        'ORGANIZER;CN="La Sambrienne, formations":mailto:formations@example.org',
        'ATTENDEE;CN="Nadia Benali";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
        ":mailto:nadia@partenaire.example.org",
    }
    assert expected - set(lines) == set()


def test_an_object_holds_one_event_one_attendee_and_nothing_that_outlook_mistrusts() -> None:
    rendered = render(invitation(alarm_minutes=60, online_link="https://meet.example.org/a"))
    for word in (b"BEGIN:VEVENT", b"ATTENDEE;", b"ORGANIZER;", b"BEGIN:VALARM"):
        assert rendered.count(word) == 1
    assert b"SENT-BY" not in rendered
    assert b"X-ALT-DESC" not in rendered


def test_a_cancellation_says_so_twice_and_rings_no_alarm() -> None:
    rendered = render(invitation(method=CalendarMethod.CANCEL, sequence=3, alarm_minutes=60))
    for line in (b"METHOD:CANCEL", b"STATUS:CANCELLED", b"SEQUENCE:3", b"UID:3f6c@formations.example.org"):
        assert b"\r\n" + line + b"\r\n" in rendered
    assert b"VALARM" not in rendered
    assert b"DTSTART;TZID=Europe/Brussels:20260707T090000" in rendered
    assert rendered.count(b"ATTENDEE;") == 1


def test_a_reminder_rings_the_asked_number_of_minutes_before() -> None:
    [alarm] = event_of(render(invitation(alarm_minutes=90))).walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(minutes=-90))


def test_an_online_meeting_has_its_link_as_a_conference_and_in_the_description() -> None:
    link = "https://meet.example.org/a?b=1,2;3"
    rendered = render(invitation(online_link=link, location="En ligne"))
    assert f"CONFERENCE;FEATURE=VIDEO;VALUE=URI:{link}\r\n".encode() in rendered
    assert event_of(rendered)["description"] == f"Apportez une facture.\n+32 71 00 00 11\n\n{link}"


def test_a_link_that_the_description_already_has_is_not_repeated() -> None:
    link = "https://meet.example.org/a"
    described = event_of(render(invitation(online_link=link, description=f"Lien : {link}")))["description"]
    assert described == f"Lien : {link}"


def test_a_place_with_known_coordinates_is_on_the_map() -> None:
    assert b"\r\nGEO:50.4108;4.4446\r\n" in render(invitation(lat=50.4108, lon=4.4446))
    assert b"GEO" not in render(invitation(lat=50.4108))


@pytest.mark.parametrize("name", NAMES)
def test_both_parsers_read_any_name_back_without_its_double_quotes(name: str) -> None:
    rendered = render(invitation(attendee_name=name, organizer_name=name, summary=name, location=name))
    event, again = event_of(rendered), second_reading(rendered).vevent
    expected = name.replace('"', "").strip()
    assert event["attendee"].params["CN"] == expected
    assert event["attendee"] == "mailto:nadia@partenaire.example.org"
    assert again.attendee.params["CN"] == [expected]
    assert again.attendee.value == "mailto:nadia@partenaire.example.org"
    assert str(event["summary"]) == again.summary.value == name.strip()
    assert again.location.value == name.strip()


@pytest.mark.parametrize("name", NAMES)
def test_lines_end_in_crlf_hold_at_most_75_octets_and_are_never_cut_inside_a_letter(name: str) -> None:
    rendered = render(invitation(attendee_name=name, summary=name, description=name * 3))
    lines = rendered.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert not any("\ufffd" in line.decode(errors="replace") for line in lines)


def test_control_characters_and_line_ends_open_no_new_property() -> None:
    bad = "Jean\r\nATTENDEE:mailto:x@y.z\x00\x0b\u2028\x85BEGIN:VEVENT\u202e"
    fields = ("attendee_name", "organizer_name", "summary", "location", "description", "uid", "url")
    rendered = render(invitation(**dict.fromkeys(fields, bad)))
    assert rendered.count(b"\r\nATTENDEE") == 1
    assert rendered.count(b"\r\nBEGIN:VEVENT") == 1
    assert event_of(rendered)["summary"] == "Jean ATTENDEE:mailto:x@y.z BEGIN:VEVENT"
    assert not set(rendered.decode()) & set("\x00\x0b\x85\u2028\u202e")


def test_three_mornings_are_three_objects_with_three_uids_and_their_own_times() -> None:
    mornings = [SUMMER + timedelta(days=day) for day in range(3)]
    rendered = [render(meeting_at(start, uid=f"m{day}@example.org")) for day, start in enumerate(mornings)]
    events = [second_reading(one).vevent for one in rendered]
    assert [event.uid.value for event in events] == [f"m{day}@example.org" for day in range(3)]
    assert [event.dtstart.value.astimezone(UTC) for event in events] == mornings


def test_a_moved_meeting_keeps_its_uid_and_shows_the_new_time_and_sequence() -> None:
    moved = second_reading(render(meeting_at(WINTER, sequence=1, dtstamp=SUMMER))).vevent
    assert (moved.uid.value, moved.sequence.value) == ("3f6c@formations.example.org", "1")
    assert moved.dtstart.value.astimezone(UTC) == WINTER


def test_an_international_domain_is_written_in_ascii() -> None:
    rendered = render(invitation(attendee_address="nadia@réseau.example.org"))
    assert b":mailto:nadia@xn--rseau-bsa.example.org" in rendered.replace(b"\r\n ", b"")


@pytest.mark.parametrize("address", ["", "nadia", "nadia@", "na dia@example.org", "zoé@example.org", "a@b\r\nX:y"])
def test_an_address_that_mail_cannot_carry_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"not an address|idna"):
        render(invitation(attendee_address=address))


def test_a_naive_time_and_an_end_before_the_start_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        render(meeting_at(SUMMER.replace(tzinfo=None)))
    with pytest.raises(ValueError, match="after its start"):
        render(invitation(ends_at=invitation().starts_at))


def test_the_same_invitation_is_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from tests.mail.samples import invitation; from portal.mail.wire.calendar import render; "
        "sys.stdout.buffer.write(render(invitation(alarm_minutes=60, lat=50.4, lon=4.4)))"
    )
    root = Path(__file__).parents[3]
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, env=other, capture_output=True, check=True)
    assert ran.stdout == render(invitation(alarm_minutes=60, lat=50.4, lon=4.4))


def test_a_feed_names_no_person_and_says_how_often_to_ask() -> None:
    feed = render_feed("Agenda, énergie", [feed_item()])
    assert b"ATTENDEE" not in feed
    assert b"ORGANIZER" not in feed
    for line in (
        "METHOD:PUBLISH",
        "NAME:Agenda\\, énergie",
        "X-WR-CALNAME:Agenda\\, énergie",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ):
        assert f"\r\n{line}\r\n".encode() in feed


def test_a_feed_is_the_same_bytes_whatever_the_order_of_its_meetings() -> None:
    items = [feed_item(uid="b"), feed_item(uid="a"), feed_item(uid="c", starts_at=SUMMER - timedelta(days=1))]
    feed = render_feed("Agenda", items)
    assert feed == render_feed("Agenda", reversed(items))
    assert [str(event["uid"]) for event in icalendar.Calendar.from_ical(feed).events] == ["c", "a", "b"]


def test_a_cancelled_meeting_stays_in_the_feed_and_says_so() -> None:
    feed = render_feed("Agenda", [feed_item(uid="a"), feed_item(uid="b", cancelled=True)])
    statuses = [event.status.value for event in second_reading(feed).vevent_list]
    assert statuses == ["CONFIRMED", "CANCELLED"]


def test_an_empty_feed_is_still_a_calendar_with_a_name() -> None:
    feed = icalendar.Calendar.from_ical(render_feed("Agenda\r\nX-EVIL:1", []))
    assert (feed.events, str(feed["x-wr-calname"])) == ([], "Agenda X-EVIL:1")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", CalendarMethod)
def test_an_object_is_what_the_library_writes_of_it(name: str, method: CalendarMethod) -> None:
    rendered = render(
        invitation(attendee_name=name, method=method, description=f"{name} vient. " * 12, lat=50.4, lon=4.4)
    )
    assert icalendar.Calendar.from_ical(rendered).to_ical() == rendered


@pytest.mark.parametrize("length", range(55, 75))
def test_a_line_about_as_long_as_may_be_is_folded_as_the_library_folds_it(length: int) -> None:
    rendered = render(invitation(summary="x" * length))
    assert icalendar.Calendar.from_ical(rendered).to_ical() == rendered
