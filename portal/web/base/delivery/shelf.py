"""The files of static/ as they are sent: named by their content, compressed once, kept in memory while we serve."""

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from portal.documents.base.style_sheets import STYLE_SHEETS

PREFIX = "/static/"
STYLE = "css/style.css"  # every style sheet in one: ten answers would weigh more by their headers alone
DIGITS = 12
LEVEL = 9
# What a style sheet or a script of ours leads to; what others made is sent as its checksum says.
_LEADS = re.compile(r"""(?<=["'(])\.{1,2}/[^"'()\s]+(?=["')])""")
_WITH_DIGEST = re.compile(rf"(.+)\.([0-9a-f]{{{DIGITS}}})(\.[a-z0-9]+)")


class NoSuchFile(LookupError):
    """A style sheet or a script of ours leads to a file that static/ does not hold."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file to send: `content` as it is, `packed` by gzip or None where that saves nothing."""

    name: str
    content: bytes
    packed: bytes | None
    digest: str
    mimetype: str

    @property
    def address(self) -> str:
        """Where browsers ask for it: another content has another address."""
        stem, dot, ending = self.name.rpartition(".")
        return f"{PREFIX}{stem}.{self.digest}{dot}{ending}"


class Shelf:
    """Every file of a folder, read once: a file changed on the disk is sent by the next process."""

    def __init__(self, folder: Path) -> None:
        """Read, name and compress all of `folder`. Raises NoSuchFile when one leads to another that is not there."""
        self._folder = folder
        self._files: dict[str, StaticFile] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._put(path.relative_to(folder).as_posix())
        style = b"\n".join(self.file(f"css/{sheet}.css").content for sheet in STYLE_SHEETS)
        self._files[STYLE] = _made(STYLE, style)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def file(self, name: str) -> StaticFile:
        """The file of that name under static/. Raises KeyError when there is none."""
        return self._files[name]

    def asked(self, rest: str) -> tuple[StaticFile | None, bool]:
        """The file at an address, given without its prefix, and whether its name says this very content."""
        if named := _WITH_DIGEST.fullmatch(rest):
            stem, digest, ending = named.groups()
            found = self._files.get(stem + ending)
            return found, found is not None and found.digest == digest
        return self._files.get(rest), False

    def _put(self, name: str) -> StaticFile:
        if name not in self._files:
            content = (self._folder / name).read_bytes()
            ours = name.endswith((".css", ".js")) and not name.startswith("vendor/")
            self._files[name] = _made(name, self._led(name, content) if ours else content)
        return self._files[name]

    def _led(self, name: str, content: bytes) -> bytes:
        """The text with the addresses of what it leads to, so that a changed font changes its style sheet's name."""

        def address(lead: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), lead[0]))
            if not (self._folder / target).is_file():
                raise NoSuchFile(f"{name} leads to {target}")
            return self._put(target).address

        return _LEADS.sub(address, content.decode()).encode()


def _made(name: str, content: bytes) -> StaticFile:
    packed = gzip.compress(content, LEVEL, mtime=0)
    return StaticFile(
        name=name,
        content=content,
        packed=packed if len(packed) < len(content) * 0.9 else None,
        digest=hashlib.sha256(content).hexdigest()[:DIGITS],
        mimetype=_mimetype(name),
    )


def _mimetype(name: str) -> str:
    """By the ending, whatever the machine's own table says of scripts."""
    if name.endswith(".js"):
        return "text/javascript"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
