"""Files on disk, under PORTAL_HOME/files/<first two of the SHA-256>/<SHA-256>: whole or not at all.

A content lies there once, whoever sent it. It is erased when the last row that names it is gone, and was let go by
`release`; a file that no row ever named is left alone, for it may be another database's.
"""

import os
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, union
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, disk, writing
from portal.documents.base.uploads import AcceptedFile
from portal.models.base.base import Base
from portal.models.base.kept_files import FileFacts, ReleasedFile
from portal.rules.refusals.base import FileNotKept
from portal.settings import current_settings

STABLE_ID_BYTES = 6
# Between the moment at which a content is kept and the one at which its row is there lie seconds.
GRACE = timedelta(hours=1)
BATCH = 200


def new_stable_id() -> str:
    """What names a file in its address, whatever becomes of its title and its content."""
    return secrets.token_hex(STABLE_ID_BYTES)


def path_of(sha256: str) -> Path:
    """Where the content with this digest lies, or would lie."""
    home = current_settings().home
    return home / "files" / sha256[:2] / sha256


def keep(file: AcceptedFile) -> None:
    """Write the content under its digest, once; a reader never sees half of it.

    Raises FileNotKept when the disk is full or refuses; nothing is left behind then.
    """
    path = path_of(file.sha256)
    try:
        if not _asked_for_again(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, file.content)
    except OSError as problem:
        disk.note(problem)
        raise FileNotKept from problem


def _asked_for_again(path: Path) -> bool:
    """Whether the file is there; if so it says so by its time, and nobody erases it meanwhile (`_erased`)."""
    try:
        _touch(path)
    except FileNotFoundError:
        return False
    return True


def _touch(path: Path) -> None:
    now = clock.now().timestamp()
    os.utime(path, (now, now))


def _write_whole(path: Path, content: bytes) -> None:
    written = NamedTemporaryFile(dir=path.parent, prefix=".", delete=False)  # noqa: SIM115 - closed before it is named
    try:
        with written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        _touch(Path(written.name))
        Path(written.name).replace(path)
    except BaseException:
        Path(written.name).unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """The new name itself survives a power cut only once its folder is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def release(session: Session, model: type[FileFacts], rows: ColumnElement[bool]) -> None:
    """Let go of the files of these rows, which the caller deletes in the same transaction."""
    session.execute(insert(ReleasedFile).from_select(["digest"], select(model.sha256).where(rows)))


def erase_released() -> int:
    """Erase from the disk what was let go and no row names; says how many files. No lock is held meanwhile, and what
    somebody sent within the hour waits for the next time, for its row may be about to come.
    """
    erased, last = 0, 0
    before = clock.now() - GRACE
    released = select(ReleasedFile.id, ReleasedFile.digest).order_by(ReleasedFile.id)
    while found := _read(released.where(ReleasedFile.id > last).limit(BATCH)):
        last = found[-1].id
        held = _held({row.digest for row in found})
        gone = {row.digest: _erased(path_of(row.digest), before.timestamp()) for row in found if row.digest not in held}
        erased += sum(outcome is True for outcome in gone.values())
        settled = [row.id for row in found if row.digest in held or gone[row.digest] is not None]
        with writing() as session:
            session.execute(delete(ReleasedFile).where(ReleasedFile.id.in_(settled)))
    return erased


def _read(statement: Any) -> Sequence[Any]:
    """By a connection of its own: what the session read earlier may be old."""
    with db.engine.connect() as connection:
        return connection.execute(statement).all()


def _held(digests: Collection[str]) -> set[str]:
    """Those of the digests that a row of any table names."""
    columns = [table.c.sha256 for table in Base.metadata.tables.values() if "sha256" in table.c]
    return {row[0] for row in _read(union(*(select(column).where(column.in_(digests)) for column in columns)))}


def _erased(path: Path, before: float) -> bool | None:
    """True: erased; False: it was not there; None: it was asked for since `before`, or the disk refuses: later.

    Whoever keeps the content meanwhile either touches the file before it is set aside, and it comes back, or does not
    find it, and writes it anew.
    """
    aside = path.with_name(f".{path.name}")
    try:
        path.replace(aside)
        if aside.stat().st_mtime >= before:
            aside.replace(path)
            return None
        aside.unlink()
    except FileNotFoundError:
        aside.unlink(missing_ok=True)  # somebody was stopped between the two
        return False
    except OSError as problem:
        disk.note(problem)
        return None
    return True
