"""Who was told something, and loses it before the next mail has left, is told: nothing shown is not nothing said."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.database import writing
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import Person
from portal.rules.base.states import CalendarMethod, MessageState
from portal.rules.registrations.transitions import TransitionKind
from portal.services.post.inbound import receive
from portal.services.registrations import declines
from tests.factories import World
from tests.mail.replies import Answer, outlook
from tests.mail_desk import CANCELLED, CONFIRMED, PENDING, WAITING, Desk, event_of, mails, sent
from tests.services.post.conftest import START

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
BOX = "noe@example.org"


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def noe(world: World, partner: Partner) -> Person:
    return world.person(partner, "Noé", "Épreuve", email=BOX)


@pytest.fixture
def comes_anyway(desk: Desk, world: World, noe: Person, moment: time_machine.Traveller) -> int:
    """Noé declined the invitation, and comes all the same: the new one has not left yet."""
    [number] = desk.register(noe)
    sent(world)
    moment.shift(timedelta(hours=1))
    [entry] = world.all(CalendarEntry)
    receive(outlook(Answer(entry.uid, "DECLINED", dtstamp="20261121T105100Z")))
    sent(world)
    declines.come_anyway(number)
    return number


def last_word(world: World, mailbox: str = BOX) -> OutboxMessage:
    return mails(world, to_address=mailbox, state=MessageState.WAITING)[-1]


def person(world: World, partner: Partner, name: str, email: str | None = BOX) -> Person:
    return world.person(partner, name, "Test", email=email)


Loss = Callable[[Desk, int, Person], object]
LOSSES: dict[str, tuple[Loss, str]] = {
    "cancelled": (lambda desk, number, _other: desk.cancel(number), "place_cancelled"),
    "given to a colleague": (lambda desk, number, other: desk.substitute(number, other), "place_given"),
    "session called off": (lambda desk, _number, _other: desk.call_off(), "session_cancelled"),
}


@pytest.mark.parametrize(("lose", "kind"), LOSSES.values(), ids=LOSSES.keys())
def test_who_comes_anyway_hears_of_a_loss_before_the_new_invitation_leaves(
    desk: Desk, world: World, partner: Partner, comes_anyway: int, *, lose: Loss, kind: str
) -> None:
    lose(desk, comes_anyway, person(world, partner, "Zoé", "zoe@example.org"))

    waiting = mails(world, to_address=BOX, state=MessageState.WAITING)
    assert [(row.kind, row.method) for row in waiting] == [(kind, CalendarMethod.CANCEL)]
    assert event_of(waiting[0])["sequence"] == 2


def test_who_comes_anyway_hears_that_the_meeting_is_no_more(
    desk: Desk, world: World, session: TrainingSession, noe: Person, moment: time_machine.Traveller
) -> None:
    world.meeting(session, START + timedelta(days=1))
    [number] = desk.register(noe)
    sent(world)
    moment.shift(timedelta(hours=1))
    second = world.all(CalendarEntry)[1]
    receive(outlook(Answer(second.uid, "DECLINED", dtstamp="20261121T105100Z")))
    declines.come_anyway(number)

    desk.reschedule(lambda training: training.meetings.pop())

    word = last_word(world)
    assert (word.kind, word.method, event_of(word)["uid"]) == ("meeting_removed", CalendarMethod.CANCEL, second.uid)


def test_who_comes_anyway_reads_old_and_new_times_when_it_moves_meanwhile(
    desk: Desk, world: World, comes_anyway: int
) -> None:
    desk.postpone(7)

    [row] = mails(world, to_address=BOX, kind="place_confirmed", state=MessageState.WAITING)
    assert "17 décembre" in row.body_text and "10 décembre" in row.body_text


def test_a_move_undone_leaves_the_invitation_that_the_calendar_lacks(desk: Desk, world: World, noe: Person) -> None:
    """The mail about the move waits, her address that refused the first one is good after all, the move is undone."""
    [number] = desk.register(noe)
    sent(world)
    desk.postpone(7)
    with writing() as database:
        database.query(CalendarEntry).one().forgotten = True
    desk.postpone(-7)

    row = last_word(world)
    assert (row.method, event_of(row)["start"]) == (CalendarMethod.REQUEST, START)
    assert number in world.get(OutboxMessage, row.id).cause["registrations"]


def test_a_shared_mailbox_reads_who_lost_the_seat_that_another_of_its_people_got(
    desk: Desk, world: World, partner: Partner
) -> None:
    """One leaves, one moves up, in one act: one mail, and it speaks of both."""
    [one] = desk.register(person(world, partner, "Ana"))
    [other] = desk.register(person(world, partner, "Bob"), state=WAITING)
    sent(world)

    desk.act(
        lambda database: [
            desk.moved(database, TransitionKind.CANCELLED, one, CANCELLED),
            desk.moved(database, TransitionKind.SEATED, other, CONFIRMED),
        ]
    )

    word = last_word(world)
    assert word.kind == "place_confirmed"
    assert "Ne vient plus\u00a0: Ana Test" in word.body_text
    assert "Rien ne change" not in word.body_text


def test_a_swap_at_a_shared_mailbox_is_said_though_the_second_one_leaves_before_its_mail(
    desk: Desk, world: World, partner: Partner
) -> None:
    """Ana was told of her seat; Bob took it and gave it up before any mail had left."""
    [one] = desk.register(person(world, partner, "Ana"))
    sent(world)
    other = desk.substitute(one, person(world, partner, "Bob"))

    desk.cancel(other)

    first, second = mails(world, to_address=BOX, state=MessageState.WAITING)
    assert (first.method, second.method) == (CalendarMethod.REQUEST, CalendarMethod.CANCEL)
    assert "Ne vient plus\u00a0: Ana Test" in first.body_text
    assert (second.kind, event_of(second)["sequence"]) == ("place_cancelled", 2)
    assert "Bonjour Bob" in second.body_text


def test_who_was_let_into_the_line_at_the_new_date_hears_that_the_old_one_holds_again(
    desk: Desk, world: World, noe: Person
) -> None:
    """She asked, the session moved, staff let her in and told her the new date; then the move was taken back."""
    [number] = desk.register(noe, state=PENDING)
    sent(world)
    desk.postpone(7)
    with writing() as database:
        database.get_one(TrainingSession, desk.session_id).moved_at = NOW
    desk.move_row(TransitionKind.APPROVED, number, WAITING)
    let_in = last_word(world)
    with writing() as database:
        database.get_one(OutboxMessage, let_in.id).state = MessageState.SENT

    desk.postpone(-7)

    word = last_word(world)
    assert (let_in.kind, word.kind) == ("waiting", "session_moved")
    assert "17 décembre" in let_in.body_text
    assert "10 décembre" in word.body_text


def test_who_was_told_by_the_coordination_hears_at_her_own_address_that_it_is_over(
    desk: Desk, world: World, partner: Partner
) -> None:
    """Her address came later, and the invitation to it never left."""
    ana = person(world, partner, "Ana", None)
    [number] = desk.register(ana)
    sent(world)
    with writing() as database:
        database.get_one(Person, ana.id).email = BOX
    desk.settle()

    desk.cancel(number)

    assert [(row.kind, row.calendar) for row in mails(world, to_address=BOX)] == [("place_cancelled", None)]


def test_who_was_told_to_wait_hears_it_once_though_one_of_two_invitations_left(
    desk: Desk, world: World, session: TrainingSession, noe: Person
) -> None:
    world.meeting(session, START + timedelta(days=1))
    [number] = desk.register(noe, state=WAITING)
    sent(world)
    desk.move_row(TransitionKind.SEATED, number, CONFIRMED)
    first, _second = mails(world, to_address=BOX, state=MessageState.WAITING)
    with writing() as database:
        database.get_one(OutboxMessage, first.id).state = MessageState.SENT

    desk.cancel(number)

    assert [row.kind for row in mails(world, to_address=BOX, state=MessageState.WAITING)] == ["place_cancelled"]


def test_who_never_heard_of_her_seat_hears_nothing_of_its_end(desk: Desk, world: World, partner: Partner) -> None:
    """At a mailbox that shows a colleague's invitation."""
    desk.register(person(world, partner, "Ana"))
    sent(world)
    [other] = desk.register(person(world, partner, "Bob"))

    desk.cancel(other)

    assert mails(world, to_address=BOX, state=MessageState.WAITING) == []
