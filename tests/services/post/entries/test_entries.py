"""The life of a calendar entry: new, moved, shared, cancelled, and never wrong whatever was sent when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from portal.database import writing
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import Person
from portal.rules.base.states import MessageState, SessionStatus
from portal.rules.registrations.transitions import TransitionKind
from tests.factories import World
from tests.mail_desk import CONFIRMED, WAITING, Desk, add_meeting, event_of, mails, sent
from tests.services.post.conftest import START

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def invitations(world: World, mailbox: str = "noe@example.org") -> list[OutboxMessage]:
    return [row for row in mails(world, to_address=mailbox) if row.calendar]


def events(world: World, mailbox: str = "noe@example.org") -> list[dict[str, object]]:
    return [event_of(row) for row in invitations(world, mailbox)]


@pytest.fixture
def noe(world: World, partner: Partner) -> Person:
    return world.person(partner, "Noé", "Épreuve", email="noe@example.org")


def test_a_seat_brings_one_request_per_meeting(desk: Desk, world: World, session: TrainingSession, noe: Person) -> None:
    world.meeting(session, START + timedelta(days=1))
    world.meeting(session, START + timedelta(days=2))

    desk.register(noe)

    found = events(world)
    assert [(event["method"], event["sequence"]) for event in found] == [("REQUEST", 0)] * 3
    assert len({event["uid"] for event in found}) == 3
    assert [event["start"] for event in found] == [START + timedelta(days=day) for day in range(3)]
    assert {event["attendee"] for event in found} == {"noe@example.org"}


def test_a_moved_meeting_is_the_same_entry_one_revision_later(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)
    sent(world)

    desk.postpone(days=7)

    first, second = events(world)
    assert (second["uid"], second["sequence"], second["method"]) == (first["uid"], 1, "REQUEST")
    assert second["start"] == START + timedelta(days=7)
    assert second["dtstamp"] > first["dtstamp"]
    told = invitations(world)[1]
    assert told.references == invitations(world)[0].message_id
    assert "jeudi 10 décembre" in told.body_text.lower()
    assert "jeudi 17 décembre" in told.body_text.lower()


def test_three_moves_within_ten_minutes_are_one_mail(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)
    sent(world)

    for _ in range(3):
        desk.postpone(days=7)

    _first, second = events(world)
    assert (second["sequence"], second["start"]) == (1, START + timedelta(days=21))
    assert "Avant\u00a0: Jeudi 10 décembre 2026" in invitations(world)[1].body_text


def test_a_move_that_is_undone_in_time_says_nothing(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)
    sent(world)
    desk.postpone(days=7)

    desk.postpone(days=-7)

    assert [event["sequence"] for event in events(world)] == [0]
    assert world.all(OutboxMessage, state=MessageState.DROPPED)[0].last_error == "undone before it left"
    desk.postpone(days=1)
    assert [event["sequence"] for event in events(world)] == [0, 2]


def test_a_move_near_the_start_does_not_wait(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)
    sent(world)
    with time_machine.travel(START - timedelta(minutes=8), tick=False):
        desk.postpone(days=7)

    assert invitations(world)[1].not_before == START - timedelta(minutes=8)


def test_an_invitation_that_never_left_takes_the_new_date(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)

    desk.postpone(days=7)

    [only] = invitations(world)
    assert (only.kind, event_of(only)["sequence"], only.not_before) == ("place_confirmed", 0, NOW)
    assert event_of(only)["start"] == START + timedelta(days=7)
    assert "Fatou Exemple (FADD Solidarité) vous a réservé une place" in only.body_text


def test_a_cancelled_seat_empties_the_calendar_with_the_last_known_times(desk: Desk, world: World, noe: Person) -> None:
    [number] = desk.register(noe)
    sent(world)

    desk.cancel(number)

    first, second = events(world)
    assert (second["method"], second["status"], second["uid"]) == ("CANCEL", "CANCELLED", first["uid"])
    assert (second["sequence"], second["start"]) == (1, START)
    assert world.all(CalendarEntry, live=True) == []


def test_a_cancelled_move_shows_the_times_that_were_seen(desk: Desk, world: World, noe: Person) -> None:
    [number] = desk.register(noe)
    sent(world)
    desk.postpone(days=7)

    desk.cancel(number)

    _first, second = events(world)
    assert (second["method"], second["start"], second["sequence"]) == ("CANCEL", START, 2)


def test_a_seat_given_and_taken_back_before_anything_left_leaves_nothing(desk: Desk, world: World, noe: Person) -> None:
    [number] = desk.register(noe)

    desk.cancel(number)

    assert mails(world, to_address="noe@example.org") == []


def test_one_who_had_waited_hears_that_it_is_over_though_the_invitation_never_left(
    desk: Desk, world: World, noe: Person
) -> None:
    [number] = desk.register(noe, state=WAITING)
    sent(world)
    desk.move_row(TransitionKind.SEATED, number, CONFIRMED)

    desk.cancel(number)

    assert [(row.kind, row.calendar) for row in mails(world, to_address="noe@example.org")] == [
        ("waiting", None),
        ("place_cancelled", None),
    ]


def test_a_seat_after_a_cancelled_one_is_a_new_entry(desk: Desk, world: World, noe: Person) -> None:
    [number] = desk.register(noe)
    sent(world)
    desk.cancel(number)
    sent(world)

    desk.register(noe)

    uids = [event["uid"] for event in events(world)]
    assert (len(uids), len(set(uids))) == (3, 2)
    assert events(world)[2]["sequence"] == 0


def test_a_shared_mailbox_has_one_entry_that_names_all(desk: Desk, world: World, partner: Partner) -> None:
    people = [world.person(partner, name, "Test", email="info@example.org") for name in ("Zoé", "Ali", "Noé")]

    first, *_others = desk.register(*people[:2])
    desk.register(people[2])

    [only] = invitations(world, "info@example.org")
    assert "Zoé Test, Ali Test et Noé Test" in str(event_of(only)["description"])
    sent(world)
    desk.cancel(first)
    assert [event["method"] for event in events(world, "info@example.org")] == ["REQUEST", "REQUEST"]
    refreshed = invitations(world, "info@example.org")[1]
    assert (refreshed.kind, "NE VIENT PLUS" in refreshed.body_text) == ("entry_refreshed", True)
    assert "Ali Test et Noé Test" in str(event_of(refreshed)["description"])
    assert "Zoé" not in str(event_of(refreshed)["description"])


def test_the_last_one_at_a_shared_mailbox_takes_the_entry_away(desk: Desk, world: World, partner: Partner) -> None:
    people = [world.person(partner, email="info@example.org") for _ in range(2)]
    numbers = desk.register(*people)
    sent(world)

    for number in numbers:
        desk.cancel(number)
        sent(world)

    found = events(world, "info@example.org")
    assert [(event["method"], event["sequence"]) for event in found] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]


def test_nobody_reads_the_address_of_another(desk: Desk, world: World, partner: Partner) -> None:
    desk.register(*(world.person(partner, email=f"p{number}@example.org") for number in range(3)))

    for row in mails(world):
        others = {f"p{number}@example.org" for number in range(3)} - {row.to_address}
        everything = row.body_text + row.body_html + (row.calendar or b"").decode().replace("\r\n ", "")
        assert [address for address in others if address in everything] == []


def test_who_waits_or_is_pending_has_no_entry(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe, state=WAITING)

    assert world.all(CalendarEntry) == []


def test_trainers_have_entries_that_move_and_end_like_the_others(
    desk: Desk, world: World, session: TrainingSession
) -> None:
    world.trainer(session, "yanis@example.org")
    desk.settle()
    sent(world)
    desk.postpone(days=7)
    sent(world)
    desk.call_off()

    box = "yanis@example.org"
    assert [row.kind for row in invitations(world, box)] == ["trainer_invited", "meeting_moved", "session_cancelled"]
    assert [event["sequence"] for event in events(world, box)] == [0, 1, 2]


def test_another_trainer_changes_nothing_for_the_participants(
    desk: Desk, world: World, session: TrainingSession, noe: Person
) -> None:
    first = world.trainer(session, "yanis@example.org")
    desk.settle()
    desk.register(noe)
    sent(world)

    with writing() as database:
        database.delete(database.get_one(SessionTrainer, (session.id, first.id)))
    desk.give_to(world.account("lea@example.org"))

    assert [event["method"] for event in events(world)] == ["REQUEST"]
    assert [row.kind for row in invitations(world, "lea@example.org")] == ["trainer_invited"]
    assert [row.kind for row in invitations(world, "yanis@example.org")] == ["trainer_invited", "entry_withdrawn"]


def test_a_draft_has_no_entries(desk: Desk, world: World, session: TrainingSession) -> None:
    with writing() as database:
        database.get_one(TrainingSession, session.id).status = SessionStatus.DRAFT
    world.trainer(session, "yanis@example.org")

    desk.settle()

    assert world.all(CalendarEntry) == []


def test_a_meeting_that_is_removed_leaves_the_calendar_though_its_row_is_gone(
    desk: Desk, world: World, session: TrainingSession, noe: Person
) -> None:
    world.meeting(session, START + timedelta(days=1))
    desk.register(noe)
    sent(world)

    desk.reschedule(lambda training: training.meetings.pop())

    told = invitations(world)[-1]
    assert (told.kind, event_of(told)["method"], event_of(told)["start"]) == (
        "meeting_removed",
        "CANCEL",
        START + timedelta(days=1),
    )
    assert [entry.meeting_id for entry in world.all(CalendarEntry, live=False)] == [None]
    desk.settle()
    assert len(invitations(world)) == 3


def test_a_meeting_that_is_added_is_an_entry_of_its_own(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)
    sent(world)

    desk.reschedule(add_meeting(START + timedelta(days=1)))

    told = invitations(world)[-1]
    assert (told.kind, event_of(told)["sequence"]) == ("meeting_added", 0)
    assert told.not_before == NOW + timedelta(minutes=10)


def test_a_corrected_address_moves_the_entry_and_a_corrected_name_says_nothing(
    desk: Desk, world: World, noe: Person
) -> None:
    desk.register(noe)
    sent(world)
    with writing() as database:
        database.get_one(Person, noe.id).given_name = "Noël"
    desk.settle()
    after_the_name = len(invitations(world))

    with writing() as database:
        database.get_one(Person, noe.id).email = "noel@example.org"
    desk.settle()

    assert after_the_name == 1
    assert [row.kind for row in invitations(world)] == ["place_confirmed", "entry_withdrawn"]
    assert [row.kind for row in invitations(world, "noel@example.org")] == ["place_confirmed"]


def test_what_has_begun_is_never_touched(desk: Desk, world: World, session: TrainingSession, noe: Person) -> None:
    world.meeting(session, START + timedelta(days=1))
    [number] = desk.register(noe)
    sent(world)

    with time_machine.travel(START + timedelta(hours=1), tick=False):
        desk.cancel(number)

    assert [(event["method"], event["start"]) for event in events(world)[2:]] == [("CANCEL", START + timedelta(days=1))]


def test_settling_twice_changes_nothing(desk: Desk, world: World, noe: Person) -> None:
    desk.register(noe)
    sent(world)
    before = [(entry.sequence, entry.dtstamp) for entry in world.all(CalendarEntry)]

    desk.settle()
    desk.settle()

    assert [(entry.sequence, entry.dtstamp) for entry in world.all(CalendarEntry)] == before
    assert len(mails(world)) == 2


def test_the_database_refuses_two_live_entries_of_one_meeting_and_mailbox(
    desk: Desk, world: World, noe: Person
) -> None:
    desk.register(noe)
    [entry] = world.all(CalendarEntry)
    twin = {"uid": "x", "sequence": 0, "created_at": NOW, "dtstamp": NOW, "method": "REQUEST"}

    with pytest.raises(IntegrityError), writing() as database:
        database.add(
            CalendarEntry(session_id=entry.session_id, meeting_id=entry.meeting_id, mailbox=entry.mailbox, **twin)
        )
