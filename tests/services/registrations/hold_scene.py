"""A partner that asks for seats on one Monday in November."""

from datetime import UTC, datetime

from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.services.registrations import holds, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

FATOU = NewPerson("Fatou", "Exemple", "fatou@example.org")
NOE = NewPerson("Noé", "Épreuve", "noe@example.org")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


class Scene:
    """A partner with its coordinator, and a session in thirty days."""

    def __init__(self, world: World, **session: object) -> None:
        self.world = world
        self.partner = world.partner("FADD Solidarité")
        self.coordinator = world.coordinator(self.partner, "fadd@example.org")
        self.session = world.training_session(**session)
        self.forms = iter(range(99))

    def register(self, *typed: NewPerson, unnamed: int = 0, together: bool = False, **more: object) -> list[int]:
        form_key = f"form {next(self.forms)}"
        command = Register(
            self.session.id, self.partner.id, typed, self.coordinator.id, form_key, unnamed, together, **more
        )
        return registrations.register(command)

    def row(self, number: int) -> Registration:
        return self.world.get(Registration, number)

    def name(self, number: int, someone: NewPerson) -> None:
        holds.name_seat(number, self.row(number).version, someone, self.coordinator.id)

    def give_back(self, number: int) -> None:
        registrations.cancel(number, self.row(number).version, CancelReason.BY_PARTNER, self.coordinator.id)

    def states(self) -> list[RegistrationState]:
        return [row.state for row in self.world.all(Registration, session_id=self.session.id)]

    def mails(self, kind: str, **where: object) -> list[OutboxMessage]:
        return self.world.all(OutboxMessage, kind=kind, **where)
