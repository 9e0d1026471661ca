"""The public agenda as a calendar, and how to subscribe to it."""

from datetime import timedelta

from icalendar import Calendar, Event

from portal import clock
from portal.rules.base.states import SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World, morning_in


def events(client: CheckedClient, url: str = "/agenda.ics") -> list[Event]:
    return list(Calendar.from_ical(client.get(url).data).walk("VEVENT"))


def test_the_feed_tells_when_what_and_where_of_each_meeting(client: CheckedClient, world: World) -> None:
    workshop = world.workshop("Mieux vivre", summary="En bref.")
    starts_at = morning_in(45)
    session = world.training_session(workshop_id=workshop.id, starts_at=starts_at)

    [event] = events(client)

    assert str(event["SUMMARY"]) == "Mieux vivre"
    assert event.decoded("DTSTART") == starts_at
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert str(event["LOCATION"]) == "Salle Harmegnies, rue de l’Exemple 1, 6000 Charleroi"
    assert str(event["URL"]) == f"http://localhost/seances/{session.public_id}"


def test_the_feed_names_nobody(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    world.trainer(session)
    world.registration(session, world.person(world.partner(), "Noé", "Secret"))

    feed = client.get("/agenda.ics").get_data(as_text=True)

    assert [word for word in ("ATTENDEE", "ORGANIZER", "Noé", "Secret", "Yanis") if word in feed] == []


def test_a_draft_is_not_in_the_feed(client: CheckedClient, world: World) -> None:
    world.training_session(status=SessionStatus.DRAFT)

    assert events(client) == []


def test_a_cancelled_session_stays_marked_until_thirty_days_after(client: CheckedClient, world: World) -> None:
    recent = world.training_session(
        status=SessionStatus.CANCELLED, cancelled_at=clock.now(), starts_at=clock.now() - timedelta(days=29)
    )
    world.training_session(status=SessionStatus.CANCELLED, starts_at=clock.now() - timedelta(days=31))

    [event] = events(client)

    assert str(event["STATUS"]) == "CANCELLED"
    assert recent.public_id in str(event["UID"])


def test_a_commune_and_a_theme_narrow_the_feed(client: CheckedClient, world: World) -> None:
    world.training_session()

    assert len(events(client, "/agenda.ics?commune=52011")) == 1
    assert events(client, "/agenda.ics?commune=52025") == []
    assert events(client, "/agenda.ics?theme=energy") == []


def test_the_same_agenda_gives_the_same_bytes_and_304(client: CheckedClient, world: World) -> None:
    world.training_session()
    first = client.get("/agenda.ics")

    again = client.get("/agenda.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert not first.headers["ETag"].startswith("W/")


def test_a_changed_agenda_has_another_tag(client: CheckedClient, world: World) -> None:
    world.training_session()
    before = client.get("/agenda.ics").headers["ETag"]
    world.training_session()

    assert client.get("/agenda.ics", headers={"If-None-Match": before}).status_code == 200


def test_the_feed_is_a_calendar_and_no_attachment(client: CheckedClient) -> None:
    response = client.get("/agenda.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in response.headers


def test_the_page_offers_the_agenda_for_calendar_programs(client: CheckedClient, world: World) -> None:
    world.training_session()

    page = client.get("/agenda/abonnement").get_data(as_text=True)

    assert 'href="webcal://localhost/agenda.ics"' in page
    assert "http://localhost/agenda.ics?commune=52011" in page
