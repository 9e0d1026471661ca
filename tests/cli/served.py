"""Starting the portal as ./run does, in a process of its own, and asking it."""

import socket
import sys
import urllib.request
from pathlib import Path

from tests.patience import PATIENCE, until

ROOT = Path(__file__).parents[2]
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answer(url: str, *, holding: str = "") -> str:
    """What it says, as soon as it is there and holds these words."""

    def asked() -> str:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:
                said = str(response.read().decode())
        except OSError:  # refused or reset: not there yet
            return ""
        return said if holding in said else ""

    return until(asked, f"{url} {holding}")
