"""Reading the files of sessions, for whom they are; photos of signed sheets, for trainers and staff alone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from portal import clock
from portal.database import db
from portal.database.rows import AnyRow, AnySelect
from portal.models.accounts.accounts import Account
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.planning.sessions import Meeting
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance.attendees import MARKED
from portal.queries.base.sessions import SessionCard, card_of, session_id_of
from portal.queries.registrations.registrations import RegistrationView
from portal.queries.registrations.sites import seen_rows
from portal.rules.attendance.session_files import Shown, shown_now
from portal.rules.base.names import full_name
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on disk, who added it and when."""

    stable_id: str
    filename: str
    size: int
    mime: str
    sha256: str
    added_at: datetime
    added_by: str

    @property
    def extension(self) -> str:
        """PDF, DOCX, JPG: what the reader's machine needs to open it."""
        return self.filename.rpartition(".")[2].upper()


@dataclass(frozen=True, slots=True)
class FileView(StoredFile):
    """A file of a session; `tagged` is None for what is no PDF."""

    title: str
    shown: Shown
    tagged: bool | None
    version: int


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The files of a session, in the order in which they came."""

    card: SessionCard
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class ScanPlace:
    """A photo of a signed sheet; the place of its half-day in the session, and its own in that; counted from 1."""

    half_day: int
    number: int
    scan: StoredFile


@dataclass(frozen=True, slots=True)
class ScansPage:
    """The photos of signed sheets of a session, by the number of their meeting, in the order in which they came."""

    card: SessionCard
    scans: dict[int, list[StoredFile]]

    @property
    def begun(self) -> tuple[int, ...]:
        """The places, counted from 1, of the half-days whose sheet may have been signed."""
        now = clock.now()
        return tuple(place for place, one in enumerate(self.card.meetings, start=1) if one.starts_at <= now)

    def place_of(self, stable_id: str) -> ScanPlace:
        """Where a photo stands on the page. Raises NotFound."""
        for half_day, meeting in enumerate(self.card.meetings, start=1):
            for number, scan in enumerate(self.scans.get(meeting.id, ()), start=1):
                if scan.stable_id == stable_id:
                    return ScanPlace(half_day, number, scan)
        raise NotFound


def page_of(actor: Actor, public_id: str) -> FilesPage:
    """All the files of a session, for its trainers and staff. Raises NotFound for everybody else, and for a draft."""
    card = card_of(public_id)
    _check_gives(actor, card.id)
    rows = db.session.execute(_files().where(SessionFile.session_id == card.id))
    return FilesPage(card, tuple(_file(row) for row in rows))


def one_of(actor: Actor, public_id: str, stable_id: str) -> FileView:
    """One file of a session, for its trainers and staff. Raises NotFound."""
    session_id = session_id_of(public_id)
    _check_gives(actor, session_id)
    return _file(_only(_files().where(SessionFile.session_id == session_id, SessionFile.stable_id == stable_id)))


def for_registered(cards: Collection[SessionCard]) -> dict[int, list[FileView]]:
    """What the registered people of these sessions see of their files now, by session; one statement, none for none.

    Callers have seen that the reader is one of them, or coordinates one.
    """
    found: dict[int, list[FileView]] = defaultdict(list)
    ends = {card.id: card.meetings[-1].ends_at for card in cards}
    if ends:
        now = clock.now()
        for row in db.session.execute(_files().where(SessionFile.session_id.in_(ends))):
            if shown_now(row.shown, ends[row.session_id], now):
                found[row.session_id].append(_file(row))
    return found


def seated(row: RegistrationView) -> bool:
    """Whether somebody is registered, rather than waiting, awaited or gone: the files are for her."""
    return row.state in MARKED and row.left_at is None


def served(actor: Actor, public_id: str, stable_id: str) -> FileView:
    """A file, for the session's trainers, staff, its registered people and the coordinators of their partners.

    Raises NotFound for everybody else, and before it is shown.
    """
    session_id = session_id_of(public_id)
    if can(actor, Action.SEE_ATTENDEES, session_id=session_id):
        return one_of(actor, public_id, stable_id)
    if not _concerned(actor, session_id):
        raise NotFound
    return _shown_file(session_id, stable_id)


def served_to(row: RegistrationView, stable_id: str) -> FileView:
    """A file, for the registration that the caller has just opened by its own link. Raises NotFound."""
    if not seated(row):
        raise NotFound
    return _shown_file(row.session_id, stable_id)


def scans_of(actor: Actor, public_id: str) -> ScansPage:
    """The photos of the signed sheets, for the session's trainers and staff. Raises NotFound for everybody else."""
    card = card_of(public_id)
    _check_gives(actor, card.id)
    scans: dict[int, list[StoredFile]] = defaultdict(list)
    for row in db.session.execute(_scans().where(Meeting.session_id == card.id)):
        scans[row.meeting_id].append(_stored(row))
    return ScansPage(card, scans)


def served_scan(actor: Actor, public_id: str, stable_id: str) -> StoredFile:
    """A photo of a signed sheet, for the session's trainers and staff. Raises NotFound for everybody else."""
    session_id = session_id_of(public_id)
    _check_gives(actor, session_id)
    return _stored(_only(_scans().where(Meeting.session_id == session_id, SheetScan.stable_id == stable_id)))


def _check_gives(actor: Actor, session_id: int) -> None:
    if not can(actor, Action.SEE_ATTENDEES, session_id=session_id):
        raise NotFound


def _concerned(actor: Actor, session_id: int) -> bool:
    """Whether the actor is registered there, by her address, or coordinates a partner of somebody who is."""
    if not actor.signed_in:
        return False
    teams = [and_(Registration.partner_id == one, seen_rows(actor, one)) for one in sorted(actor.coordinates)]
    seats = select(Registration.id).join(Person, Person.id == Registration.person_id)
    seated_here = (
        Registration.session_id == session_id,
        Registration.state.in_(MARKED),
        Registration.left_at.is_(None),
    )
    own = seats.where(*seated_here, or_(Person.email == actor.email, *teams))
    return bool(db.session.scalar(select(exists(own))))


def _shown_file(session_id: int, stable_id: str) -> FileView:
    row = _only(_files().where(SessionFile.session_id == session_id, SessionFile.stable_id == stable_id))
    last_ends_at = db.session.scalar(select(func.max(Meeting.ends_at)).where(Meeting.session_id == session_id))
    if last_ends_at is None or not shown_now(row.shown, last_ends_at, clock.now()):
        raise NotFound
    return _file(row)


def _only(statement: AnySelect) -> AnyRow:
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def _of_file(model: Any) -> tuple[Any, ...]:
    facts = (model.stable_id, model.filename, model.size, model.mime, model.sha256, model.added_at)
    return (*facts, Account.given_name, Account.family_name)


def _files() -> AnySelect:
    own = (SessionFile.session_id, SessionFile.title, SessionFile.shown, SessionFile.tagged, SessionFile.version)
    by = select(*_of_file(SessionFile), *own).join(Account, Account.id == SessionFile.added_by_id)
    return by.order_by(SessionFile.id)


def _scans() -> AnySelect:
    by = select(*_of_file(SheetScan), SheetScan.meeting_id).join(Account, Account.id == SheetScan.added_by_id)
    return by.join(Meeting, Meeting.id == SheetScan.meeting_id).order_by(SheetScan.id)


def _facts(row: AnyRow) -> dict[str, Any]:
    names = ("stable_id", "filename", "size", "mime", "sha256", "added_at")
    return {name: getattr(row, name) for name in names} | {"added_by": full_name(row.given_name, row.family_name)}


def _stored(row: AnyRow) -> StoredFile:
    return StoredFile(**_facts(row))


def _file(row: AnyRow) -> FileView:
    return FileView(**_facts(row), title=row.title, shown=row.shown, tagged=row.tagged, version=row.version)
