"""Whoever asks, how often and from wherever: who owns an address has a mail within a minute, a guesser has few codes.

Strangers ask for every account from many networks, and type wrong codes in every browser they have; owners ask, and
sometimes sign in. The clock goes on by chance.
"""

import random
import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.database import db
from portal.mail.compose.accounts import accounts as compose
from portal.models.accounts.accounts import Challenge
from portal.models.post.mail import OutboxMessage
from portal.rules.accounts import sign_in_limits as limits
from portal.rules.accounts.sign_in_limits import Requests, Sending
from portal.rules.base.secrets import hashed
from portal.rules.refusals import Refusal
from portal.rules.refusals.accounts import CodeOver, CodeWrong
from portal.services.accounts import arriving, signing_in
from portal.services.accounts.arriving import Browser
from portal.services.accounts.signing_in import Asking
from tests.factories import World
from tests.services.life import LIVES

START = datetime.fromisoformat("2026-12-01T09:00:00+01:00")
OWNERS = ("fatou@example.org", "yanis@example.org", "inconnue@example.org")
SOON = timedelta(minutes=1)
WRONG = "2222-2222"


class Portal:
    """One life of the sign-in page; `owners` are addresses with an account, but for the last one."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.guesses = world, random.Random(seed), 0
        self.travel = time_machine.travel(START, tick=False)
        self.now = self.travel.start()
        for address in OWNERS[:-1]:
            world.account(address)

    def network(self) -> str:
        number = self.chance.randrange(2**16)
        return self.chance.choice([f"192.0.{number >> 8}.{number & 255}", f"2001:db8::{number:x}"])

    def stranger_asks(self) -> None:
        ask(self.chance.choice(OWNERS), f"stranger {self.chance.randrange(60)}", self.network())

    def newcomers_are_asked_for(self) -> None:
        network = self.network()
        for number in range(self.chance.randrange(40)):
            ask(f"nobody{number}@example.org", "stranger 1", network)

    def stranger_guesses(self) -> None:
        browser = Browser(f"stranger {self.chance.randrange(60)}", "")
        for _try in range(self.chance.randrange(1, 9)):
            try:
                arriving.confirm_code(WRONG, browser)
            except (CodeWrong, CodeOver):
                continue
            raise AssertionError("a guess was right")

    def owner_asks(self) -> None:
        """What may have left a minute before serves her too: its link opens her browser."""
        address = self.chance.choice(OWNERS[:-1])
        ask(address, "owner", "198.51.100.1")
        links = {mail.link_hash: mail for mail in self.world.all(Challenge, email=address, used_at=None)}
        mails = self.world.all(OutboxMessage, to_address=address)
        fresh = [token_in(mail) for mail in mails if mail.created_at > clock.now() - SOON]
        good = [token for token in fresh if hashed(token) in links]
        assert good, "no mail of the last minute opens anything"
        assert links[hashed(good[-1])].expires_at - clock.now() >= limits.LEAST_LEFT - SOON
        if self.chance.random() < 0.2:
            arriving.confirm_link(good[-1], Browser("elsewhere", ""), seen=True)

    def time_passes(self) -> None:
        self.now.shift(timedelta(seconds=self.chance.choice([1, 20, 61, 200])))

    def live(self, steps: int) -> None:
        acts = [self.stranger_asks] * 6 + [self.stranger_guesses] * 4 + [self.owner_asks] * 2 + [self.time_passes] * 4
        for _step in range(steps):
            self.chance.choice([*acts, self.newcomers_are_asked_for])()


def token_in(mail: OutboxMessage) -> str:
    return next(word for word in mail.body_text.split() if "/connexion/lien/" in word).rpartition("/")[2]


def ask(address: str, browser: str, network: str) -> None:
    signing_in.request_code(Asking(address, "/", browser, network))


@pytest.mark.parametrize("seed", range(2 * LIVES))
def test_whatever_strangers_do_the_owner_has_a_mail_and_the_guesser_few_codes(
    world: World, engine_name: str, seed: int
) -> None:
    life = Portal(world, seed)
    try:
        life.live(120 if engine_name == "sqlite" else 60)
        assert all(row.tries <= limits.MOST_TRIES for row in world.all(Challenge))
    finally:
        life.travel.stop()


@pytest.mark.parametrize("step", [31, 173])
def test_the_greediest_stranger_has_no_more_codes_than_the_arithmetic_says(world: World, step: int) -> None:
    """He asks all the time, for two hours, from ever new networks and browsers."""
    world.account(OWNERS[0])
    hours = timedelta(hours=2)
    with time_machine.travel(START, tick=False) as now:
        for number in range(int(hours / timedelta(seconds=step))):
            ask(OWNERS[0], f"stranger {number % 25}", f"192.0.2.{number % 250}")
            now.shift(timedelta(seconds=step))

    share = limits.most_codes_a_day() * (hours / limits.A_DAY)
    made = db.session.scalar(select(func.count()).select_from(Challenge)) or 0
    assert share / 2 < made <= share + limits.MOST_PER_ADDRESS + 1


def test_a_network_of_unknown_addresses_has_its_codes_counted(world: World) -> None:
    with time_machine.travel(START, tick=False):
        for number in range(limits.MOST_UNKNOWN_PER_NETWORK + 20):
            ask(f"nobody{number}@example.org", "stranger", f"2001:db8:0:1::{number:x}")
        ask("newcomer@example.org", "newcomer", "2001:db8:0:2::1")

    addresses = [row.email for row in world.all(Challenge)]
    assert len(addresses) == limits.MOST_UNKNOWN_PER_NETWORK + 1
    assert addresses[-1] == "newcomer@example.org"


def together(app: Flask, act: object, times: int) -> list[Refusal | None]:
    """The act at once in so many threads, with what each was refused."""
    ready, told = threading.Barrier(times), list[Refusal | None]()

    def run() -> None:
        with app.app_context():
            ready.wait()
            try:
                act()  # type: ignore[operator]
                told.append(None)
            except Refusal as refusal:
                told.append(refusal)

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_codes_guessed_at_once_are_as_many_tries(app: Flask, world: World) -> None:
    ask(OWNERS[0], "stranger", "192.0.2.1")
    [challenge] = world.all(Challenge)

    told = together(app, lambda: arriving.confirm_code(WRONG, Browser("stranger", "")), 10)

    assert sorted(type(refusal) is CodeWrong for refusal in told) == [False] * 4 + [True] * 6
    assert world.get(Challenge, challenge.id).tries == limits.MOST_TRIES


def test_requests_at_once_make_no_more_codes_than_one_after_the_other(app: Flask, world: World) -> None:
    together(app, lambda: ask(OWNERS[0], "stranger", "192.0.2.1"), 8)

    assert len(world.all(Challenge)) == limits.MOST_PER_ADDRESS


def test_a_code_pressed_twice_at_once_signs_in_once(app: Flask, world: World) -> None:
    ask(OWNERS[0], "owner", "192.0.2.1")
    [challenge] = world.all(Challenge)
    code = compose.code_of(challenge)

    told = together(app, lambda: arriving.confirm_code(code, Browser("owner", "")), 4)

    assert [refusal for refusal in told if refusal is None] == [None]


def silent(asked: Requests, now: datetime) -> Sending:
    """As it was: past the limit of an address nothing leaves."""
    return Sending.NEW if asked.lately < limits.MOST_PER_ADDRESS else Sending.NOTHING


def generous(asked: Requests, now: datetime) -> Sending:
    """A new code for whoever asks."""
    return Sending.NEW


def test_the_life_would_see_a_limit_that_silences(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "sending", silent)

    with pytest.raises(AssertionError, match="no mail of the last minute"):
        test_whatever_strangers_do_the_owner_has_a_mail_and_the_guesser_few_codes(world, "sqlite", 0)


def test_the_arithmetic_would_see_a_limit_that_is_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "sending", generous)

    with pytest.raises(AssertionError):
        test_the_greediest_stranger_has_no_more_codes_than_the_arithmetic_says(world, 31)
