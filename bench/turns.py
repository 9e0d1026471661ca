"""Requests measured in turns: each has a process of its own, which says what CPU it used itself."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

ROUNDS = 21


@dataclass(frozen=True, slots=True)
class Target:
    """A request to repeat: which application answers it (a name of `bench.measured`), over which database, and where.

    `token` is that of a signed-in browser. `posts` are forms to send, one a request, in place of a GET. A `slowed`
    of 0.1 burns a tenth of its CPU on top, as a fault of ours would. `again` asks for what the browser already has.
    `locked` counts only the CPU between the beginning and the end of each transaction that is committed: while it
    lasts, everybody else who writes waits.
    """

    app: str
    url: str
    path: str = "/"
    token: str = ""
    posts: tuple[dict[str, str], ...] = ()
    repeats: int = 0
    slowed: float = 0
    again: bool = False
    locked: bool = False


@dataclass(slots=True)
class Measurement:
    """A process that repeats one request when it is told to; the bytes of its answer, and its CPU by turn in ms."""

    process: subprocess.Popen[str]
    size: int
    turns: list[float]

    def run(self) -> None:
        """One turn."""
        self.turns.append(float(_ask(self.process)))

    @property
    def milliseconds(self) -> float:
        """The median CPU of a request."""
        return statistics.median(self.turns)

    def ratio_to(self, other: "Measurement") -> float:
        """The median, over the turns, of this request's CPU in that of the other's turn beside it."""
        return statistics.median(mine / its for mine, its in zip(self.turns, other.turns, strict=True))


@contextmanager
def measured(*asked: Target, rounds: int = ROUNDS) -> Iterator[list[Measurement]]:
    """Each request after its turns: round by round, one after the other, there and back."""
    with ExitStack() as stack:
        started = [stack.enter_context(_process(one)) for one in asked]
        processes = [Measurement(process, int(_line(process)), []) for process in started]
        for number in range(rounds):
            for process in processes[:: -1 if number % 2 else 1]:
                process.run()
        yield processes


def in_turns(asked: Sequence[Target], rounds: int = ROUNDS) -> list[Measurement]:
    """The requests, measured; their processes have ended."""
    with measured(*asked, rounds=rounds) as processes:
        return processes


@contextmanager
def _process(asked: Target) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bench.measured"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(asked)) + "\n")
        process.stdin.flush()
        yield process
        process.stdin.close()


def _ask(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    process.stdin.write("turn\n")
    process.stdin.flush()
    return _line(process)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a measured process ended: its error stands above")
    return line
