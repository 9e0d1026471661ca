"""`serve --reload`: the portal for those who work on it, served anew whenever one of its files changes."""

import signal
import socket
import subprocess
import threading
from pathlib import Path

import click

WATCHED = ("config.py", "wsgi.py", "portal", "templates", "static")
PAUSE = 0.5  # seconds between two looks at the files

Stamps = dict[Path, int]


def keep_serving(root: Path, listener: socket.socket, command: list[str]) -> None:
    """Run `command FD`, which serves at `listener` with a worker; end it and start it anew when a file changes.

    The socket stays open meanwhile, so that a browser waits and is not refused. A portal that cannot start says why,
    and is tried again at the next change. Ends what it started when this process is asked to end.
    """
    seen, server = stamps(root), _started(root, listener, command)
    try:
        while True:
            threading.Event().wait(PAUSE)
            now = stamps(root)
            if changed := changes(seen, now):
                click.echo(f"Served anew: {', '.join(path.relative_to(root).as_posix() for path in changed[:3])}")
                _end(server)
                seen, server = now, _started(root, listener, command)
    except KeyboardInterrupt:
        click.echo("")
    finally:
        _end(server)


def stamps(root: Path) -> Stamps:
    """When each file that the portal is made of was last written; compiled Python does not count."""
    found: Stamps = {}
    for name in WATCHED:
        top = root / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if "__pycache__" not in path.parts and path.is_file():
                found[path] = path.stat().st_mtime_ns
    return found


def changes(before: Stamps, after: Stamps) -> list[Path]:
    """The files that are new, gone or written since."""
    return sorted({path for path, _stamp in before.items() ^ after.items()})


def _started(root: Path, listener: socket.socket, command: list[str]) -> "subprocess.Popen[bytes]":
    number = listener.fileno()
    return subprocess.Popen([*command, str(number)], cwd=root, pass_fds=[number])  # noqa: S603 (our own command)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """It finishes what it serves, and its worker the message it sends."""
    server.send_signal(signal.SIGTERM)
    server.wait()
