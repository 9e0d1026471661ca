"""Starting the portal as ./run does, in a process of its own, and asking it."""

import socket
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answer(url: str) -> str:
    """What it says, as soon as it is there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return str(response.read().decode())
        except OSError:  # refused, reset or slow: not there yet
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
