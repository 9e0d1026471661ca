"""A session with people registered through the real door, for tests that change or move it."""

from datetime import datetime, timedelta

from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.base.text import fold
from portal.services.planning import session_moves
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World
from tests.planning_factories import moving, plans

DAY = timedelta(days=1)
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
NAMES = ("Fatou", "Noé", "Mila", "Karim")


class Scene:
    """A session with some people registered by a coordinator, through the real door; their mails are sent."""

    def __init__(self, world: World, people: int = 2, **session: object) -> None:
        self.world = world
        self.staff = world.staff()
        self.partner = world.partner()
        self.coordinator = world.coordinator(self.partner, "coordination@example.org")
        self.session = world.training_session(**session)
        typed = tuple(NewPerson(name, "Exemple", f"{fold(name)}@example.org") for name in NAMES[:people])
        if typed:
            registrations.register(Register(self.session.id, self.partner.id, typed, self.coordinator.id, "form"))

    @property
    def start(self) -> datetime:
        return min(row.starts_at for row in self.world.all(Meeting, session_id=self.session.id))

    def states(self) -> list[RegistrationState]:
        return [row.state for row in self.world.all(Registration, session_id=self.session.id)]

    def training(self) -> TrainingSession:
        return self.world.get(TrainingSession, self.session.id)

    def verbs(self) -> list[str]:
        return [event.verb for event in self.world.all(Event) if event.object_kind == "session"]

    def move(self, days: int = 7) -> None:
        later = plans(self.world, self.session, shift=days * DAY)
        session_moves.reschedule(moving(self.world, self.session, self.staff.id, *later))
