"""Files that are past their term: of sessions, and photos of signed sheets. Their rows go, and then their bytes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.planning.sessions import Meeting
from portal.rules.upkeep.retention import RecordKind, over_before
from portal.services.base import files


def due_scans(now: datetime) -> Select[Any]:
    """The photos of sheets that were signed longer ago than presence is kept."""
    over = select(Meeting.id).where(Meeting.ends_at < over_before(RecordKind.SIGNED_SHEET, now))
    return select(SheetScan.id).where(SheetScan.meeting_id.in_(over))


def due_session_files(now: datetime) -> Select[Any]:
    """The files of sessions whose last meeting was longer ago than that."""
    kept = select(Meeting.session_id).where(Meeting.ends_at >= over_before(RecordKind.SESSION_FILE, now))
    return select(SessionFile.id).where(SessionFile.session_id.not_in(kept))


def letting_go(model: type[SessionFile] | type[SheetScan]) -> Callable[[Session, datetime, Sequence[Any]], int]:
    """Ending rows that name a file: they are deleted, and the file is let go (`files.erase_released`)."""

    def end(session: Session, _now: datetime, keys: Sequence[Any]) -> int:
        files.release(session, model, model.id.in_(keys))
        session.execute(delete(model).where(model.id.in_(keys)).execution_options(synchronize_session=False))
        return len(keys)

    return end
