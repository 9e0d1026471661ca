"""The worker: sends within moments, outlives every failure, stops when asked."""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask

from portal import worker
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.accounts import signing_in
from tests.factories import World
from tests.patience import PATIENCE, until

ROOT = Path(__file__).parents[3]


def write() -> None:
    signing_in.request_code(signing_in.Asking("noe@example.org", "", "browser", "network"))


def test_a_thread_sends_what_is_written_and_stops_when_asked(app: Flask, world: World) -> None:
    running = worker.start_in_thread(app)

    write()

    until(lambda: world.all(OutboxMessage)[0].state is MessageState.SENT)
    running.end(PATIENCE)
    assert not running.thread.is_alive()


def test_a_step_that_fails_stops_neither_the_others_nor_the_worker(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> int:
        raise RuntimeError("noe@example.org cannot have her code 123456")

    monkeypatch.setattr(worker, "STEPS", (breaks, *worker.STEPS))
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.05)
    write()

    with caplog.at_level(logging.ERROR):
        running = worker.start_in_thread(app)
        until(lambda: world.all(OutboxMessage)[0].state is MessageState.SENT)
        running.end(PATIENCE)

    assert "RuntimeError at" in caplog.text
    assert "noe@" not in caplog.text
    assert "123456" not in caplog.text


def test_a_worker_asked_to_stop_at_once_does_nothing(app: Flask) -> None:
    stop = threading.Event()
    stop.set()

    worker.run_forever(app, stop)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_runs_until_it_is_told_to_stop(app: Flask, number: signal.Signals, tmp_path: Path) -> None:
    home = app.config["PORTAL"].home
    url = app.config["PORTAL"].database_url
    environ = {**os.environ, "PORTAL_HOME": str(tmp_path), "DATABASE_URL": url.replace(str(tmp_path), str(home))}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "The worker runs.\n"

    process.send_signal(number)

    output, _errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (0, "The worker has stopped.\n")
