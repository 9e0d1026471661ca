"""The mail that announces sessions, one to a mailbox with all it hears of. Written inside the caller's `writing()`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.mail.entries.meetings import MeetingFacts, facts
from portal.mail.stories.announcing import Hearing, Reader, preferences_of
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import choose_mark, stop_mark
from portal.mail.wire.words import header_name
from portal.models.planning.announcements import Announcement, MailPreference
from portal.models.planning.seating import deadlines_of
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.states import Seeding
from portal.rules.planning.planning import UNDO_WINDOW

NO_LINK, NO_STOP = "/annonces/choix/lien-personnel", "/annonces/arret/lien-personnel"


@dataclass(frozen=True, slots=True)
class Item:
    """One announced session as the mail shows it, without how to enter its room; `more` counts its other meetings.

    `opens_at` is set while registration is not open to all; the workshop's list may be `listed_first`.
    """

    title: str
    url: str
    meeting: MeetingFacts
    more: int
    opens_at: datetime | None
    listed_first: bool
    full: bool


def announce(session: Session, announcement: Announcement, hearing: Hearing) -> int:
    """Write the mails, to leave when the announcement can no longer be undone; returns how many."""
    preferences = preferences_of(session, [reader.mailbox for reader in hearing.readers])
    return outbox.put_all(session, list(_mails(announcement, hearing, preferences)))


def _mails(announcement: Announcement, hearing: Hearing, preferences: dict[str, MailPreference]) -> Iterator[Envelope]:
    for reader in hearing.readers:
        yield envelope(announcement, hearing, reader, preferences[reader.mailbox])


def envelope(announcement: Announcement, hearing: Hearing, reader: Reader, preference: MailPreference) -> Envelope:
    """The mail of one mailbox, with its own ways out."""
    heard = _heard(hearing, reader)
    stop = stop_mark(preference)
    return Envelope(
        key=f"announcement:{announcement.id}:{preference.id}",
        once=True,
        kind="announcement",
        to_address=reader.mailbox,
        to_name=header_name([reader.name]) if reader.name else "",
        context=_context(hearing, reader, announcement.note, choose_mark(preference), stop),
        session_id=heard[0].id if len(hearing.sessions) == 1 else None,
        priority=outbox.PATIENT,
        not_before=announcement.created_at + UNDO_WINDOW,
        expires_at=max(deadlines_of(training, clock.now()).closes_at for training in heard),
        cause=Cause(announcement=announcement.id),
        stop_link=stop,
    )


def sample(hearing: Hearing, reader: Reader, note: str) -> tuple[str, str]:
    """Subject and text as this reader would see them; its own links open nothing. Writes nothing."""
    values = _context(hearing, reader, note, page(NO_LINK), page(NO_STOP))
    subject, text, _html = outbox.render("announcement", reader.name, values)
    return subject, text


def _heard(hearing: Hearing, reader: Reader) -> list[TrainingSession]:
    return [training for training in hearing.sessions if training.id in reader.session_ids]


def _context(hearing: Hearing, reader: Reader, note: str, choices: str, stop: str) -> dict[str, Any]:
    heard = _heard(hearing, reader)
    return {
        "given_name": reader.greeting,
        "partner": reader.partner,
        "note": note,
        "items": [_item(training, training.id in hearing.full) for training in heard],
        "agenda_url": page("/"),
        "choices_url": choices,
        "stop_url": stop,
        "phone": next((training.contact_phone for training in heard if training.contact_phone), ""),
    }


def _item(training: TrainingSession, full: bool) -> Item:
    first = training.meetings[0]
    town = first.venue.municipality.name if first.venue is not None else None
    meeting = replace(facts(first, first.venue, town), notes=())
    url = page(f"/seances/{training.public_id}")
    now = clock.now()
    opens_at = deadlines_of(training, now).opens_at
    return Item(
        title=training.workshop.title,
        url=url,
        meeting=meeting,
        more=len(training.meetings) - 1,
        opens_at=opens_at if opens_at > now else None,
        listed_first=training.seeding is Seeding.INVITATION,
        full=full,
    )
