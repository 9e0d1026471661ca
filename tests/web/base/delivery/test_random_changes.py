"""Whatever changes and however time passes between two visits: no page is said to be what it no longer is."""

from collections.abc import Iterator
from random import Random

import pytest
import time_machine
from flask import Flask

from portal import clock
from portal.database import db
from tests.factories import World
from tests.law.pages import route_world
from tests.services.life import LIVES
from tests.web.base.delivery.anybody import Answer, ask, tagged_addresses
from tests.web.base.delivery.changes import Changes

LEAST = 60  # pages that looked otherwise in one life: else the changes change nothing
SOME = 4  # pages whose tag is sent back after each step

Pages = dict[str, Answer]


def visited(app: Flask, before: Pages, chance: Random) -> Pages:
    """All pages as they are now; what looks otherwise has another tag, and a tag sent back is judged by that."""
    now = {address: ask(app, address) for address in before}
    sent_back = chance.sample(sorted(now), SOME)
    for address, page in now.items():
        had = before[address]
        alike = page.body == had.body
        assert alike or page.tag != had.tag or not had.tag, f"{address} looks otherwise under its tag"
        if had.tag and address in sent_back:
            again = ask(app, address, had.tag)
            expected = (304, b"") if page.tag == had.tag else (page.status, page.body)
            assert (again.status, again.body) == expected, address
    return now


def steps(changes: Changes, chance: Random, traveller: time_machine.Traveller) -> Iterator[str]:
    """Each use case once and some time between, in any order, and now and then a write that nobody sees."""
    commands = changes.commands()
    drawn = [*commands, *["time"] * len(commands), *["unseen"] * 4]
    chance.shuffle(drawn)
    for step in drawn:
        if step == "time":
            traveller.move_to(changes.moment())
        elif step == "unseen":
            changes.change_nothing_shown()
        else:
            changes.change(step)
        db.session.rollback()
        yield step if isinstance(step, str) else "change"


@pytest.mark.parametrize("life", range(LIVES))
def test_no_page_is_said_to_be_what_it_no_longer_is(app: Flask, world: World, life: int) -> None:
    route_world.build(world)
    chance, otherwise = Random(life), 0
    with app.app_context(), time_machine.travel(clock.now(), tick=False) as traveller:
        changes = Changes(world, chance)
        pages = {address: ask(app, address) for address in tagged_addresses(app)}
        for step in steps(changes, chance, traveller):
            before, pages = pages, visited(app, pages, chance)
            otherwise += len([address for address, page in pages.items() if page.body != before[address].body])
            assert step != "unseen" or {page.tag for page in pages.values()} == {page.tag for page in before.values()}

    assert otherwise >= LEAST
