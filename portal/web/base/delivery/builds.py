"""Which build of the portal answers: its files, its settings and what it runs on, as one key."""

import hashlib
import hmac
import sys
from functools import cache
from pathlib import Path

from config import Settings

# What pages come from. The lock names each library with its version.
PARTS = ("portal", "templates", "static", "migrations", "config.py", "requirements.txt")
LEFT_OUT = (".pyc", ".pyo")


def key_of(root: Path, settings: Settings) -> bytes:
    """A key that changes with any file or setting, the same in every process of one installation, known to nobody."""
    return hmac.digest(settings.secret_key.encode(), files_of(root) + repr(settings).encode(), "sha256")


@cache
def files_of(root: Path) -> bytes:
    """The digest of the names and contents of all files that pages come from."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(path for part in PARTS for path in [root / part, *(root / part).rglob("*")] if path.is_file()):
        if path.suffix not in LEFT_OUT:
            found.update(
                path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()
            )
    return found.digest()
