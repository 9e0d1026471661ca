"""Every kind of change × every kind of meeting × every kind of reader: what holds of each mail that it writes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar

from portal.database import writing
from portal.mail.wire.personal_links import reveal
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import CalendarMethod, CancelReason, RegistrationState
from portal.rules.registrations.transitions import Transition, TransitionKind
from tests.factories import World
from tests.mail_desk import CANCELLED, CONFIRMED, PENDING, WAITING, Desk, add_meeting, mails, sent

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
START = datetime(2026, 12, 10, 8, tzinfo=UTC)
LINK, OTHER_LINK = "https://visio.example/a", "https://visio.example/b"
PRIMARY = 'style="mso-padding-alt:12px 22px;background-color:#0e5257'
OURS = "http://localhost"


class Room:
    """A session with every kind of reader: alone, sharing a mailbox, without an address, waiting, teaching …"""

    def __init__(self, world: World, where: str) -> None:
        self.world = world
        self.partner = world.partner("FADD Solidarité")
        self.coordinator = world.coordinator(self.partner, "coord@example.org")
        self.venue, self.other_venue = world.venue("Salle Une"), world.venue("Salle Deux")
        self.session = world.training_session(starts_at=START, venue_id=self.venue.id, note="Une facture.")
        world.save(SessionTrainer(session_id=self.session.id, account_id=world.account("form@example.org").id))
        self.desk = Desk(world, self.session, self.coordinator.id)
        self.world.meeting(self.session, START + timedelta(days=1), self.venue.id)
        self.put(where)
        self.desk.settle()
        people = [self.person(box) for box in ("noe@example.org", "info@example.org", "info@example.org", None)]
        self.alone, self.shared, self.colleague, self.unreached = self.desk.register(*people)
        [self.waiting] = self.desk.register(self.person("attend@example.org"), state=WAITING)
        [self.handed] = self.desk.register(self.person(None), state=WAITING)
        sent(world)
        self.before = {row.id for row in mails(world)}

    def person(self, box: str | None) -> object:
        return self.world.person(self.partner, "Zoé", email=box)

    def put(self, where: str) -> None:
        """Change the meeting's place, telling nobody."""
        with writing() as session:
            for meeting in session.query(Meeting).filter_by(session_id=self.session.id):
                place(meeting, where, self)

    def move(self, change: Callable[[Meeting], None], message: str = "") -> None:
        self.desk.reschedule(lambda training: [change(meeting) for meeting in training.meetings], message)

    def written(self) -> list[OutboxMessage]:
        return [row for row in mails(self.world) if row.id not in self.before]


def place(meeting: Meeting, where: str, room: Room) -> None:
    meeting.venue_id = None if where == "online" else room.venue.id
    meeting.online_link = "" if where == "venue" else LINK


def later(meeting: Meeting) -> None:
    meeting.starts_at += timedelta(days=7)
    meeting.ends_at += timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """A kind of change: how it is done, and what of place and time the subjects of its mails name."""

    act: Callable[[Room], object]
    names: frozenset[str] = frozenset()


def substitute(room: Room) -> None:
    room.desk.substitute(room.alone, room.person("remplace@example.org"))  # type: ignore[arg-type]


def join_shared(room: Room) -> None:
    room.desk.register(room.person("info@example.org"))  # type: ignore[arg-type]


def elsewhere(room: Room) -> None:
    room.move(lambda meeting: setattr(meeting, "venue_id", room.other_venue.id))


def elsewhere_later(room: Room) -> None:
    def change(meeting: Meeting) -> None:
        meeting.venue_id = room.other_venue.id
        later(meeting)

    room.move(change)


def turned_over(room: Room) -> None:
    """What was in a room is online, and the other way round."""

    def change(meeting: Meeting) -> None:
        online = meeting.venue_id is None
        meeting.venue_id, meeting.online_link = (room.venue.id, "") if online else (None, LINK)

    room.move(change)


def reworded(room: Room) -> None:
    with writing() as session:
        session.get_one(TrainingSession, room.session.id).note = "Deux factures."
    room.desk.correct("Un autre titre")


def one_less(room: Room) -> None:
    room.desk.reschedule(lambda training: training.meetings.pop())


def end_of_waiting(room: Room, kind: TransitionKind, reason: CancelReason) -> None:
    for number in (room.waiting, room.handed):
        room.desk.act(lambda s, n=number: [room.desk.moved(s, kind, n, CANCELLED, reason, "Trop tard.")])  # type: ignore[misc]


def asked(room: Room) -> None:
    waiting = (room.waiting, room.handed)
    room.desk.act(lambda _: [Transition(TransitionKind.ASKED, row, None, PENDING) for row in waiting])


def held(room: Room) -> None:
    row = room.world.seat_to_name(room.session, room.partner, NOW)
    room.desk.act(lambda _: [Transition(TransitionKind.SEAT_HELD, row.id, WAITING, RegistrationState.HELD)])


CHANGES = {
    "later": Change(lambda room: room.move(later, "Le toit fuit."), frozenset({"date"})),
    "elsewhere": Change(elsewhere, frozenset({"place"})),
    "elsewhere and later": Change(elsewhere_later, frozenset({"date", "place"})),
    "another link": Change(
        lambda room: room.move(lambda meeting: setattr(meeting, "online_link", OTHER_LINK)), frozenset({"link"})
    ),
    "turned over": Change(turned_over, frozenset({"place"})),
    "one more": Change(
        lambda room: room.desk.reschedule(add_meeting(START + timedelta(days=8), room.venue.id)), frozenset({"date"})
    ),
    "one less": Change(
        lambda room: room.desk.reschedule(lambda training: training.meetings.pop()), frozenset({"date"})
    ),
    "reworded": Change(reworded),
    "seat taken": Change(lambda room: room.desk.move_row(TransitionKind.SEATED, room.waiting, CONFIRMED)),
    "seat handed on": Change(lambda room: room.desk.move_row(TransitionKind.SEATED, room.handed, CONFIRMED)),
    "one more of a shared mailbox": Change(join_shared),
    "one less of a shared mailbox": Change(lambda room: room.desk.cancel(room.shared)),
    "seat given up": Change(lambda room: [room.desk.cancel(row) for row in (room.alone, room.unreached)]),
    "line left": Change(lambda room: [room.desk.cancel(row) for row in (room.waiting, room.handed)]),
    "colleague instead": Change(substitute),
    "seat held": Change(held),
    "asked": Change(asked),
    "refused": Change(lambda room: end_of_waiting(room, TransitionKind.REJECTED, CancelReason.REJECTED)),
    "no seat": Change(lambda room: end_of_waiting(room, TransitionKind.MISSED, CancelReason.SESSION_STARTED)),
    "called off": Change(lambda room: room.desk.call_off()),
}
WHERE = ("venue", "online", "both")
# Without a link no link changes; a session of an online meeting alone goes nowhere else but online.
POSSIBLE = [
    (change, where)
    for change, where in product(CHANGES, WHERE)
    if (change, where) != ("another link", "venue") and not (change.startswith("elsewhere") and where == "online")
]


def text_of(row: OutboxMessage) -> str:
    return reveal(row.body_text)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def is_heading(line: str) -> bool:
    return line == line.upper() and any(sign.isalpha() for sign in line)


OPENINGS = ("Bonjour", "À transmettre à")
BROKEN = re.compile(r"[,:(]\s*[,:.)]|\s,|«\s*»")  # a place where words were to stand


def dangling(text: str) -> list[str]:
    """Lines that promise something and end: a comma after which nothing comes, a colon before the next heading."""
    lines = [line.strip() for line in text.splitlines()]
    said = [number for number, line in enumerate(lines) if line and not line.startswith(OPENINGS)]
    found = []
    for number, following in zip(said, [*said[1:], None], strict=True):
        line, after = lines[number], lines[following] if following is not None else "--"
        ends_paragraph = following != number + 1
        stops = line.endswith(",") and ends_paragraph and not is_heading(line)
        promises = line.endswith(":") and (after == "--" or (is_heading(after) and not is_heading(line)))
        if stops or promises or BROKEN.search(line):
            found.append(line)
    return found


# What a text names, and what must be there when it does.
NAMED = {
    r"page de (votre |l’)inscription|Voir (mon |l’)inscription|d’un clic": "/inscription/",
    r"[Qq]uittez la liste|[Aa]nnulez sur la page|sur la même page": "/inscription/|/mon-association|/associations/",
    r"mon association|l’équipe et les attestations|[Nn]ommer les personnes": "/mon-association|/associations/",
    r"à l’agenda|autres dates :|prochaines dates :": f"{OURS}/\\s",
    r"Demandez à être prévenu": "/prevenez-moi",
    r"liste des participants": "/participants",
    r"Voir la séance": "/seances/",
}


Row, Law = OutboxMessage, Callable[[Change, OutboxMessage], None]


def leaves_no_sentence_hanging(_change: Change, row: Row) -> None:
    assert dangling(text_of(row)) == [], row.kind
    assert not row.subject.rstrip().endswith((",", ":")), row.kind


def has_what_its_text_names(_change: Change, row: Row) -> None:
    text = text_of(row)
    for words, link in NAMED.items():
        if re.search(words, " ".join(text.split())):
            assert re.search(link, f"{text}\n"), (row.kind, row.to_address, words)
    if "nvitation jointe" in text or "est jointe" in row.body_html:
        assert row.method is CalendarMethod.REQUEST, row.kind
    if "s’en va avec ce message" in text and "Si la rencontre y était" not in text:
        assert row.method is CalendarMethod.CANCEL, row.kind


def says_of_nothing_cancelled_that_it_stands(_change: Change, row: Row) -> None:
    if row.method is CalendarMethod.CANCEL:
        [event] = Calendar.from_ical(row.calendar or b"").walk("VEVENT")
        said = f"{event['SUMMARY']} {event['DESCRIPTION']} {row.subject} {lines_of(row.body_text)[0]}".lower()
        assert not re.search(r"confirm|réserv|vous animez cette|votre place est gardée|à bientôt", said), said
        assert str(event["STATUS"]) == "CANCELLED"


def names_in_its_title_what_changed(change: Change, row: Row) -> None:
    if row.kind in ABOUT_A_MOVE:
        named = {what for what, pattern in TITLES.items() if re.search(pattern, row.subject.lower())}
        assert named == change.names, (row.kind, row.subject)


def has_one_button_of_the_first_colour_at_most(_change: Change, row: Row) -> None:
    assert row.body_html.count(PRIMARY) <= 1, row.kind


def says_where_in_its_invitation(_change: Change, row: Row) -> None:
    if row.calendar:
        [event] = Calendar.from_ical(row.calendar).walk("VEVENT")
        assert str(event.get("LOCATION", "")), row.kind


TITLES = {"date": r"\bdate|déplacée|rencontre de plus|supprimée", "place": r"\blieu", "link": r"\blien"}
ABOUT_A_MOVE = ("meeting_moved", "session_moved", "partner_summary", "meeting_added", "meeting_removed")
LAWS: tuple[Law, ...] = (
    leaves_no_sentence_hanging,
    has_what_its_text_names,
    says_of_nothing_cancelled_that_it_stands,
    names_in_its_title_what_changed,
    has_one_button_of_the_first_colour_at_most,
    says_where_in_its_invitation,
)


@pytest.fixture
def at_noon(app: Flask) -> Iterator[None]:
    with app.app_context(), time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(("name", "where"), POSSIBLE)
def test_every_mail_of_a_change_keeps_every_law(at_noon: None, world: World, name: str, where: str) -> None:
    room = Room(world, where)
    CHANGES[name].act(room)

    written = room.written()
    assert written
    for row in written:
        for law in LAWS:
            law(CHANGES[name], row)


@pytest.mark.parametrize(
    "text",
    [
        "Avant\u00a0: Jeudi 10 décembre,",
        "Avant\u00a0: Jeudi 10 décembre, , Salle",
        "Votre place est gardée\u00a0:\n\nDANS VOTRE AGENDA",
        "Voir la séance\u00a0:\n--",
        "Pour ().",
    ],
)
def test_what_hangs_is_seen(text: str) -> None:
    assert len(dangling(text)) == 1


def test_who_shares_a_mailbox_is_not_confirmed_once_more(at_noon: None, world: World) -> None:
    room = Room(world, "venue")
    join_shared(room)

    row = next(row for row in room.written() if row.to_address == "info@example.org")
    text = " ".join(row.body_text.split())
    assert "VOTRE PLACE EST CONFIRMÉE" not in text
    assert "Rien ne change pour les autres personnes de cette adresse" in text
