"""axe finds nothing in the states that no list of addresses reaches: forms refused, confirmations, closings, codes.

The pages are drawn by the test client, each template once a state, and shown by the browser with the portal's styles.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Route

from portal import clock
from portal.models.accounts.accounts import SignIn
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.secrets import hashed
from portal.rules.base.states import RegistrationState, SessionStatus
from tests.browser.conftest import Portal, Visitors
from tests.browser.test_accessibility import ALL_RULES, CONTRAST, DESK, PHONE, Look, looked_at
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.law.pages.request_crawl import Visitor
from tests.law.pages.sent_forms import House, emptied, templates_drawn

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
State = tuple[str, str]  # its name, the page
LOOKS = ((PHONE, "light", ALL_RULES), (DESK, "dark", CONTRAST))


def sent(house: House) -> Iterator[State]:
    """What comes back when each form is sent empty, and as it stands: a refusal, or what to confirm."""
    seen = set()
    for form in house.forms():
        for how, fields in (("empty", emptied(form)), ("filled", form.fields)):
            with templates_drawn(house.app) as drawn:
                status, page = house.post(form, fields)
            state = (drawn[-1], status >= 400) if page else ("errors/", True)
            if state not in seen and not state[0].startswith("errors/"):
                seen.add(state)
                yield f"{form.address} {how}: {status}", page


def closings(house: House) -> Iterator[State]:
    """A session to close: not over, presences missing, all marked, late, too late; and one that is closed."""
    world, admin = house.world, house.visitor("admin")
    for name, days, marked in (("early", -1, False), ("unmarked", 1, False), ("marked", 1, True), ("late", 60, True)):
        session = over(world, days, marked)
        yield f"closing {name}", admin.page(f"/seances/{session.public_id}/cloture")[1]
        yield f"list {name}", admin.page(f"/seances/{session.public_id}/participants")[1]
    yield "closing too late", admin.page(f"/seances/{over(world, 800, False).public_id}/cloture")[1]
    closed = over(world, 2, True, status=SessionStatus.DONE)
    yield "closing done", admin.page(f"/seances/{closed.public_id}/cloture")[1]


def rooms(house: House) -> Iterator[State]:
    """A list to mark where somebody else noted another mark meanwhile, one whose person cancelled, and whom to call."""
    world, admin = house.world, house.visitor("admin")
    session = over(world, 0, True)
    [meeting] = world.all(Meeting, session_id=session.id)
    [row] = world.all(Registration, session_id=session.id)
    gone = world.registration(session, world.person(world.all(Partner)[0]), RegistrationState.CANCELLED)
    for name, number in (("clash", row.id), ("gone", gone.id)):
        stale = {"meeting": str(meeting.id), "seen": f"{number}:", f"m-{number}": "present", "csrf_token": admin.csrf}
        with admin.client.post(f"/seances/{session.public_id}/participants", data=stale) as response:
            assert response.status_code == 409
            yield name, response.get_data(as_text=True)
    yield "to call", admin.page(f"/seances/{session.public_id}/appels")[1]
    yield "at the door", admin.page(f"/seances/{session.public_id}/arrivee")[1]


def walls(house: House) -> Iterator[State]:
    """The code of a room that is shown, that is not yet, and the list with what was declared by it."""
    world, admin = house.world, house.visitor("admin")
    for name, hours in (("to come", 2), ("shown", 0)):
        session = world.training_session(starts_at=clock.now() + timedelta(hours=hours))
        [meeting] = world.all(Meeting, session_id=session.id)
        row = world.registration(session, world.person(world.all(Partner)[0]))
        world.save(RoomCode(meeting_id=meeting.id))
        world.save(DeclaredPresence(meeting_id=meeting.id, registration_id=row.id, declared_at=clock.now()))
        yield f"wall {name}", admin.page(f"/seances/{session.public_id}/code")[1]
        yield f"declared {name}", admin.page(f"/seances/{session.public_id}/participants")[1]
    wrong = {"code": "222222", "email": "personne@example.org", "csrf_token": admin.csrf}
    with admin.client.post("/presence", data=wrong) as response:
        yield "wrong code of a room", response.get_data(as_text=True)
    yield "thanks", admin.page("/presence/merci")[1]


def over(world: World, days: int, marked: bool, **values: object) -> TrainingSession:
    starts = clock.now() - timedelta(days=days)
    session = world.training_session(starts_at=starts, published_at=starts - timedelta(days=40), **values)
    [meeting] = world.all(Meeting, session_id=session.id)
    row = world.registration(session, world.person(world.all(Partner)[0]))
    if marked:
        world.noted(row.id, meeting.id, False)
    return session


def drafts(house: House) -> Iterator[State]:
    """A draft, what stands before its publication, and before it is discarded."""
    draft = house.world.training_session(status=SessionStatus.DRAFT, published_at=None)
    for page in ("", "/modifier", "/publier", "/supprimer"):
        yield f"draft{page}", house.visitor("admin").page(f"/gestion/seances/{draft.public_id}{page}")[1]


def signing_in(house: House) -> Iterator[State]:
    """A code to type, a wrong one, a second factor to set up, its recovery codes, and one to show."""
    client = house.app.test_client()
    token = CheckedClient.csrf_token(client)  # type: ignore[arg-type] # the plain client: it checks no page
    client.post("/connexion", data={"email": "coordinator@example.org", "csrf_token": token})
    yield "code", client.get("/connexion/code").text
    yield "wrong code", client.post("/connexion/code", data={"code": "AAAAAAAA", "csrf_token": token}).text
    yield from second_factor(house)


def second_factor(house: House) -> Iterator[State]:
    fresh = half_signed_in(house, house.world.staff(totp_secret=SECRET).id)
    yield "factor to set up", fresh.page("/connexion/second-facteur")[1]
    code = pyotp.TOTP(SECRET).at(clock.now())
    with fresh.client.post("/connexion/second-facteur", data={"code": code, "csrf_token": fresh.csrf}) as response:
        yield "recovery codes", response.get_data(as_text=True)
    known = house.world.staff(totp_secret=SECRET, totp_confirmed_at=clock.now())
    yield "factor to show", half_signed_in(house, known.id).page("/connexion/second-facteur")[1]


def half_signed_in(house: House, account_id: int) -> Visitor:
    """A browser of staff that has shown no second factor yet."""
    secret, now = f"half {account_id}", clock.now()
    house.world.save(SignIn(token_hash=hashed(secret), account_id=account_id, created_at=now, last_seen_at=now))
    return Visitor(house.app, secret)


@pytest.fixture
def house(app: Flask, world: World) -> House:
    return House(app, world)


@pytest.mark.parametrize(
    ("states", "looks"),
    [(sent, LOOKS[:1]), (closings, LOOKS), (rooms, LOOKS), (walls, LOOKS), (drafts, LOOKS), (signing_in, LOOKS)],
)
def test_axe_finds_nothing_in_any_state(
    states: Callable[[House], Iterator[State]],
    looks: Sequence[Look],
    house: House,
    small_world: tuple[Portal, dict[str, str]],
    browser: Browser,
) -> None:
    shown = list(states(house))
    page = Visitors(browser, small_world[0], 1280, javascript=True).new()
    found = []
    for name, body in shown:
        page.route("**/etat", partial(Route.fulfill, body=body, content_type="text/html; charset=utf-8"))
        page.goto("/etat")
        page.unroute("**/etat")
        assert page.locator("h1").count() == 1, name
        found += looked_at(page, name, looks)

    page.context.close()
    assert len(shown) > 3
    assert not found, "\n".join(found)
