"""A closed session whose people have their tickets, for the tests of evaluations."""

import re
from datetime import UTC, datetime, timedelta

from portal.models.accounts.accounts import Account
from portal.models.attendance.evaluations import Evaluation, EvaluationQuestions
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.services.attendance.evaluations.evaluations import Sheet
from portal.services.attendance.outcomes import Close, close
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
CLOSING = START + timedelta(hours=5)
TICKET = re.compile(r"/evaluation/([\w-]{43})")


class Morning:
    """A session that `came` people came to and one did not, closed by its trainer."""

    def __init__(
        self, world: World, came: int = 7, *, again: bool = False, link: str = "", without_address: int = 0
    ) -> None:
        self.world = world
        workshop = world.workshop("Se chauffer sans se ruiner")
        if again:
            asked = {"scales": ["A", "B", "C", "D"], "useful": ["E"], "missing": ["F"]}
            world.save(EvaluationQuestions(workshop_id=workshop.id, again=True, **asked))
        self.session: TrainingSession = world.training_session(
            starts_at=START, workshop_id=workshop.id, published_at=START - timedelta(days=40), evaluation_link=link
        )
        self.trainer: Account = world.account("yanis@example.org", given_name="Yanis", family_name="Anime")
        world.save(SessionTrainer(session_id=self.session.id, account_id=self.trainer.id))
        self.partner = world.partner("FADD")
        world.coordinator(self.partner, "fadd@example.org")
        self.addresses = [f"personne{number}@example.org" for number in range(came)]
        for address in self.addresses:
            self._seat(address, present=True)
        for _number in range(without_address):
            self._seat(None, present=True)
        self._seat("absente@example.org", present=False)
        close(Close(self.session.id, self.trainer.id))

    def _seat(self, address: str | None, *, present: bool) -> Registration:
        row = self.world.registration(
            self.session, self.world.person(self.partner, email=address), confirmed_at=START - timedelta(days=9)
        )
        [meeting] = self.world.all(Meeting, session_id=self.session.id)
        self.world.noted(row.id, meeting.id, present, self.trainer.id)
        return row

    def mail(self, address: str, kind: str = "session_over") -> OutboxMessage:
        [row] = self.world.all(OutboxMessage, kind=kind, to_address=address)
        return row

    def ticket(self, address: str, kind: str = "session_over") -> str:
        """The ticket in the mail that waits for this address."""
        return TICKET.findall(self.mail(address, kind).body_text.replace("\n", ""))[0]

    def tickets(self) -> list[str]:
        return [self.ticket(address) for address in self.addresses]

    def evaluations(self) -> list[Evaluation]:
        return self.world.all(Evaluation, session_id=self.session.id)


def sheet(words: str = "", degree: int | None = 4) -> Sheet:
    return Sheet((degree, 3, None, 2), (0,), (1,), words)
