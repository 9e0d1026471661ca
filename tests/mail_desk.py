"""Commands on a session as the services give them to the mail floor: rows changed, then `tell`, in one transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta

from icalendar import Calendar
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.mail.entries.situations import meetings_of
from portal.mail.telling import Done, tell
from portal.models.accounts.accounts import Account
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, MessageState, RegistrationState, SessionStatus
from portal.rules.registrations.transitions import Transition, TransitionKind
from portal.services.registrations.acts import live_registrations
from tests.factories import World

Change = Callable[[Session], list[Transition]]
WAITING, CONFIRMED = RegistrationState.WAITLISTED, RegistrationState.CONFIRMED
CANCELLED, PENDING = RegistrationState.CANCELLED, RegistrationState.PENDING


class Desk:
    """Acts on one session of the world, in the name of `actor_id`."""

    def __init__(self, world: World, session: TrainingSession, actor_id: int | None = None) -> None:
        self.world = world
        self.session_id = session.id
        self.actor_id = actor_id

    def act(self, change: Change, message: str = "") -> None:
        with writing() as session:
            was = meetings_of(session, session.get_one(TrainingSession, self.session_id))
            transitions = change(session)
            session.flush()
            line = live_registrations(session, self.session_id)
            tell(session, self.session_id, Done(transitions, self.actor_id, message, line, was))

    def settle(self) -> None:
        """What publishing, another trainer or a corrected address ends with."""
        self.act(lambda session: [])

    def register(self, *people: Person, state: RegistrationState = CONFIRMED) -> list[int]:
        """The people join the line; with a free seat they are confirmed in the same act."""
        made: list[Registration] = []

        def change(session: Session) -> list[Transition]:
            made.extend(self._row(person, state) for person in people)
            session.add_all(made)
            session.flush()
            joined = [Transition(TransitionKind.JOINED_LINE, row.id, None, WAITING) for row in made]
            seated = [Transition(TransitionKind.SEATED, row.id, WAITING, CONFIRMED) for row in made]
            return joined + (seated if state is CONFIRMED else [])

        self.act(change)
        return [row.id for row in made]

    def _row(self, person: Person, state: RegistrationState) -> Registration:
        return Registration(
            session_id=self.session_id,
            partner_id=person.partner_id,
            person_id=person.id,
            state=state,
            joined_at=clock.now(),
        )

    def move_row(self, kind: TransitionKind, registration_id: int, after: RegistrationState, note: str = "") -> None:
        self.act(lambda session: [self.moved(session, kind, registration_id, after, None, note)])

    def cancel(self, registration_id: int, reason: CancelReason = CancelReason.BY_PARTNER, note: str = "") -> None:
        kind = TransitionKind.CANCELLED
        self.act(lambda session: [self.moved(session, kind, registration_id, CANCELLED, reason, note)])

    def moved(  # noqa: PLR0917 (a row of the table of transitions)
        self,
        session: Session,
        kind: TransitionKind,
        registration_id: int,
        after: RegistrationState,
        reason: CancelReason | None = None,
        note: str = "",
    ) -> Transition:
        """Bring a registration into another state, as one transition."""
        row = session.get_one(Registration, registration_id)
        before, row.state, row.cancel_reason = row.state, after, reason
        row.version += 1
        return Transition(kind, row.id, before, after, reason, note)

    def substitute(self, registration_id: int, colleague: Person) -> int:
        made: list[Registration] = []

        def change(session: Session) -> list[Transition]:
            row = self._row(colleague, CONFIRMED)
            session.add(row)
            session.flush()
            made.append(row)
            kind, reason = TransitionKind.SUBSTITUTED, CancelReason.SUBSTITUTED
            gone = self.moved(session, kind, registration_id, CANCELLED, reason)
            lost = Transition(kind, gone.registration_id, CONFIRMED, CANCELLED, reason, other_id=row.id)
            return [lost, Transition(kind, row.id, WAITING, CONFIRMED)]

        self.act(change)
        return made[0].id

    def reschedule(self, change_meetings: Callable[[TrainingSession], object], message: str = "") -> None:
        """Change, add or remove meetings; every live registration is told."""

        def change(session: Session) -> list[Transition]:
            training = session.get_one(TrainingSession, self.session_id)
            change_meetings(training)
            live = self._live(session)
            return [Transition(TransitionKind.RESCHEDULED, row.id, row.state, row.state) for row in live]

        self.act(change, message)

    def postpone(self, days: int, message: str = "") -> None:
        def later(training: TrainingSession) -> None:
            for meeting in training.meetings:
                meeting.starts_at += timedelta(days=days)
                meeting.ends_at += timedelta(days=days)

        self.reschedule(later, message)

    def call_off(self, reason: str = "Plus de chauffage.") -> None:
        def change(session: Session) -> list[Transition]:
            training = session.get_one(TrainingSession, self.session_id)
            training.status, training.cancel_reason = SessionStatus.CANCELLED, reason
            why = CancelReason.SESSION_CANCELLED
            kind = TransitionKind.SESSION_CANCELLED
            return [self.moved(session, kind, row.id, CANCELLED, why) for row in self._live(session)]

        self.act(change)

    def correct(self, title: str) -> None:
        """Another title of the workshop, of which calendars are to hear."""
        with writing() as session:
            training = session.get_one(TrainingSession, self.session_id)
            training.workshop.title = title
            session.flush()
            line = live_registrations(session, self.session_id)
            tell(session, self.session_id, Done([], self.actor_id, "", line, correcting=True))

    def _live(self, session: Session) -> list[Registration]:
        wanted = (WAITING, CONFIRMED, PENDING)
        rows = session.query(Registration).filter_by(session_id=self.session_id).order_by(Registration.id)
        return [row for row in rows if row.state in wanted]

    def give_to(self, account: Account) -> None:
        """One more trainer."""
        self.world.save(SessionTrainer(session_id=self.session_id, account_id=account.id))
        self.settle()


def add_meeting(starts_at: datetime, venue_id: int | None = None) -> Callable[[TrainingSession], object]:
    def add(training: TrainingSession) -> None:
        ends_at = starts_at + timedelta(hours=3)
        training.meetings.append(Meeting(starts_at=starts_at, ends_at=ends_at, venue_id=venue_id))

    return add


def mails(world: World, **where: object) -> list[OutboxMessage]:
    """The rows of the outbox that are still of use, in the order they were written."""
    return [row for row in world.all(OutboxMessage, **where) if row.state is not MessageState.DROPPED]


def kinds(world: World) -> list[tuple[str, str]]:
    """Pairs of kind and recipient, sorted."""
    return sorted((row.kind, row.to_address) for row in mails(world))


def event_of(row: OutboxMessage) -> dict[str, object]:
    """What the calendar object of a mail says, read back by icalendar."""
    calendar = Calendar.from_ical(row.calendar or b"")
    [event] = calendar.walk("VEVENT")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "dtstamp": event["DTSTAMP"].dt,
        "start": event["DTSTART"].dt,
        "description": str(event["DESCRIPTION"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "location": str(event.get("LOCATION", "")),
        "attendee": str(event["ATTENDEE"]).removeprefix("mailto:"),
    }


def sent(world: World) -> None:
    """All that waits has left: workers have claimed it and a server took it."""
    for row in mails(world, state=MessageState.WAITING):
        with world.app.app_context(), writing() as session:
            kept = session.get_one(OutboxMessage, row.id)
            kept.state, kept.sent_at = MessageState.SENT, clock.now()
