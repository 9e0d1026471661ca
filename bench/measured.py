"""The process of one measured request (`bench.turns`): it answers each line with the CPU of a request, in ms."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from bench.ground import portal_at
from bench.turns import Target
from bench.yardsticks import registration, same_plan, same_presence, same_rows, smallest

APPS: dict[str, Callable[[str, Path], Flask]] = {
    "portal": portal_at,
    "O": smallest.application,
    "R": same_rows.application,
    "R of presence": same_presence.application,
    "R of the plan": same_plan.application,
    "F": registration.application,
}
A_TURN = 0.06  # seconds of CPU: long enough for the clock, short enough for turns to lie side by side
WARM = 10
RAW_TOKEN = "0" * 40


def main() -> None:
    """Read what is asked, say how long the answer is, then take a turn for each line until there is none."""
    asked = Target(**json.loads(sys.stdin.readline()))
    with tempfile.TemporaryDirectory() as home:
        app = APPS[asked.app](asked.url, Path(home))
        request = _request(app, asked)
        _say(request())
        repeats = asked.repeats or _repeats(request)
        turn = partial(_locked, request, repeats, LockedTime()) if asked.locked else None
        for _line in sys.stdin:
            _say(turn() if turn else _cpu(request, repeats, asked.slowed))


def _say(figure: float) -> None:
    print(figure, flush=True)


def _repeats(request: Callable[[], int]) -> int:
    for _warm in range(WARM):
        request()
    return max(3, round(A_TURN / (_cpu(request, WARM) / 1000)))


def _cpu(request: Callable[[], int], repeats: int, slowed: float = 0) -> float:
    begun = time.process_time()
    for _repeat in range(repeats):
        before = time.process_time()
        request()
        if slowed:
            _burn((time.process_time() - before) * slowed)
    return (time.process_time() - begun) / repeats * 1000


class LockedTime:
    """The CPU, in seconds, of the transactions that were committed since it was last taken.

    From BEGIN IMMEDIATE, which on SQLite is the lock, or BEGIN, which on PostgreSQL stands right before it. What only
    reads ends without a commit and is not counted.
    """

    def __init__(self) -> None:
        self.total = self.begun = 0.0
        event.listen(Session, "after_begin", self._begin)
        event.listen(Session, "after_commit", self._end)

    def take(self) -> float:
        """The total, which then begins anew."""
        total, self.total = self.total, 0.0
        return total

    def _begin(self, *_of: object) -> None:
        self.begun = time.process_time()

    def _end(self, _session: Session) -> None:
        self.total += time.process_time() - self.begun


def _locked(request: Callable[[], int], repeats: int, time_locked: LockedTime) -> float:
    time_locked.take()
    for _repeat in range(repeats):
        request()
    return time_locked.take() / repeats * 1000


def _burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def _request(app: Flask, asked: Target) -> Callable[[], int]:
    """The request straight through WSGI, as a server hands it over: no test client stands in the figures."""
    environments = _environments(app, asked)
    expected = "303" if asked.posts else "304" if asked.again else "200"

    def request() -> int:
        environment = next(environments)
        answers: list[str] = []
        body = app(environment, lambda status, _headers, _error=None: answers.append(status))
        size = sum(len(part) for part in body)
        if close := getattr(body, "close", None):
            close()
        assert answers[0].startswith(expected), (asked.path, answers)
        return size

    return request


def _environments(app: Flask, asked: Target) -> Iterator[dict[str, Any]]:
    if not asked.posts:
        environment = _environment(app, asked.path, asked.token)
        if asked.again:
            environment["HTTP_IF_NONE_MATCH"] = _tag(app, environment)
        while True:
            yield dict(environment)
    for fields in cycle(asked.posts):
        content = dict(fields)
        path, token = content.pop("path"), content.pop("token")
        raw = urlencode({"csrf_token": csrf_token(app), **content}).encode()
        yield {**_environment(app, path, token, method="POST", data=raw), "wsgi.input": BytesIO(raw)}


def _tag(app: Flask, environment: dict[str, Any]) -> str:
    found: list[str] = []
    body = app(dict(environment), lambda _status, headers, _error=None: found.append(dict(headers)["ETag"]))
    list(body)
    if close := getattr(body, "close", None):
        close()
    return found[0]


def _environment(app: Flask, path: str, token: str, **options: Any) -> dict[str, Any]:
    cookie = cookie_of(app, token) if token or options else ""
    headers = {"Cookie": cookie} if cookie else {}
    form = "application/x-www-form-urlencoded" if options else None
    return EnvironBuilder(
        path, base_url="http://localhost", headers=headers, content_type=form, **options
    ).get_environ()


def cookie_of(app: Flask, token: str) -> str:
    """The cookie of a browser that has the form's token, signed in where it has a `token`."""
    kept = {"csrf_token": RAW_TOKEN, **({"_user_id": token} if token else {})}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's default
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}"


def csrf_token(app: Flask) -> str:
    """What a form of that browser carries."""
    return str(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(RAW_TOKEN))


if __name__ == "__main__":
    main()
