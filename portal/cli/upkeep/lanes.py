"""The two lanes of the built-in server: pages are read while forms wait, and a form waits before it takes a thread.

With one lane ten forms that wait for the database hold every thread, and nobody reads a page meanwhile. Here forms
have a few threads of their own, and those that find none wait in the order in which they came. One that waited too
long is answered in the readers' lane by a page that holds what was typed.
"""

import inspect
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from portal.rules.base.waiting import KEPT_WAITING, LONGEST_WAIT, READING

THREADS = 8
# Two: SQLite writes one form at a time, and the second is read and drawn meanwhile. Each further one takes its
# part of the processor from the readers.
WRITERS = 2
USED = (
    (ThreadedTaskDispatcher, ("set_thread_count", "add_task", "shutdown")),
    (HTTPChannel, ("service", "cancel")),
)

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_turn = threading.local()


class LanesImpossible(RuntimeError):
    """The installed waitress lacks what the lanes are built on; they were written for 3.0."""


class Task(Protocol):
    """A connection of waitress whose next request is complete: `requests[0]`."""

    requests: list[Any]

    def service(self) -> None:
        """Answer that request."""

    def cancel(self) -> None:
        """Close the connection."""


class Turn:
    """One form on its way to a thread. It is answered once: by a writer, or else as one that was kept waiting."""

    def __init__(self, task: Task, end: float) -> None:
        self.task, self.end = task, end
        self._free = threading.Lock()

    @property
    def taken(self) -> bool:
        """Whether somebody answers it, or has."""
        return self._free.locked()

    def take(self) -> bool:
        """Whether the caller is the first to take it."""
        return self._free.acquire(blocking=False)

    def service(self) -> None:
        """Answer it, unless it was kept waiting too long and is answered elsewhere."""
        if self.take():
            self.task.service()

    def cancel(self) -> None:
        """Close the connection: the server ends."""
        if self.take():
            self.task.cancel()


class KeptWaiting:
    """A form whose time is over: the application is told so, and gives back what was typed."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.cancel = task.cancel

    def service(self) -> None:
        """Answer it, with the mark that `marking` puts in the environment."""
        _turn.kept_waiting = True
        try:
            self.task.service()
        finally:
            _turn.kept_waiting = False


class Lanes:
    """The dispatcher that waitress hands its connections to, with `writers` of the `threads` for forms.

    A form that found no thread for `longest_wait` seconds is answered without one of them.
    """

    def __init__(self, *, threads: int = THREADS, writers: int = WRITERS, longest_wait: float = LONGEST_WAIT) -> None:
        _check_waitress()
        self.longest_wait = longest_wait
        self.readers, self.writers = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self.readers.set_thread_count(threads - writers)
        self.writers.set_thread_count(writers)
        # That forms wait is what the lane is for: a line in the log for each would hide the others.
        self.writers.queue_logger = _Silent()
        self._line: deque[Turn] = deque()
        self._news, self._ended = threading.Condition(), False
        threading.Thread(target=self._watch, name="lanes", daemon=True).start()

    def add_task(self, task: Task) -> None:
        """Waitress: a request is complete. Pages are read at once; a form takes its turn."""
        if _reads(task):
            self.readers.add_task(task)
            return
        turn = Turn(task, time.monotonic() + self.longest_wait)
        with self._news:
            self._line.append(turn)
            self.writers.add_task(turn)  # with the lock held: both lines keep one order
            self._news.notify()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Waitress: the process ends. What is being answered is finished first."""
        with self._news:
            self._ended = True
            self._news.notify()
        lanes = (self.writers, self.readers)
        return all([lane.shutdown(cancel_pending, timeout) for lane in lanes])

    def _watch(self) -> None:
        """Hand over to the readers each form whose time is over, as soon as it is."""
        with self._news:
            while not self._ended:
                now = time.monotonic()
                while self._line and (self._line[0].taken or self._line[0].end <= now):
                    turn = self._line.popleft()
                    if turn.take():
                        self.readers.add_task(KeptWaiting(turn.task))
                self._news.wait(self._line[0].end - now if self._line else None)


def marking(app: Application) -> Application:
    """The application, told by KEPT_WAITING in its environment whether a form got no turn."""

    def marked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[KEPT_WAITING] = getattr(_turn, "kept_waiting", False)
        return app(environ, start_response)

    return marked


def _reads(task: Task) -> bool:
    """A request that waitress could not read has no method, and costs nothing to answer."""
    request = task.requests[0]
    return bool(request.error) or request.command in READING


def _check_waitress() -> None:
    missing = [f"{kind.__name__}.{name}" for kind, names in USED for name in names if not hasattr(kind, name)]
    if "_dispatcher" not in inspect.signature(create_server).parameters:
        missing.append("create_server(_dispatcher=)")
    if missing:
        raise LanesImpossible(f"waitress lacks {', '.join(missing)}: install the version of requirements.txt.")


class _Silent:
    def warning(self, *_words: object) -> None:
        """Say nothing."""
