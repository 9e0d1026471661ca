"""One's own meetings as a calendar to subscribe to, and one meeting as a file."""

import re
from datetime import timedelta

from icalendar import Calendar, Event

from portal import clock
from portal.database import writing
from portal.models.accounts.accounts import Account
from portal.models.planning.sessions import Meeting, SessionTrainer
from portal.models.post.feeds import PrivateFeed
from portal.rules.base.states import CancelReason, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World

CONFIRMED = RegistrationState.CONFIRMED
ADDRESS = re.compile(r"http://localhost(/mon-agenda/[\w-]+\.ics)")


def renew(client: CheckedClient, world: World, account: Account) -> str:
    """The address that the page shows, once."""
    page = client.sign_in(world.token_of(account)).post("/mon-agenda")
    assert page.headers["Cache-Control"] == "no-store"
    found = ADDRESS.search(page.get_data(as_text=True))
    assert found
    return found[1]


def uids(client: CheckedClient, url: str) -> list[str]:
    return [str(event["UID"]).split("-")[1] for event in events(client, url)]


def events(client: CheckedClient, url: str) -> list[Event]:
    return list(Calendar.from_ical(client.get(url).data).walk("VEVENT"))


def seat(world: World, account: Account, state: RegistrationState = CONFIRMED, **values: object) -> str:
    session = world.training_session(**values.pop("session", {}))  # type: ignore[arg-type]
    world.registration(session, world.person(world.partner(), "Noé", email=account.email), state, **values)
    return session.public_id


def test_own_seats_and_own_lessons_are_in_the_calendar_and_nothing_else(client: CheckedClient, world: World) -> None:
    account = world.account("noe@example.org", given_name="Noé", family_name="Secret")
    mine, taught = seat(world, account), world.training_session()
    world.save(SessionTrainer(session_id=taught.id, account_id=account.id))
    seat(world, account, RegistrationState.WAITLISTED)
    seat(world, account, RegistrationState.CANCELLED, cancel_reason=CancelReason.BY_PERSON, confirmed_at=clock.now())
    seat(world, world.account("autre@example.org"))

    url = renew(client, world, account)

    assert sorted(uids(client, url)) == sorted([mine, taught.public_id])
    text = client.get(url).get_data(as_text=True)
    assert [word for word in ("ATTENDEE", "ORGANIZER", "Secret", "noe@example.org") if word in text] == []
    for line in ("NAME:", "X-WR-CALNAME:", "REFRESH-INTERVAL;VALUE=DURATION:", "X-PUBLISHED-TTL:"):
        assert f"\r\n{line}" in text


def test_the_online_link_is_for_who_comes_only(client: CheckedClient, world: World) -> None:
    account = world.account()
    seat(world, account)
    with world.app.app_context(), writing() as session:
        session.query(Meeting).update({"venue_id": None, "online_link": "https://visio.example.org/a"})

    url = renew(client, world, account)

    assert "visio.example.org" in client.get(url).get_data(as_text=True)
    assert "visio.example.org" not in client.get("/agenda.ics").get_data(as_text=True)


def test_every_calendar_says_that_an_online_meeting_is_online(client: CheckedClient, world: World) -> None:
    account = world.account()
    public_id = seat(world, account)
    with world.app.app_context(), writing() as session:
        session.query(Meeting).update({"venue_id": None, "online_link": "https://visio.example.org/a"})
    [meeting] = world.all(Meeting)

    calendars = [renew(client, world, account), "/agenda.ics", f"/seances/{public_id}/rencontres/{meeting.id}.ics"]

    assert [str(event["LOCATION"]) for url in calendars for event in events(client, url)] == ["En ligne"] * 3


def test_a_session_that_is_called_off_stays_marked(client: CheckedClient, world: World) -> None:
    account = world.account()
    seat(
        world,
        account,
        RegistrationState.CANCELLED,
        cancel_reason=CancelReason.SESSION_CANCELLED,
        confirmed_at=clock.now(),
        session={"status": SessionStatus.CANCELLED, "cancelled_at": clock.now()},
    )

    [event] = events(client, renew(client, world, account))

    assert str(event["STATUS"]) == "CANCELLED"


def test_the_same_calendar_is_sent_once(client: CheckedClient, world: World) -> None:
    account = world.account()
    seat(world, account)
    url = renew(client, world, account)

    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})

    assert not first.headers["ETag"].startswith("W/")
    assert (first.content_type, "Content-Disposition" in first.headers) == ("text/calendar; charset=utf-8", False)
    assert (again.status_code, again.data) == (304, b"")


def test_a_new_address_puts_the_old_one_out_and_only_hashes_are_kept(client: CheckedClient, world: World) -> None:
    account = world.account()
    old, new = renew(client, world, account), renew(client, world, account)

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    [row] = world.all(PrivateFeed)
    assert row.token_hash not in new
    assert ADDRESS.search(client.get("/mon-agenda").get_data(as_text=True)) is None
    client.post("/mon-agenda/arret")
    assert client.get(new).status_code == 404


def test_a_closed_account_has_no_calendar(client: CheckedClient, world: World) -> None:
    account = world.account()
    url = renew(client, world, account)
    with world.app.app_context(), writing() as session:
        session.merge(account).deactivated_at = clock.now()

    assert client.get(url).status_code == 404


def test_each_meeting_is_a_file_of_one_event_without_a_method(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    world.meeting(session, clock.now() + timedelta(days=40))

    page = client.get(f"/seances/{session.public_id}").get_data(as_text=True)
    links = re.findall(rf"/seances/{session.public_id}/rencontres/\d+\.ics", page)

    assert len(links) == 2
    for url in links:
        calendar = Calendar.from_ical(client.get(url).data)
        assert ("METHOD" in calendar, len(calendar.walk("VEVENT"))) == (False, 1)
        assert [name for name in ("ATTENDEE", "ORGANIZER") if name in calendar.walk("VEVENT")[0]] == []


def test_a_draft_and_another_session_s_meeting_have_no_file(client: CheckedClient, world: World) -> None:
    draft, other = world.training_session(status=SessionStatus.DRAFT), world.training_session()
    [of_draft] = [row.id for row in world.all(Meeting, session_id=draft.id)]

    assert client.get(f"/seances/{draft.public_id}/rencontres/{of_draft}.ics").status_code == 404
    assert client.get(f"/seances/{other.public_id}/rencontres/{of_draft}.ics").status_code == 404
