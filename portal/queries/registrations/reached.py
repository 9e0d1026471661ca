"""Reading whether our messages reach people: what their calendars answered, and which addresses refuse us."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, select

from portal.database import rows
from portal.database.rows import AnyRow
from portal.mail.entries.revisions import shown_from
from portal.models.post.mail import CalendarEntry
from portal.queries.base.returned import Returned, returned_to
from portal.rules.base.states import PartStat

SHOWN = (
    select(CalendarEntry.shown, CalendarEntry.partstat, CalendarEntry.answer_comment)
    .where(CalendarEntry.session_id.in_(bindparam("sessions", expanding=True)), CalendarEntry.live.is_(True))
    .order_by(CalendarEntry.id)
)
WORST_FIRST = (PartStat.DECLINED, PartStat.TENTATIVE, PartStat.ACCEPTED)


class Invited(Protocol):
    """A row of a list: a registration and its address."""

    @property
    def id(self) -> int:
        """The registration."""

    @property
    def email(self) -> str:
        """Its address, "" without one."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a registration's calendar answered: of several meetings the least sure.

    `days` are those it is about, empty where it is about all.
    """

    partstat: PartStat
    comments: tuple[str, ...]
    days: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """For the rows of a list: answers by registration, and what came back, by address."""

    replies: dict[int, Reply]
    returned: dict[str, Returned]


def reached(invited: Iterable[Invited], session_ids: Collection[int]) -> Reached:
    """What is known of these rows of these sessions; two statements however many. Callers asked who may see them."""
    mailboxes = {row.email for row in invited if row.email}
    return Reached(_replies(session_ids), returned_to(mailboxes))


def _replies(session_ids: Collection[int]) -> dict[int, Reply]:
    """A shared address has one entry for all whom it names: they have one answer."""
    entries: dict[int, list[AnyRow]] = defaultdict(list)
    for entry in rows(SHOWN, sessions=tuple(session_ids)) if session_ids else ():
        for number in entry.shown["people"]:
            entries[int(number)].append(entry)
    answered = ((number, _reply(own)) for number, own in entries.items())
    return {number: reply for number, reply in answered if reply is not None}


def _reply(entries: list[AnyRow]) -> Reply | None:
    worst = next((one for one in WORST_FIRST if any(entry.partstat is one for entry in entries)), None)
    if worst is None:
        return None
    said = [entry for entry in entries if entry.partstat is worst]
    days = sorted(shown_from(entry.shown).starts_at for entry in said)
    return Reply(
        partstat=worst,
        comments=tuple(dict.fromkeys(entry.answer_comment for entry in said if entry.answer_comment)),
        days=tuple(days) if len(said) < len(entries) else (),
    )


def unreachable(mailboxes: Collection[str]) -> frozenset[str]:
    """Those of these addresses that refuse our mails."""
    return frozenset(mailbox for mailbox, found in returned_to(mailboxes).items() if found.unreachable)
