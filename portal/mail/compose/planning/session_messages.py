"""A message written by hand to a part of a session’s participants: one mail a mailbox, inside `writing()`."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.entries.situations import Row, Situation, by_name
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import hide, mark
from portal.mail.wire.words import header_name, names, unlinkable
from portal.models.accounts.accounts import Account


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed, and by whom."""

    subject: str
    body: str
    author: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """One mailbox and for whom it receives the message; `hand_on` when the person has no address of her own."""

    mailbox: str
    name: str
    greeting: str
    rows: tuple[Row, ...]
    hand_on: bool = False

    @property
    def people(self) -> str:
        """Who it is for, in words."""
        return names([row.name for row in self.rows])


def receivers(session: Session, training_session_id: int, registration_ids: Collection[int]) -> list[Receiver]:
    """Who would receive it: each mailbox once; for who has none, the coordinators of the partner."""
    return _receivers(_situation(session, training_session_id, registration_ids), registration_ids)


def send(
    session: Session, training_session_id: int, registration_ids: Collection[int], words: Words, message_id: int
) -> int:
    """Write the mails of the message with this id; returns how many."""
    situation = _situation(session, training_session_id, registration_ids)
    found = _receivers(situation, registration_ids)
    return outbox.put_all(session, [envelope(situation, receiver, words, message_id) for receiver in found])


def sample(
    session: Session, training_session_id: int, registration_ids: Collection[int], words: Words
) -> tuple[str, str]:
    """Subject and text as the first receiver would read them; personal links open nothing. Writes nothing."""
    situation = _situation(session, training_session_id, registration_ids)
    first = envelope(situation, _receivers(situation, registration_ids)[0], words, 0)
    subject, text, _html = outbox.render(first.kind, first.to_name, first.context)
    return subject, hide(text)


def _situation(session: Session, training_session_id: int, registration_ids: Collection[int]) -> Situation:
    situation = situations.read(session, training_session_id, registration_ids, everyone=False)
    partners = [situation.rows[number].partner.id for number in registration_ids]
    situations.read_accounts(session, situation, partners, None)
    return situation


def _receivers(situation: Situation, registration_ids: Collection[int]) -> list[Receiver]:
    own: dict[str, list[Row]] = defaultdict(list)
    handed: dict[int, list[Row]] = defaultdict(list)
    for row in by_name(situation.rows[number] for number in registration_ids):
        if row.mailbox:
            own[row.mailbox].append(row)
        else:
            handed[row.partner.id].append(row)
    return [*(own_mail(box, rows) for box, rows in own.items()), *_handed(situation, handed)]


def own_mail(mailbox: str, rows: Sequence[Row]) -> Receiver:
    """These people's own mailbox."""
    greeting = names([row.given_name for row in rows])
    return Receiver(mailbox, header_name([row.name for row in rows]), greeting, tuple(rows))


def _handed(situation: Situation, handed: dict[int, list[Row]]) -> Iterator[Receiver]:
    for partner_id, rows in handed.items():
        for account in situation.coordinators[partner_id]:
            yield _by_hand(account, rows)


def _by_hand(account: Account, rows: list[Row]) -> Receiver:
    greeting = names([row.given_name for row in rows])
    return Receiver(account.email, header_name([spoken(account)]), greeting, tuple(rows), True)


def envelope(situation: Situation, receiver: Receiver, words: Words, message_id: int) -> Envelope:
    """The mail of one receiver."""
    first = receiver.rows[0]
    return Envelope(
        kind="session_message",
        to_address=receiver.mailbox,
        to_name=receiver.name,
        context={
            **about(situation, words.body),
            "title": words.subject,
            "author": unlinkable(words.author),
            "given_name": receiver.greeting,
            "hand_on": receiver.people if receiver.hand_on else "",
            "own_links": [] if receiver.hand_on else [(row.name, mark(row.registration)) for row in receiver.rows],
            "by_self": False,
            "partner": "" if first.partner.individual else first.partner_name,
            "cards": situation.meetings,
        },
        session_id=situation.training.id,
        reply_to=situation.training.contact_email,
        cause=Cause(message=message_id, registrations=[row.registration.id for row in receiver.rows]),
    )
