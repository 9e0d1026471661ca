"""Files on disk, under PORTAL_HOME/files/<first two of the SHA-256>/<SHA-256>: whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from portal.database import disk
from portal.documents.base.uploads import AcceptedFile
from portal.rules.refusals.base import FileNotKept
from portal.settings import current_settings


def path_of(sha256: str) -> Path:
    """Where the content with this digest lies, or would lie."""
    home = current_settings().home
    return home / "files" / sha256[:2] / sha256


def keep(file: AcceptedFile) -> None:
    """Write the content under its digest, once; a reader never sees half of it.

    Raises FileNotKept when the disk is full or refuses; nothing is left behind then.
    """
    path = path_of(file.sha256)
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, file.content)
    except OSError as problem:
        disk.note(problem)
        raise FileNotKept from problem


def _write_whole(path: Path, content: bytes) -> None:
    written = NamedTemporaryFile(dir=path.parent, prefix=".", delete=False)  # noqa: SIM115 - closed before it is named
    try:
        with written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
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
