"""What is past its term leaves by night, however late the night comes; figures stay. On both engines."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.models.attendance.list_choices import KeptListChoice
from portal.models.base.base import Base
from portal.models.base.journal import Event, Job
from portal.models.network.partners import Contact
from portal.models.planning.announcements import MailPreference, SessionMessage
from portal.models.planning.sessions import Meeting
from portal.models.post.feeds import PrivateFeed
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.taps import Tap
from portal.rules.base.states import (
    CancelReason,
    ContactKind,
    JoinState,
    MessageState,
    Outcome,
    PresenceMark,
    RegistrationState,
)
from portal.rules.planning.audiences import Audience
from portal.services.attendance import outcomes, presence
from portal.services.attendance.outcomes import Close
from portal.services.attendance.presence import Taps
from portal.services.base import jobs
from portal.services.registrations import interests, joining, registrations
from portal.services.registrations.interests import Wish
from portal.services.registrations.joining import Ask, NewService
from portal.services.registrations.people import NewPerson
from portal.services.upkeep import retention
from tests.factories import World
from tests.services.registrations.hold_scene import MONDAY, Scene

SECRETS = ("Zébulon", "zebulon", "Quetzal", "quetzal")
ONE, TWO = NewPerson("Zébulon", "Unique", "zebulon@example.org"), NewPerson("Quetzal", "Double", "quetzal@example.org")
COMPLETED, CANCELLED = RegistrationState.COMPLETED, RegistrationState.CANCELLED


def told_anywhere() -> set[str]:
    """The tables in which one of the names or addresses is still to be read."""
    found = set()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                if any(secret in _text(row) for secret in SECRETS):
                    found.add(table.name)
    return found


def _text(row: Any) -> str:
    return " ".join(value.decode() if isinstance(value, bytes) else str(value) for value in row)


def night(moment: datetime) -> None:
    """The worker comes by, as late as that, twice."""
    with time_machine.travel(moment, tick=False):
        retention.plan_first()
        jobs.run_due()
        first = [dict(row) for row in _rows()]
        retention.keep_to_terms(0)
        assert first == [dict(row) for row in _rows()]


def _rows() -> list[Any]:
    tables = [table for table in Base.metadata.sorted_tables if table.name != "jobs"]
    with db.engine.connect() as connection:
        return [row for table in tables for row in connection.execute(select(table)).mappings()]


@pytest.fixture
def scene(world: World) -> Scene:
    """One came, one cancelled with a reason; a stranger asked to join; all mails left; the session is closed."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        scene = Scene(world)
        trainer = world.trainer(scene.session)
        came, gone = scene.register(ONE, TWO)
        registrations.cancel(gone, scene.row(gone).version, CancelReason.BY_PERSON, None, "Quetzal est malade.")
        asker = world.account("quetzal.asks@example.org")
        request = joining.ask(
            Ask(asker.id, TWO, "+32", "", None, NewService("Quetzal seule"), scene.session.id, (TWO,))
        )
        joining.refuse(request, "Quetzal habite trop loin.", world.staff().id)
        traveller.shift(timedelta(days=30, hours=4))
        [meeting] = [row.id for row in world.all(Meeting)]
        presence.note(Taps(scene.session.id, meeting, [Tap(came, None, PresenceMark.PRESENT)], trainer.id))
        outcomes.close(Close(scene.session.id, trainer.id))
        with db.engine.begin() as connection:
            connection.execute(OutboxMessage.__table__.update().values(state=MessageState.SENT))
            connection.execute(
                type(asker).__table__.update().where(type(asker).id == asker.id).values(deactivated_at=clock.now())
            )
    return scene


def test_years_later_no_name_is_left_and_every_figure_is(scene: Scene, world: World) -> None:
    before = [(row.state, row.outcome, row.partner_id) for row in world.all(Registration)]
    assert {"people", "outbox", "registrations", "events", "join_requests", "partners"} <= told_anywhere()

    night(datetime(2030, 1, 1, 4, tzinfo=UTC))

    assert told_anywhere() == {"certificates"}
    assert [(row.state, row.outcome, row.partner_id) for row in world.all(Registration)] == before
    assert before[0][:2] == (COMPLETED, Outcome.ATTENDED)
    [nobody] = world.all(Person)
    assert (nobody.anonymous, nobody.name, nobody.email) == (True, "Personne anonyme", None)
    night(datetime(2031, 12, 23, 22, tzinfo=UTC))
    assert told_anywhere() == {"certificates"}
    night(datetime(2031, 12, 24, 4, tzinfo=UTC))
    assert told_anywhere() == set()


def test_on_the_last_evening_of_its_term_a_registration_still_has_its_name(scene: Scene, world: World) -> None:
    night(datetime(2029, 12, 31, 22, tzinfo=UTC))

    assert told_anywhere() == {"people", "certificates"}
    assert [row.person.name for row in _registered(world) if row.state is COMPLETED] == ["Zébulon Unique"]


def _registered(world: World) -> list[Registration]:
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def test_after_a_year_a_cancelled_registration_and_the_mails_are_nobodys(scene: Scene, world: World) -> None:
    night(datetime(2027, 12, 31, 4, tzinfo=UTC))

    gone = [row for row in world.all(Registration) if row.state is CANCELLED]
    assert [row.cancel_reason for row in gone] == [CancelReason.BY_PERSON, CancelReason.REJECTED]
    assert {(row.person_id, row.cancel_note, row.join_request_id) for row in gone} == {(None, "", None)}
    assert (world.all(OutboxMessage), world.all(CalendarEntry)) == ([], [])
    assert world.all(Event) != []


def test_who_comes_again_keeps_her_name_and_loses_her_old_registrations(scene: Scene, world: World) -> None:
    [person] = [row for row in world.all(Person) if row.email == ONE.email]
    with time_machine.travel(datetime(2029, 6, 1, tzinfo=UTC), tick=False):
        again = world.registration(world.training_session(), person)

    night(datetime(2030, 1, 2, 4, tzinfo=UTC))

    assert world.get(Registration, again.id).person_id == person.id
    assert person.id not in {row.person_id for row in world.all(Registration, session_id=scene.session.id)}


def test_wishes_contacts_and_colleagues_who_left_go_each_at_its_time(world: World) -> None:
    workshop, partner = world.workshop(), world.partner()
    with time_machine.travel(MONDAY, tick=False):
        ended, standing = world.account(), world.account()
        interests.note(Wish(workshop.id, ended.id))
        interests.leave(workshop.id, ended.id)
        interests.note(Wish(workshop.id, standing.id))
        world.person(partner, left_on=clock.now())
        world.person(partner)
        world.save(Contact(partner_id=partner.id, kind=ContactKind.PERSON, name="Zébulon", left_on=date(2026, 11, 23)))

    night(datetime(2027, 5, 24, 4, tzinfo=UTC))
    assert [row.account_id for row in world.all(Interest)] == [standing.id]
    assert (len(world.all(Person)), world.all(Contact)) == (1, [])

    night(datetime(2028, 11, 24, 4, tzinfo=UTC))
    assert world.all(Interest) == []


def test_a_closed_account_loses_what_it_chose_for_its_lists(world: World) -> None:
    now = clock.now()
    closed, standing = world.account(deactivated_at=now), world.account()
    for account in (closed, standing):
        world.save(KeptListChoice(account_id=account.id, chosen={}))

    night(now + timedelta(days=3 * 366))

    assert [row.account_id for row in world.all(KeptListChoice)] == [standing.id]


def test_a_mailbox_is_kept_while_it_chose_something_and_a_closed_account_loses_its_calendar(world: World) -> None:
    now, year = clock.now(), timedelta(days=400)
    for box, values in {"rien": {}, "arret": {"stopped_at": now}, "choix": {"themes": ["energy"]}}.items():
        shown = {"themes": [], "communes": [], "created_at": now, **values}
        world.save(MailPreference(mailbox=f"{box}@example.org", **shown))
    closed, author = world.account(deactivated_at=now), world.staff()
    for account in (closed, author):
        world.save(PrivateFeed(account_id=account.id, token_hash=f"{account.id}", created_at=now))
    said = {"audience": Audience.ALL, "subject": "Zébulon", "body": "Zébulon"}
    world.save(SessionMessage(session_id=world.training_session().id, author_id=author.id, created_at=now, **said))

    night(now + year)

    assert sorted(row.mailbox for row in world.all(MailPreference)) == ["arret@example.org", "choix@example.org"]
    assert [row.account_id for row in world.all(PrivateFeed)] == [author.id]
    assert world.all(SessionMessage) == []


def test_what_waits_or_is_to_come_is_left_alone(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False):
        scene = Scene(world, starts_at=MONDAY + timedelta(days=600))
        scene.register(ONE)
        request = world.save(
            joining.JoinRequest(account_id=scene.coordinator.id, partner_id=scene.partner.id, created_at=clock.now())
        )

    night(MONDAY + timedelta(days=500))

    assert [row.state for row in world.all(joining.JoinRequest)] == [JoinState.WAITING]
    assert request.id and scene.mails("place_confirmed") != []
    assert len(world.all(CalendarEntry)) == 1


def test_the_next_night_is_planned_and_the_journal_says_how_much_left(scene: Scene, world: World) -> None:
    night(datetime(2030, 1, 1, 4, tzinfo=UTC))

    [job] = world.all(Job, kind="retention")
    assert (job.done_at, job.due_at) == (None, datetime(2030, 1, 2, 2, tzinfo=UTC))
    [event] = world.all(Event, verb="kept_to_terms")
    assert event.inputs["registrations"] == 1
    assert event.inputs["people"] >= 2
