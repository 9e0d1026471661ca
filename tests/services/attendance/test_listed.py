"""The list that leaves as a file says of everybody what the page says; read otherwise, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.mail.entries.meetings import facts
from portal.mail.entries.revisions import shown_of
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, RaisedQuota, TrainingSession
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.registrations import Registration
from portal.queries.attendance import attendees, listed
from portal.queries.registrations.reached import reached
from portal.rules.base.permissions import ANONYMOUS, Actor
from portal.rules.base.states import CalendarMethod, PartStat, RegistrationState
from portal.rules.refusals import NotFound
from tests.factories import World

STAFF = Actor(account_id=1, is_staff=True)
START = datetime(2026, 12, 3, 8, tzinfo=UTC)
BEFORE = START - timedelta(days=20)
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(starts_at=START, published_at=BEFORE, capacity=4, quota=1)


def come(world: World, session: TrainingSession, partner: Partner, name: str, **values: object) -> Registration:
    given, _space, family = name.partition(" ")
    state = values.pop("state", CONFIRMED)
    return world.registration(session, world.person(partner, given, family), state, **values)  # type: ignore[arg-type]


def answers(world: World, meeting: Meeting, mailbox: str, partstat: PartStat, *rows: Registration) -> None:
    entry = CalendarEntry(session_id=meeting.session_id, meeting_id=meeting.id, mailbox=mailbox, live=True)
    entry.dtstamp = entry.created_at = clock.now()
    entry.method, entry.content_hash, entry.partstat = CalendarMethod.REQUEST, "x", partstat
    entry.shown = shown_of(facts(meeting, None, None), {row.id: "Nom" for row in rows}, teaches=False).as_json()
    world.save(entry)


@time_machine.travel(BEFORE + timedelta(days=5), tick=False)
def test_it_says_what_the_page_says(world: World, session: TrainingSession) -> None:
    one, two = world.partner("Un"), world.partner("Deux")
    seated = [come(world, session, one, name) for name in ("Ana Zola", "Luc de Smet", "Éva D’Hondt")]
    held = {"state": RegistrationState.HELD, "joined_at": BEFORE}
    world.save(Registration(session_id=session.id, partner_id=two.id, **held))
    world.save(RaisedQuota(session_id=session.id, partner_id=two.id, quota=3))
    for hours, (partner, name) in enumerate([(two, "Max Bas"), (one, "Max Âne"), (two, "Max Cor"), (one, "Ida Éloy")]):
        come(world, session, partner, name, state=WAITLISTED, joined_at=BEFORE - timedelta(hours=hours))
    come(world, session, two, "Eve Partie", state=RegistrationState.CANCELLED)
    [first] = world.all(Meeting, session_id=session.id)
    second = world.meeting(session, START + timedelta(days=7))
    for row, meeting, present in ((seated[0], first, True), (seated[0], second, False), (seated[1], second, True)):
        world.noted(row.id, meeting.id, present)
    answers(world, first, "a@example.org", PartStat.ACCEPTED, seated[0], seated[1])
    answers(world, second, "a@example.org", PartStat.DECLINED, seated[0])

    roster = attendees.roster(STAFF, session.public_id)
    found = listed.listed(STAFF, session.public_id)

    rows = (*roster.seated, *roster.waiting)
    replies = reached(rows, [session.id]).replies
    assert {one.rank.position for one in roster.waiting if one.rank} == {1, 2, None}
    assert found.ids == tuple(row.id for row in rows)
    assert list(found.people()) == [
        listed.ListedPerson(
            row.given_name,
            row.family_name,
            row.email,
            row.function,
            row.partner,
            row.state,
            row.rank.position if row.rank else None,
            replies[row.id].partstat if row.id in replies else None,
            row.presences,
        )
        for row in rows
    ]


@pytest.mark.parametrize("actor", [ANONYMOUS, replace(STAFF, is_staff=False, teaches=frozenset({99}))])
def test_it_does_not_exist_for_others(session: TrainingSession, actor: Actor) -> None:
    with pytest.raises(NotFound):
        listed.listed(actor, session.public_id)
