"""The worker: does what is due and sends what waits, in a thread beside the pages or in processes of its own."""

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from portal.services.attendance import closing_reminders
from portal.services.attendance.evaluations import evaluation_rounds
from portal.services.base import jobs
from portal.services.base.heartbeats import beat
from portal.services.planning import reminders, session_jobs
from portal.services.post import inbound_erasure, inbound_poll, outbox
from portal.services.registrations.team import mondays
from portal.services.upkeep import retention

IDLE_SECONDS = 1.0
LONGEST_PAUSE = 30.0
logger = logging.getLogger(__name__)

# Importing them is what tells portal.services.base.jobs how each kind is done.
STEPS: tuple[Callable[[], int], ...] = (beat, jobs.run_due, outbox.send_due, inbound_poll.fetch_when_due)
# What a new worker does before anything else: it plans what an older version of the portal did not.
FIRST: tuple[Callable[[], int], ...] = (
    retention.plan_first,
    mondays.plan_first,
    reminders.plan_missing,
    closing_reminders.plan_missing,
)
HANDLERS = (session_jobs, inbound_erasure, evaluation_rounds)


@dataclass(frozen=True, slots=True)
class Running:
    """A worker in a thread of this process."""

    thread: threading.Thread
    stop: threading.Event

    def end(self, seconds: float = 30.0) -> None:
        """Ask it to stop, and wait until its present message is recorded."""
        self.stop.set()
        self.thread.join(seconds)


def run_forever(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set. A step that fails is noted, without addresses or words, and tried again later."""
    pause, steps = IDLE_SECONDS, (*FIRST, *STEPS)
    while not stop.is_set():
        done, failed = _turn(app, steps)
        steps = steps if failed else STEPS
        if failed:
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            pause = 0.0 if done else IDLE_SECONDS
        stop.wait(pause)


def _turn(app: Flask, steps: tuple[Callable[[], int], ...]) -> tuple[int, bool]:
    """Every step once, each in an application context of its own."""
    done, failed = 0, False
    for step in steps:
        try:
            with app.app_context():
                done += step()
        # Whatever a step raises, the others go on: mail must not stop for a broken job.
        except Exception as error:
            failed = True
            logger.error("worker step %s failed: %s", step.__module__, _where(error))
    return done, failed


def _where(error: Exception) -> str:
    """The kind of the error and the lines it came through; its message may hold addresses and texts of mails."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    return f"{type(error).__name__} at {' '.join(places)}"


def start_in_thread(app: Flask) -> Running:
    """Start a worker beside the pages of this process; it ends with the process."""
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(app, stop), name="worker", daemon=True)
    thread.start()
    return Running(thread, stop)
