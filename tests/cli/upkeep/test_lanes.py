"""The two lanes of the built-in server: pages are read while forms wait, and forms take their turn."""

import http.client
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import waitress
from flask import Flask, request
from waitress.task import ThreadedTaskDispatcher

from portal.cli.upkeep import lanes
from portal.cli.upkeep.lanes import Lanes, LanesImpossible, marking
from portal.web.base.request import errors
from tests.factories import World
from tests.patience import PATIENCE, until

WRITERS = 2
HEADERS = {
    "Host": "localhost",
    "Origin": "http://localhost",
    "Content-Type": "application/x-www-form-urlencoded",
}


class Gate:
    """Before every form that got its turn: who has come so far, in order; none goes on before the gate opens."""

    def __init__(self) -> None:
        self.come: list[str] = []
        self.open = threading.Event()

    def pass_through(self) -> None:
        if request.method == "POST":
            self.come.append(request.args["form"])
            self.open.wait()


class Served:
    """The portal behind the two lanes, in this process."""

    def __init__(self, app: Flask, gate: Gate, writers: int) -> None:
        self.lanes, self.gate = Lanes(threads=writers + 1, writers=writers), gate
        first = app.before_request_funcs[None]
        first.insert(first.index(errors.refuse_late_forms) + 1, gate.pass_through)
        self.server: Any = waitress.create_server(marking(app), host="127.0.0.1", port=0, _dispatcher=self.lanes)
        self.over = threading.Event()
        self.serving = threading.Thread(target=self._serve)
        self.serving.start()
        self.answers: dict[str, tuple[int, str]] = {}
        self.sent: list[threading.Thread] = []

    def _serve(self) -> None:
        sockets, network = self.server._map, self.server.asyncore
        while not self.over.is_set():
            network.loop(map=sockets, count=1, use_poll=True)
        network.close_all(sockets)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.effective_port, timeout=PATIENCE)
        connection.request(method, path, body, HEADERS)
        response = connection.getresponse()
        said = response.read().decode()
        connection.close()
        return response.status, said

    def send(self, name: str) -> None:
        """Send a form by this name, and do not wait for what is answered."""

        def send() -> None:
            self.answers[name] = self.ask("POST", f"/connexion?form={name}", f"email={name}%40example.org")

        self.sent.append(threading.Thread(target=send, daemon=True))
        self.sent[-1].start()

    def send_in_order(self, names: list[str]) -> None:
        """Each once the one before stands in the line."""
        for number, name in enumerate(names, 1):
            self.send(name)
            until(lambda number=number: len(self.gate.come) + len(self.lanes.writers.queue) == number, name)

    def end(self) -> None:
        self.gate.open.set()
        for thread in self.sent:
            thread.join()
        self.lanes.shutdown()
        self.over.set()
        self.server.pull_trigger()
        self.serving.join()


@pytest.fixture
def writers() -> int:
    return WRITERS


@pytest.fixture
def served(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, writers: int) -> Iterator[Served]:
    monkeypatch.setitem(app.before_request_funcs, None, list(app.before_request_funcs[None]))
    monkeypatch.setitem(app.config, "TESTING", False)
    served = Served(app, Gate(), writers)
    yield served
    served.end()


def test_pages_are_read_while_ten_forms_wait(served: Served) -> None:
    served.send_in_order([f"form{number}" for number in range(10)])

    status, said = served.ask("GET", "/connexion")

    assert (status, "<h1" in said) == (200, True)
    assert len(served.gate.come) == WRITERS
    assert served.answers == {}


@pytest.mark.parametrize("writers", [1])
def test_forms_take_their_turn_in_the_order_in_which_they_came(served: Served) -> None:
    names = [f"form{number}" for number in range(6)]
    served.send_in_order(names)
    served.gate.open.set()
    until(lambda: len(served.answers) == len(names))

    assert served.gate.come == names


def test_a_form_that_waited_too_long_is_given_back_and_not_carried_out(served: Served) -> None:
    served.send_in_order(["first", "second"])
    served.lanes.longest_wait = 0

    served.send("late")
    status, said = until(lambda: served.answers.get("late"))

    assert status == 503
    assert 'name="email" value="late@example.org"' in said
    assert "Envoyer à nouveau" in said
    assert served.gate.come == ["first", "second"]
    served.gate.open.set()
    until(lambda: len(served.answers) == 3)
    assert served.gate.come == ["first", "second"]


def test_the_form_given_back_can_be_sent_again(served: Served) -> None:
    served.send_in_order(["first", "second"])
    served.lanes.longest_wait = 0
    served.send("late")
    until(lambda: served.answers.get("late"))
    served.lanes.longest_wait = PATIENCE
    served.gate.open.set()

    status, _said = served.ask("POST", "/connexion?form=late", "email=late%40example.org")

    assert status == 400  # without the cookie of its token: it comes back once more
    assert served.gate.come[-1] == "late"


def test_an_end_answers_what_has_begun_and_closes_what_waits(served: Served) -> None:
    served.send_in_order(["first", "second", "third"])
    served.gate.open.set()
    until(lambda: len(served.answers) == 3)

    assert served.lanes.shutdown()
    assert (served.lanes.readers.threads, served.lanes.writers.threads) == (set(), set())


def _without(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.delattr(ThreadedTaskDispatcher, name)


def _other_server(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lanes, "create_server", lambda application, **settings: None)


@pytest.mark.parametrize("other", [_without("set_thread_count"), _without("add_task"), _other_server])
def test_a_waitress_that_lacks_what_is_used_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, other: Callable[[pytest.MonkeyPatch], None]
) -> None:
    other(monkeypatch)

    with pytest.raises(LanesImpossible, match="waitress lacks"):
        Lanes()
