"""The documents of sessions as their registered people, and who coordinates them, find them on their pages."""

from collections.abc import Collection
from typing import TypeAlias

from flask import url_for

from portal.queries.attendance.preparation import session_files
from portal.queries.attendance.preparation.session_files import FileView
from portal.queries.base.sessions import SessionCard
from portal.queries.registrations.registrations import Booking, RegistrationView

# A file, and where this reader opens it.
Document: TypeAlias = tuple[FileView, str]


def of_bookings(bookings: Collection[Booking]) -> dict[int, list[Document]]:
    """The documents, by session, for somebody signed in: of those in which one of the rows holds a seat, or held it to
    the end."""
    cards = {one.card.id: one.card for one in bookings if any(map(session_files.seated, one.rows))}
    found = session_files.for_registered(cards.values())
    return {number: [(one, _address(cards[number].public_id, one)) for one in files] for number, files in found.items()}


def behind_link(token: str, row: RegistrationView, card: SessionCard) -> list[Document]:
    """The documents for the registration behind a personal link."""
    found = session_files.for_registered([card] if session_files.seated(row) else [])
    return [(one, _address_behind(token, one)) for one in found[card.id]]


def _address(public_id: str, file: FileView) -> str:
    return url_for("session_files.show", public_id=public_id, stable_id=file.stable_id, name=file.filename)


def _address_behind(token: str, file: FileView) -> str:
    return url_for("session_files.mine", token=token, stable_id=file.stable_id, name=file.filename)
