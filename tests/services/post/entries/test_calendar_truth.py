"""Whatever happens and in whatever order mails arrive, every calendar shows what it should (invariant I11).

Seeded random commands on one session, with mails leaving, failing to leave or waiting at random in between.
After each command all that left and all that waits is delivered, in random order, to calendars that keep the
highest (SEQUENCE, DTSTAMP) of each UID.
"""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
import time_machine

from portal.database import db, writing
from portal.mail import telling
from portal.mail.compose.planning import sessions
from portal.mail.entries import entries
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import LIVE, MessageState, RegistrationState, SessionStatus
from portal.rules.registrations.transitions import TransitionKind
from portal.services.post import outbox
from tests.factories import World
from tests.mail_desk import CANCELLED, WAITING, Desk, add_meeting, event_of
from tests.services.life import LIVES

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
START = datetime(2026, 12, 10, 8, tzinfo=UTC)
BOXES = ("info", "info", "a", "b", "trainer")


class Drive:
    """Random commands by a seed; each is one that a service would accept at that moment."""

    def __init__(self, world: World, seed: int) -> None:
        self.chance = random.Random(seed)
        self.session = world.training_session(starts_at=START)
        world.meeting(self.session, START + timedelta(days=1))
        partner = world.partner()
        self.boxes = [f"{box}{seed}@example.org" for box in BOXES]
        self.people = [world.person(partner, email=box) for box in self.boxes]
        self.trainer = world.trainer(self.session, self.boxes[-1])
        self.world = world
        self.desk = Desk(world, self.session, world.coordinator(partner).id)
        self.delivered: list[OutboxMessage] = []
        self.desk.settle()

    def seats(self) -> dict[int, int]:
        """Confirmed registrations by person."""
        rows = self.world.all(Registration, session_id=self.session.id)
        return {row.person_id or 0: row.id for row in rows if row.state is RegistrationState.CONFIRMED}

    def live(self) -> set[int]:
        rows = self.world.all(Registration, session_id=self.session.id)
        return {row.person_id or 0 for row in rows if row.state in LIVE}

    def register(self) -> None:
        free = [person for person in self.people if person.id not in self.live()]
        if free:
            chosen = self.chance.sample(free, self.chance.randint(1, min(3, len(free))))
            self.desk.register(*chosen, state=self.chance.choice((RegistrationState.CONFIRMED, WAITING)))

    def cancel(self) -> None:
        if seats := self.seats():
            self.desk.cancel(self.chance.choice(sorted(seats.values())))

    def substitute(self) -> None:
        seats, live = self.seats(), self.live()
        free = [person for person in self.people if person.id not in live]
        if seats and free:
            self.desk.substitute(self.chance.choice(sorted(seats.values())), self.chance.choice(free))

    def move(self) -> None:
        days = self.chance.choice((-1, 1, 7))
        self.desk.reschedule(lambda training: _shift(self.chance.choice(training.meetings), days))

    def add(self) -> None:
        self.desk.reschedule(add_meeting(START + timedelta(days=self.chance.randint(2, 9))))

    def remove(self) -> None:
        with self.world.app.app_context():
            count = db.session.query(Meeting).filter_by(session_id=self.session.id).count()
        if count > 1:
            self.desk.reschedule(lambda training: training.meetings.remove(self.chance.choice(training.meetings)))

    def correct(self) -> None:
        person, box = self.chance.choice(self.people), self.chance.choice(self.boxes)
        with writing() as session:
            session.get_one(Person, person.id).email = box
        self.desk.settle()

    def change_trainer(self) -> None:
        key = (self.session.id, self.trainer.id)
        with writing() as session:
            row = session.get(SessionTrainer, key)
            if row is None:
                session.add(SessionTrainer(session_id=key[0], account_id=key[1]))
            else:
                session.delete(row)
        self.desk.settle()

    def send(self) -> None:
        """A worker takes some of what is due; all, some or none of it leaves."""
        for message in outbox.claim(self.chance.randint(1, 6), timedelta(minutes=5)):
            fate = self.chance.choice(("sent", "sent", "lost answer", "away"))
            if fate in ("sent", "lost answer"):
                self.delivered.append(self.world.get(OutboxMessage, message.id))
            if fate == "sent":
                outbox.record_sent([message.id])
            elif fate == "lost answer":
                outbox.record_later(message.id, message.attempts + 1, "cut after DATA")
            else:
                outbox.release([message.id], "away")

    def call_off(self) -> None:
        self.desk.call_off()

    def step(self) -> None:
        commands = (
            [self.register] * 5
            + [self.cancel] * 3
            + [self.substitute] * 2
            + [self.move] * 3
            + [self.add, self.remove, self.correct, self.change_trainer]
            + [self.send] * 6
        )
        self.chance.choice(commands)()

    def on_their_way(self) -> list[OutboxMessage]:
        """All mails with a calendar object that left or still will."""
        waiting = self.world.all(OutboxMessage, state=MessageState.WAITING)
        return [row for row in [*self.delivered, *waiting] if row.calendar]

    def is_true(self) -> bool:
        """Whether every calendar shows the meetings of its seats and no other."""
        return shown(self.on_their_way(), self.chance) == due(self)


def _shift(meeting: Meeting, days: int) -> None:
    meeting.starts_at += timedelta(days=days)
    meeting.ends_at += timedelta(days=days)


@lru_cache(maxsize=10_000)
def parsed(calendar: bytes) -> dict[str, Any]:
    return event_of(OutboxMessage(calendar=calendar))


def shown(letters: list[OutboxMessage], chance: random.Random) -> dict[str, list[datetime]]:
    """What each mailbox's calendar shows after these mails came in random order, some of them twice."""
    letters = letters + chance.sample(letters, len(letters) // 3)
    chance.shuffle(letters)
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for row in letters:
        event = parsed(row.calendar or b"")
        known = best.get((row.to_address, event["uid"]), event)
        if (event["sequence"], event["dtstamp"]) >= (known["sequence"], known["dtstamp"]):
            best[row.to_address, event["uid"]] = event
    calendars: dict[str, list[datetime]] = defaultdict(list)
    for (mailbox, _uid), event in best.items():
        if event["method"] == "REQUEST":
            calendars[mailbox].append(event["start"])
    return {mailbox: sorted(starts) for mailbox, starts in calendars.items()}


def due(drive: Drive) -> dict[str, list[datetime]]:
    """What each mailbox's calendar ought to show."""
    world, session = drive.world, drive.session
    if world.get(TrainingSession, session.id).status is SessionStatus.CANCELLED:
        return {}
    starts = sorted(meeting.starts_at for meeting in world.all(Meeting, session_id=session.id))
    boxes = {world.get(Person, person).email or "" for person in drive.seats()}
    boxes |= {drive.trainer.email for _ in world.all(SessionTrainer, session_id=session.id)}
    return dict.fromkeys(boxes, starts)


def stays_true(drive: Drive) -> bool:
    for _ in range(25):
        drive.step()
        if not drive.is_true():
            return False
    drive.call_off()
    return drive.is_true()


@pytest.mark.parametrize("seed", range(4 * LIVES))
@time_machine.travel(NOW, tick=False)
def test_every_calendar_shows_the_meetings_of_its_seats_and_no_other(world: World, seed: int) -> None:
    assert stays_true(Drive(world, seed))


@pytest.mark.parametrize("seed", range(100, 100 + 2 * LIVES))
@time_machine.travel(NOW, tick=False)
def test_a_new_revision_has_a_higher_sequence_and_a_retry_is_the_same(world: World, seed: int) -> None:
    drive = Drive(world, seed)
    for _ in range(25):
        drive.step()

    revisions: dict[tuple[str, int], set[bytes]] = defaultdict(set)
    for row in drive.on_their_way():
        event = parsed(row.calendar or b"")
        revisions[event["uid"], event["sequence"]].add(row.calendar or b"")
    assert {len(contents) for contents in revisions.values()} == {1}


def cancel_per_person(patch: pytest.MonkeyPatch) -> None:
    """A shared mailbox's entry is taken away with the first who leaves it."""
    real = entries.settle

    def settle(session: Any, situation: Any, mailboxes: Any = None, **how: Any) -> Any:
        gone = {row.mailbox for row in situation.rows.values() if row.registration.state is CANCELLED}
        kept = {number: row for number, row in situation.rows.items() if row.mailbox not in gone}
        return real(session, replace(situation, rows=kept), mailboxes, **how)

    patch.setattr(entries, "settle", settle)


def same_revision(patch: pytest.MonkeyPatch) -> None:
    """Every revision says that it is the first."""
    real = sessions.render
    patch.setattr(sessions, "render", lambda event: real(replace(event, sequence=0, dtstamp=NOW)))


def forget_what_was_claimed(patch: pytest.MonkeyPatch) -> None:
    """A message that a worker holds counts as one that never left."""
    patch.setattr(entries, "not_left", lambda: (OutboxMessage.state == MessageState.WAITING,))


def only_who_acts(patch: pytest.MonkeyPatch) -> None:
    """A command looks at the mailboxes of its own registrations even where the session changed."""
    patch.setattr(telling, "WHOLE_SESSION", set[TransitionKind]())


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("defect", [cancel_per_person, same_revision, forget_what_was_claimed, only_who_acts])
@time_machine.travel(NOW, tick=False)
def test_each_of_these_defects_is_seen(world: World, monkeypatch: pytest.MonkeyPatch, defect: Any) -> None:
    defect(monkeypatch)

    assert not all(stays_true(Drive(world, seed)) for seed in range(8, 20))
