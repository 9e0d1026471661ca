"""Mail: letters a second through one worker against smtplib alone, and CPU to write one invitation."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from statistics import median

from flask import Flask

from bench.ground import portal_on
from bench.measure import cpu_ratio
from config import MailSettings
from portal import clock
from portal.database import writing
from portal.mail.samples import sample_scene, samples
from portal.mail.wire import outbox as mail_outbox
from portal.mail.wire.letters import Letter, message_for
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.transport import init_app
from portal.models.post.mail import OutboxMessage
from portal.services.post import outbox
from tests.mail.conftest import free_port

LETTERS = 60
ROUNDS = 9
LEAST_SHARE = 0.6
# A server that takes everything, in a process of its own: its work is not ours.
SERVER = """
import sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
print("ready", flush=True)
time.sleep(600)
"""


def measure() -> bool:
    """Print both figures on both engines; False when the worker is slower than its share of smtplib."""
    held = [_speed(engine) for engine in ("sqlite", "postgresql")]
    _writing_one()
    return all(held)


@contextmanager
def _server() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], stdout=subprocess.PIPE)
    with closing(process.stdout) as output:
        output.readline()
        yield port
        process.kill()
        process.wait()


def _speed(engine: str) -> bool:
    with _server() as port, portal_on(engine) as (app, _world), app.app_context():
        _send_through(app, port)
        letter = _letter()
        rounds = []
        for number in range(ROUNDS):
            _write(number)
            rounds.append((_per_second(_one_worker), _per_second(lambda: _smtplib_alone(port, letter))))
        share = median(worker / alone for worker, alone in rounds)
        worker, alone = (median(speeds) for speeds in zip(*rounds, strict=True))
        verdict = "held" if share >= LEAST_SHARE else "BEYOND"
        figures = f"{worker:6.0f} letters/s by one worker, {alone:6.0f} by smtplib with ready bytes: {share:.2f}"
        print(f"  {engine:10} {figures} (limit {LEAST_SHARE}, {verdict})")
        return share >= LEAST_SHARE


def _send_through(app: Flask, port: int) -> None:
    mail = MailSettings("127.0.0.1", port, "", "", "none", "La Sambrienne", "formations@example.org")
    app.config["PORTAL"] = replace(app.config["PORTAL"], mail=mail)
    init_app(app, mail)


def _per_second(send: Callable[[], None]) -> float:
    begun = time.perf_counter()
    send()
    return LETTERS / (time.perf_counter() - begun)


def _invitation() -> Envelope:
    written = samples.SAMPLES["place_confirmed"](sample_scene.scene())
    part = replace(written.calendar, entry_id=None) if written.calendar else None
    return replace(written, session_id=None, calendar=part, not_before=None)


def _write(number: int) -> None:
    """Invitations in the outbox, as a command writes them."""
    letter = _invitation()
    later = clock.now() + timedelta(days=1)
    rows = [replace(letter, key=f"bench:{number}:{place}", message_id="", expires_at=later) for place in range(LETTERS)]
    with writing() as session:
        mail_outbox.put_all(session, rows)


def _smtplib_alone(port: int, letter: Letter) -> None:
    """As many letters over one connection, their bytes ready: nothing is written, no outbox, no database."""
    ready = message_for(letter).as_bytes()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for _letter in range(LETTERS):
            connection.sendmail(letter.from_address, [letter.to_address], ready)


def _letter() -> Letter:
    return mail_outbox.letter_of(OutboxMessage(id=1, **mail_outbox._row(_invitation())))


def _one_worker() -> None:
    left = LETTERS
    while left:
        left -= outbox.send_due()


def _writing_one() -> None:
    """CPU of one invitation, from its rows to its bytes, and against its templates alone."""
    with portal_on("sqlite") as (app, _world), app.app_context(), app.test_request_context():
        letter = _invitation()

        def whole() -> None:
            message_for(_letter()).as_bytes()

        mine, templates, ratio = cpu_ratio(whole, lambda: mail_outbox.render(letter.kind, "", letter.context))
        print(f"  invitation {mine:.1f} ms of CPU to its bytes, {ratio:.1f} times its templates ({templates:.1f} ms)")
