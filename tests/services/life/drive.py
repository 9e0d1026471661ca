"""Commands of a session's life, each given by whole numbers that a seeded generator or Hypothesis picks."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from portal import clock
from portal.database import db, writing
from portal.models.base.base import Base
from portal.models.planning.sessions import TrainingSession
from portal.rules.attendance.taps import Tap
from portal.rules.base.states import (
    LIVE,
    CancelReason,
    PartnerStatus,
    PresenceMark,
    RegistrationState,
    Seeding,
    SessionStatus,
)
from portal.rules.planning.planning import MeetingPlan
from portal.rules.refusals import Refusal
from portal.services.attendance.presence import Taps
from portal.services.base import jobs
from portal.services.crossings import corrections
from portal.services.planning import session_cancellations, session_changes, session_jobs, session_moves
from portal.services.planning.session_rows import Settings, plan_jobs
from portal.services.registrations import approvals, holds, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World
from tests.services.life import around, laws, post_office, rooms, snapshots
from tests.services.life.snapshots import Row, Snapshot

Pick = Callable[[int, int], int]
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
START = datetime(2026, 11, 18, 8, tzinfo=UTC)
LONGEST_LINE = 12
PENDING, WAITLISTED = RegistrationState.PENDING, RegistrationState.WAITLISTED
CONFIRMED = RegistrationState.CONFIRMED


@dataclass(frozen=True)
class Step:
    """One command: what it was, the rows before and after, how it ended, and the mails that may have `left`."""

    name: str
    before: Snapshot
    after: Snapshot
    session_id: int
    was_due: bool
    refusal: Refusal | None = None
    forced: int = 0
    repeated: bool = False
    left: frozenset[int] = frozenset()
    taps: tuple[Tap, ...] = ()
    by_telephone: bool = False
    mailbox: str = ""
    meeting_id: int = 0
    asker: int = 0
    marks: tuple[tuple[tuple[int, int], PresenceMark | None], ...] = ()


class Life(around.Around, rooms.Rooms, post_office.PostOffice):
    """One session of a workshop, three partners, twelve people; `check` judges every step."""

    def __init__(self, world: World, traveller: time_machine.Traveller, pick: Pick) -> None:
        self.world, self.traveller, self.pick = world, traveller, pick
        self.check: Callable[[Step], None] = laws.check
        self.keys = 0
        self.seen: Snapshot | None = None
        self.left: set[int] = set()
        self.sights: dict[int, rooms.Sight] = {}
        self.tapped = 0
        self.taken: list[Taps] = []
        self.away_until = MONDAY
        wipe()
        self.staff = world.staff()
        statuses = (PartnerStatus.ACTIVE, PartnerStatus.ACTIVE, pick_one(pick, PARTNER_STATUSES))
        self.partners = [world.partner(status=status) for status in statuses]
        self.actors = [world.coordinator(partner) for partner in self.partners]
        self.pools = [pool(number) for number in range(3)]
        self.venues = [world.venue(), world.venue("Salle du Bas")]
        self.session = self._new_session()
        self.trainer = world.trainer(self.session, pick_one(pick, ("trainer@example.org", "info0@example.org")))
        self.second = world.trainer(self.session, "second@example.org")
        self._give_credit()
        self.prepare()
        with writing() as session:
            plan_jobs(session, session.get_one(TrainingSession, self.session.id), clock.now())
        session_jobs.settle(self.session.id)

    def _new_session(self) -> TrainingSession:
        session = self.world.training_session(
            starts_at=START,
            venue_id=self.venues[0].id,
            capacity=pick_one(self.pick, (1, 1, 2, 2, 3, 4, 6)),
            allowance=self.pick(0, 3) // 3,
            quota=pick_one(self.pick, (None, None, 1, 2, 3)),
            approval=self.pick(0, 2) == 2,
            **pick_one(self.pick, SEEDINGS),
        )
        if self.pick(0, 1):
            self.world.meeting(session, START + timedelta(days=1), self.venues[0].id)
        return session

    def _give_credit(self) -> None:
        """One person of each partner stood on a session of the workshop that was called off."""
        status = SessionStatus.CANCELLED
        earlier = self.world.training_session(workshop_id=self.session.workshop_id, status=status, starts_at=START)
        for partner, known in zip(self.partners, self.pools, strict=True):
            chosen = known[0]
            person = self.world.person(partner, chosen.given_name, chosen.family_name, email=chosen.email or None)
            reason = CancelReason.SESSION_CANCELLED
            self.world.registration(earlier, person, RegistrationState.CANCELLED, cancel_reason=reason)

    @property
    def now(self) -> Snapshot:
        """The rows as they stand; read again only after something was written."""
        if self.seen is None:
            self.seen = snapshots.take()
        self.seen = replace(self.seen, at=clock.now())
        return self.seen

    def attempt(self, name: str, call: Callable[[], object], **more: Any) -> None:
        """Run one command and judge what it did."""
        before = self.now
        was_due = laws.is_due(before)
        refusal = None
        try:
            call()
        except Refusal as raised:
            refusal = raised
        db.session.rollback()
        self.seen = None
        self.check(Step(name, before, self.now, self.session.id, was_due, refusal, left=frozenset(self.left), **more))

    def rows(self, *states: RegistrationState) -> list[Row]:
        found = self.now.of(self.session.id).registrations.values()
        return [row for row in found if row["state"] in (states or LIVE)]

    def one(self, *states: RegistrationState) -> tuple[int, int] | None:
        """Id and version of one registration; now and then one that is no longer live, or a stale version."""
        rows = self.rows(*([] if self.pick(0, 11) == 0 else states))
        if not rows:
            return None
        row = pick_one(self.pick, rows)
        return row["id"], row["version"] - (self.pick(0, 11) == 11)

    def has_room_for(self, more: int) -> bool:
        """Whether the line stays short enough to be judged by a slow reading of the rules."""
        return len(self.rows()) + more <= LONGEST_LINE

    def some_people(self, partner: int, most: int) -> tuple[NewPerson, ...]:
        known = self.pools[partner]
        if self.pick(0, 3):
            of_partner = {row["person_id"] for row in self.rows() if row["partner_id"] == self.partners[partner].id}
            here = {self.now.get("people", number)["given_name"] for number in of_partner if number}
            known = [person for person in known if person.given_name not in here] or known
        first = self.pick(0, len(known) - 1)
        count = self.pick(1, min(most, len(known)))
        return tuple(known[(first + number) % len(known)] for number in range(count))

    def register(self) -> None:
        partner = self.pick(0, 2)
        chosen = self.some_people(partner, 3)
        unnamed = pick_one(self.pick, (0, 0, 0, 1, 2))
        if not self.has_room_for(len(chosen) + unnamed):
            return
        actor = pick_one(self.pick, (self.actors[partner], self.staff))
        repeated = self.keys > 0 and self.last.actor_id == actor.id and self.pick(0, 4) == 0
        self.keys += not repeated
        command = Register(
            session_id=self.session.id,
            partner_id=self.partners[partner].id,
            people=chosen if unnamed < 2 else (),
            actor_id=actor.id,
            form_key=f"form-{self.keys}",
            unnamed=unnamed,
            together=self.pick(0, 2) == 2,
            auto_accept_until=clock.now() + timedelta(hours=3) if self.pick(0, 9) == 9 else None,
        )
        self.last = self.last if repeated else command
        self.attempt("register", lambda: self._register(repeated), repeated=repeated)

    def _register(self, repeated: bool) -> None:
        try:
            registrations.register(self.last)
        except Refusal:
            if not repeated:
                self.keys += 1
                self.last = replace(self.last, actor_id=0)
            raise

    def name_seat(self) -> None:
        """Say who comes on a seat without a name, held or waited for."""
        nameless = [row for row in self.rows() if row["person_id"] is None]
        if nameless:
            row = pick_one(self.pick, nameless)
            partner = [partner.id for partner in self.partners].index(row["partner_id"])
            [someone] = self.some_people(partner, 1)
            seat = row["id"], row["version"] - (self.pick(0, 11) == 11)
            self.attempt("name_seat", lambda: holds.name_seat(*seat, someone, self.staff.id))

    def cancel(self) -> None:
        reason = pick_one(self.pick, (CancelReason.BY_PERSON, CancelReason.BY_PARTNER, CancelReason.BY_STAFF))
        if found := self.one():
            self.attempt("cancel", lambda: registrations.cancel(*found, reason, self.staff.id, "a prévenu"))

    def substitute(self) -> None:
        found = self.one(CONFIRMED)
        partner = self.pick(0, 2)
        if found is None:
            return
        row = self.now.get("registrations", found[0])
        if self.pick(0, 4):
            partner = [partner.id for partner in self.partners].index(row["partner_id"])
        [colleague] = self.some_people(partner, 1)
        self.attempt("substitute", lambda: registrations.substitute(*found, colleague, self.staff.id))

    def approve(self) -> None:
        if found := self.one(PENDING):
            self.attempt("approve", lambda: approvals.approve(*found, self.staff.id))

    def reject(self) -> None:
        if found := self.one(PENDING):
            self.attempt("reject", lambda: approvals.reject(*found, "complet", self.staff.id))

    def give_seat(self) -> None:
        if found := self.one(PENDING, WAITLISTED):
            call = lambda: approvals.give_seat(*found, pick_one(self.pick, ("urgent", "")), self.staff.id)  # noqa: E731 (named for the line's length)
            self.attempt("give_seat", call, forced=1)

    def force(self) -> None:
        partner = self.pick(0, 2)
        chosen = self.some_people(partner, 2)
        if self.has_room_for(len(chosen)):
            command = Register(self.session.id, self.partners[partner].id, chosen, self.staff.id, "")
            self.attempt("force", lambda: approvals.force(command, "sur place"), forced=len(chosen))

    def set_capacity(self) -> None:
        row = self.now.of(self.session.id).session
        capacity = pick_one(self.pick, (row["capacity"] + 1, row["capacity"] + 2, 0, 1, 2, 4, 6))
        allowance = self.pick(0, 3) // 3
        call = session_changes.set_capacity
        self.attempt("set_capacity", lambda: call(self.session.id, capacity, allowance, self.staff.id))

    def change_settings(self) -> None:
        row = self.now.of(self.session.id).session
        settings = Settings(
            capacity=row["capacity"],
            allowance=row["allowance"],
            quota=pick_one(self.pick, (None, 1, 2, 3)),
            approval=row["approval"],
            trainer_ids=(self.trainer.id,) if self.pick(0, 3) else (),
            note="Apportez une facture." if row["version"] % 4 else "",
        )
        if row["version"] % 5 == 4:
            given = settings.trainer_ids
            trainers = lambda: session_changes.set_trainers(self.session.id, row["version"], given, self.staff.id)  # noqa: E731 (named for the line's length)
            self.attempt("set_trainers", trainers)
            return
        call, tell = session_changes.change_settings, (True, False, None)[row["version"] % 3]
        self.attempt("change_settings", lambda: call(self.session.id, row["version"], settings, self.staff.id, tell))

    def reschedule(self) -> None:
        view = self.now.of(self.session.id)
        plans = [_plan(row) for row in view.meetings]
        change = pick_one(self.pick, ("shift", "shift", "add", "remove", "venue"))
        at = self.pick(0, len(plans) - 1)
        shift = timedelta(days=pick_one(self.pick, (-2, -1, 1, 2, 7)))
        match change:
            case "shift":
                plans[at] = _moved(plans[at], shift)
            case "add":
                plans.append(replace(_moved(plans[at], timedelta(days=self.pick(1, 3), hours=5)), id=None))
            case "remove":
                del plans[at]
            case "venue":
                plans[at] = replace(plans[at], venue_id=pick_one(self.pick, self.venues).id)
        version = view.session["version"]
        command = session_moves.Reschedule(self.session.id, version, tuple(plans[:3]), self.staff.id, "Pardon.")
        self.attempt("reschedule", lambda: session_moves.reschedule(command))

    def take_back(self) -> None:
        """Undo the last move, which nobody may have heard of."""
        version = self.now.of(self.session.id).session["version"]
        call = session_moves.take_move_back
        self.attempt("take_back", lambda: call(self.session.id, version, self.staff.id))

    def call_off(self) -> None:
        self.attempt("call_off", lambda: session_cancellations.cancel(self.session.id, "grève", self.staff.id))

    def restore(self) -> None:
        if not self.now.of(self.session.id).session["cancel_reason"] and self.pick(0, 7):
            return
        self.attempt("restore", lambda: session_cancellations.restore(self.session.id, self.staff.id))

    def correct(self) -> None:
        rows = self.now.rows("people")
        row = pick_one(self.pick, rows)
        number = [partner.id for partner in self.partners].index(row["partner_id"])
        email = pick_one(self.pick, [person.email for person in self.pools[number]])
        typed = NewPerson(row["given_name"], row["family_name"], email, row["function"])
        self.attempt("correct", lambda: corrections.correct(row["id"], row["version"], typed, self.staff.id))

    def travel(self) -> None:
        """Time passes: a little, some days, or up to a moment at which something changes."""
        deadlines = self.now.of(self.session.id).deadlines
        moments = [deadlines.quota_release_at, deadlines.closes_at, deadlines.freeze_at]
        moments = [moment for moment in moments if moment > clock.now()]
        if moments and self.pick(0, 9) == 0:
            self.traveller.move_to(pick_one(self.pick, moments) - timedelta(seconds=self.pick(0, 1)))
        else:
            self.traveller.shift(timedelta(minutes=pick_one(self.pick, (1, 9, 11, 11, 70, 70, 300, 1440))))

    def work(self) -> None:
        """The worker comes by; it may be late."""
        self.attempt("work", jobs.run_due)

    def step(self, among: Sequence[str] = ()) -> None:
        """One command, the frequent ones more often."""
        getattr(self, pick_one(self.pick, among or WEIGHTED))()


PARTNER_STATUSES = (PartnerStatus.ACTIVE, PartnerStatus.ACTIVE, PartnerStatus.APPLIED)
# What the session offers to who asked to hear of it; the list alone registers for two days, or goes first.
SEEDINGS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {},
    {"seeding": Seeding.CREDIT},
    {"seeding": Seeding.INVITATION, "opens_at": MONDAY + timedelta(days=2)},
)
WEIGHTS = {
    "register": 18,
    "cancel": 12,
    "substitute": 8,
    "name_seat": 6,
    "approve": 9,
    "reject": 1,
    "give_seat": 3,
    "force": 3,
    "set_capacity": 4,
    "change_settings": 2,
    "reschedule": 4,
    "take_back": 3,
    "call_off": 1,
    "restore": 3,
    "correct": 4,
    "travel": 9,
    "work": 2,
    **around.WEIGHTS,
    **post_office.WEIGHTS,
}
WEIGHTED = [name for name, weight in WEIGHTS.items() for _ in range(weight)]


def pick_one(pick: Pick, choices: Any) -> Any:
    return choices[pick(0, len(choices) - 1)]


def pool(number: int) -> list[NewPerson]:
    """Four people of one partner: two share a mailbox, one has a mailbox of her own, one has none."""
    boxes = (f"info{number}@example.org", f"info{number}@example.org", f"own{number}@example.org", "")
    return [NewPerson(f"Prénom{place}", f"Nom{number}", box) for place, box in enumerate(boxes)]


def _plan(row: Row) -> MeetingPlan:
    return MeetingPlan(row["starts_at"], row["ends_at"], row["venue_id"], row["online_link"], row["title"], row["id"])


def _moved(plan: MeetingPlan, shift: timedelta) -> MeetingPlan:
    return replace(plan, starts_at=plan.starts_at + shift, ends_at=plan.ends_at + shift)


def wipe() -> None:
    """An empty database: several lives are lived in one test."""
    with db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def live(world: World, seed: int, steps: int, only: Sequence[laws.Law] = (), often: Sequence[str] = ()) -> None:
    """A life by a seed: commands (some `often`), until the session is closed; judged by all laws, or `only` some."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        life = Life(world, traveller, random.Random(seed).randint)
        life.check = lambda step: laws.check(step, only)
        for _ in range(4):
            life.register()
        for number in range(steps):
            life.step(often if number % 2 else ())
        life.grow_old()
