"""Files of a session, for who is registered, and photos of the sheets signed there, for trainers and staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.documents.base.uploads import AcceptedFile
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.rules.attendance.session_files import Shown, check_room_for_file, check_scan
from portal.rules.base.states import SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.registrations import SessionCancelled
from portal.services.base import files
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to add to a session; `upload` was inspected by `documents.base.uploads.inspect`."""

    session_id: int
    title: str
    shown: Shown
    upload: AcceptedFile
    actor_id: int


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file is called and from when it is shown, as it was changed on a page that showed `version`."""

    session_id: int
    stable_id: str
    version: int
    title: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class NewScan:
    """A photo of the sheet of a meeting; `upload` was inspected by `documents.base.uploads.inspect_scan`."""

    session_id: int
    meeting_id: int
    upload: AcceptedFile
    actor_id: int


def add(command: NewFile) -> str:
    """Add a file for the registered; returns its stable id.

    Raises FileNotKept, NotFound (a draft too), SessionCancelled, TooManyFiles.
    """
    files.keep(command.upload)
    with writing() as session:
        _lock_standing(session, command.session_id)
        check_room_for_file(_number(session, SessionFile, SessionFile.session_id == command.session_id))
        row = SessionFile(session_id=command.session_id, title=command.title, shown=command.shown)
        row.tagged = command.upload.tagged
        _fill(row, command.upload, command.upload.safe_name, command.actor_id)
        session.add(row)
        session.flush()
        _tell_file(session, command.actor_id, Verb.ADDED_FILE, row)
        return row.stable_id


def change(command: FileChange, actor_id: int) -> None:
    """Call a file otherwise, or show it sooner or later. Raises NotFound, EditedMeanwhile."""
    with writing() as session:
        row = _locked(session, SessionFile, _file(command.session_id, command.stable_id))
        if row.version != command.version:
            raise EditedMeanwhile
        row.title, row.shown = command.title, command.shown
        row.version += 1
        _tell_file(session, actor_id, Verb.CHANGED_FILE, row)


def remove(session_id: int, stable_id: str, actor_id: int) -> None:
    """Take a file away for good; its content leaves the disk by night. Raises NotFound."""
    with writing() as session:
        row = _locked(session, SessionFile, _file(session_id, stable_id))
        _tell_file(session, actor_id, Verb.REMOVED_FILE, row)
        files.release(session, SessionFile, SessionFile.id == row.id)
        session.delete(row)


def attach_scan(command: NewScan) -> str:
    """Add a photo to the sheet of a half-day; returns its stable id. The name that it came with is forgotten.

    Raises FileNotKept, NotFound (a draft, another session's meeting), SessionCancelled, MeetingNotBegun, TooManyScans.
    """
    files.keep(command.upload)
    with writing() as session:
        _lock_standing(session, command.session_id)
        meeting = session.get(Meeting, command.meeting_id)
        if meeting is None or meeting.session_id != command.session_id:
            raise NotFound
        there = _number(session, SheetScan, SheetScan.meeting_id == meeting.id)
        check_scan(there, meeting.starts_at, clock.now())
        row = SheetScan(meeting_id=meeting.id)
        _fill(row, command.upload, _scan_name(meeting.starts_at, command.upload.extension), command.actor_id)
        session.add(row)
        session.flush()
        _tell_scan(session, command.actor_id, Verb.ADDED_SCAN, row, command.session_id)
        return row.stable_id


def note_scan_seen(session_id: int, stable_id: str, actor_id: int) -> None:
    """Journal that a photo of a signed sheet leaves the portal. Raises NotFound."""
    with writing() as session:
        row = _locked(session, SheetScan, _scan(session_id, stable_id))
        _tell_scan(session, actor_id, Verb.DOWNLOADED_SCAN, row, session_id)


def remove_scan(session_id: int, stable_id: str, actor_id: int) -> None:
    """Take a photo of a sheet away for good; it leaves the disk by night. Raises NotFound."""
    with writing() as session:
        row = _locked(session, SheetScan, _scan(session_id, stable_id))
        _tell_scan(session, actor_id, Verb.REMOVED_SCAN, row, session_id)
        files.release(session, SheetScan, SheetScan.id == row.id)
        session.delete(row)


def _lock_standing(session: Session, session_id: int) -> None:
    """Hold the session while its files are counted. Raises NotFound for a draft, SessionCancelled."""
    training = lock_row(session, TrainingSession, session_id)
    if training.status is SessionStatus.DRAFT:
        raise NotFound
    if training.status is SessionStatus.CANCELLED:
        raise SessionCancelled


def _number(session: Session, model: type[SessionFile | SheetScan], rows: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(rows)) or 0


def _file(session_id: int, stable_id: str) -> ColumnElement[bool]:
    return (SessionFile.session_id == session_id) & (SessionFile.stable_id == stable_id)


def _scan(session_id: int, stable_id: str) -> ColumnElement[bool]:
    own = select(Meeting.id).where(Meeting.session_id == session_id)
    return SheetScan.meeting_id.in_(own) & (SheetScan.stable_id == stable_id)


def _locked(session: Session, model: Any, condition: ColumnElement[bool]) -> Any:
    row = session.scalars(select(model).where(condition).with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _fill(row: SessionFile | SheetScan, upload: AcceptedFile, filename: str, actor_id: int) -> None:
    row.stable_id, row.filename = files.new_stable_id(), filename
    row.sha256, row.size, row.mime = upload.sha256, upload.size, upload.mime
    row.added_at, row.added_by_id = clock.now(), actor_id


def _scan_name(starts_at: datetime, extension: str) -> str:
    return f"feuille-signee-{clock.local(starts_at).date().isoformat()}.{extension}"


def _tell_file(session: Session, actor_id: int, verb: Verb, row: SessionFile) -> None:
    entry = Entry(verb, ObjectKind.SESSION_FILE, row.id, row.session_id, after=f"{row.title} ({row.shown})")
    record(session, actor_id, entry)


def _tell_scan(session: Session, actor_id: int, verb: Verb, row: SheetScan, session_id: int) -> None:
    inputs = {"meeting": row.meeting_id}
    record(session, actor_id, Entry(verb, ObjectKind.SHEET_SCAN, row.id, session_id, inputs=inputs))
