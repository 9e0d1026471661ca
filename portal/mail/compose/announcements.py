"""The mail that announces sessions, one to a mailbox with all it hears of. Written inside the caller's `writing()`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.mail import outbox
from portal.mail.announcing import Hearing, Reader, preferences_of
from portal.mail.links import page
from portal.mail.meetings import MeetingFacts, facts
from portal.mail.outbox import Envelope
from portal.mail.personal_links import choose_mark, stop_mark
from portal.mail.words import header_name
from portal.models.announcements import Announcement, MailPreference
from portal.models.seating import start_of
from portal.models.sessions import TrainingSession
from portal.rules.planning import UNDO_WINDOW

NO_LINK = "/annonces/choix/lien-personnel"


@dataclass(frozen=True, slots=True)
class Item:
    """One announced session as the mail shows it, without how to enter its room; `more` counts its other meetings."""

    title: str
    url: str
    meeting: MeetingFacts
    more: int


def announce(session: Session, announcement: Announcement, hearing: Hearing) -> int:
    """Write the mails, to leave when the announcement can no longer be undone; returns how many."""
    preferences = preferences_of(session, [reader.mailbox for reader in hearing.readers])
    return outbox.put_all(session, list(_mails(announcement, hearing, preferences)))


def _mails(
    announcement: Announcement, hearing: Hearing, preferences: dict[str, MailPreference]
) -> Iterator[Envelope]:
    for reader in hearing.readers:
        yield envelope(announcement, hearing, reader, preferences[reader.mailbox])


def envelope(
    announcement: Announcement, hearing: Hearing, reader: Reader, preference: MailPreference
) -> Envelope:
    """The mail of one mailbox, with its own ways out."""
    heard = _heard(hearing, reader)
    return Envelope(
        key=f"announcement:{announcement.id}:{preference.id}",
        kind="announcement",
        to_address=reader.mailbox,
        to_name=header_name([reader.name]) if reader.name else "",
        context=_context(reader, heard, announcement.note, choose_mark(preference), stop_mark(preference)),
        session_id=heard[0].id if len(hearing.sessions) == 1 else None,
        priority=outbox.PATIENT,
        not_before=announcement.created_at + UNDO_WINDOW,
        expires_at=max(start_of(training) for training in heard),
        cause={"announcement": announcement.id},
        stop_link=stop_mark(preference),
    )


def sample(hearing: Hearing, reader: Reader, note: str) -> tuple[str, str]:
    """Subject and text as this reader would see them; its own links open nothing. Writes nothing."""
    values = _context(reader, _heard(hearing, reader), note, page(NO_LINK), page(NO_LINK))
    subject, text, _html = outbox.render("announcement", reader.name, values)
    return subject, text


def _heard(hearing: Hearing, reader: Reader) -> list[TrainingSession]:
    return [training for training in hearing.sessions if training.id in reader.session_ids]


def _context(
    reader: Reader, heard: Sequence[TrainingSession], note: str, choices: str, stop: str
) -> dict[str, Any]:
    return {
        "given_name": reader.greeting,
        "partner": reader.partner,
        "note": note,
        "items": [_item(training) for training in heard],
        "agenda_url": page("/"),
        "choices_url": choices,
        "stop_url": stop,
        "phone": next((training.contact_phone for training in heard if training.contact_phone), ""),
    }


def _item(training: TrainingSession) -> Item:
    first = training.meetings[0]
    town = first.venue.municipality.name if first.venue is not None else None
    meeting = replace(facts(first, first.venue, town), notes=())
    url = page(f"/seances/{training.public_id}")
    return Item(training.workshop.title, url, meeting, len(training.meetings) - 1)
