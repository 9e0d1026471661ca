"""The staff's desk: figures, tasks, outbox, chart."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.mail.wire.outbox import PATIENT
from portal.models.library.toolkits import Sheet
from portal.models.network.partners import Agreement
from portal.models.planning.sessions import Meeting
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import JoinRequest
from portal.rules.base.states import ContentStatus, MessageState, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def desk(staff: CheckedClient) -> str:
    response = staff.get("/gestion")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def mail(world: World, number: int, state: MessageState, **values: object) -> None:
    moment = clock.now() - timedelta(hours=2)
    world.save(
        OutboxMessage(
            key=f"k{number}",
            kind="sign_in_code",
            to_address="noe@example.org",
            subject="S",
            body_text="T",
            body_html="<p>T</p>",
            message_id=f"<{number}@example.org>",
            state=state,
            created_at=moment,
            not_before=moment,
            **values,
        )
    )


def test_an_empty_desk_says_that_nothing_waits(staff: CheckedClient) -> None:
    page = desk(staff)

    assert "Rien n’attend aujourd’hui." in page
    assert "places prises sur 0, en 0 séance à venir" in page


def test_the_figures_count_seats_and_people_who_wait(staff: CheckedClient, world: World) -> None:
    session = world.training_session(capacity=4)
    partner = world.partner()
    world.registration(session, world.person(partner))
    world.registration(session, world.person(partner), RegistrationState.WAITLISTED)
    world.training_session(capacity=6)
    world.training_session(capacity=50, status=SessionStatus.DRAFT)

    page = desk(staff)

    assert "places prises sur 10, en 2 séances à venir" in page
    assert "personne en attente" in page


def test_presence_counts_since_september(client: CheckedClient, world: World) -> None:
    with time_machine.travel(NOW):
        staff_account = world.staff()
        for days, presents in ((40, (True, True, True, False)), (120, (False, False))):
            session = world.training_session(starts_at=clock.now() - days * DAY)
            [meeting] = meetings(world, session.id)
            for present in presents:
                row = world.registration(session, world.person(world.partner()))
                world.noted(row.id, meeting, present)
        page = desk(client.sign_in(world.token_of(staff_account)))

    assert "75\u00a0%" in page
    assert "de présence depuis septembre 2026" in page
    assert "Inscriptions et présences des dernières séances" in page


def meetings(world: World, session_id: int) -> list[int]:
    return [row.id for row in world.all(Meeting, session_id=session_id)]


def test_what_waits_is_listed_with_the_way_there(staff: CheckedClient, world: World) -> None:
    partner = world.partner("Maison Refuge Exemple", slug="refuge")
    past = world.training_session(starts_at=clock.now() - 2 * DAY)
    coming = world.training_session()
    draft = world.training_session(status=SessionStatus.DRAFT)
    world.registration(past, world.person(partner))
    world.registration(coming, world.person(partner), RegistrationState.PENDING)
    world.save(JoinRequest(account_id=world.account().id, partner_id=partner.id, created_at=clock.now()))
    today = clock.today()
    world.save(Agreement(partner_id=partner.id, title="Cadre", starts_on=today, ends_on=today + 60 * DAY))
    world.save(
        Sheet(
            slug="plafonds",
            title="Les plafonds",
            status=ContentStatus.PUBLISHED,
            valid_until=today + 10 * DAY,
            created_at=clock.now(),
        )
    )

    page = desk(staff)

    assert f'href="/seances/{past.public_id}/participants"' in page
    assert "Répondre à 1 demande pour rejoindre" in page
    assert "Répondre à 1 demande d’inscription" in page
    assert f'href="/gestion/seances/{draft.public_id}"' in page
    assert 'href="/gestion/fiches/plafonds"' in page
    assert 'href="/gestion/partenaires/refuge"' in page
    assert "Dans 60 jours" in page


class Unclosed:
    """A session of two mornings that is over, of one person, with so many of her marks."""

    def __init__(self, world: World, marks: int, days: int = 2, **values: object) -> None:
        start = clock.now() - days * DAY
        self.session = world.training_session(starts_at=start - DAY, **values)
        world.meeting(self.session, start)
        before = start - 9 * DAY
        row = world.registration(self.session, world.person(world.partner()), confirmed_at=before)
        for meeting in meetings(world, self.session.id)[:marks]:
            world.noted(row.id, meeting)

    def url(self, part: str) -> str:
        return f'href="/seances/{self.session.public_id}/{part}"'


def test_a_session_over_and_not_closed_waits_whatever_marks_it_has(staff: CheckedClient, world: World) -> None:
    none, one, both = (Unclosed(world, marks) for marks in (0, 1, 2))
    empty = world.training_session(starts_at=clock.now() - 2 * DAY)

    page = desk(staff)

    assert page.count("Clôturer la séance du") == 4
    assert none.url("participants") in page and one.url("participants") in page
    assert page.count("1 personne à noter.") == 2
    assert both.url("cloture") in page and f'href="/seances/{empty.public_id}/cloture"' in page
    assert page.count("Les présences sont notées, il reste à clôturer.") == 2


def test_a_session_closed_or_cancelled_or_under_way_waits_for_nothing(staff: CheckedClient, world: World) -> None:
    Unclosed(world, 1, status=SessionStatus.CANCELLED)
    Unclosed(world, 1, status=SessionStatus.DONE)
    Unclosed(world, 1, days=0)
    Unclosed(world, 1, days=367)  # nobody may close it any more

    assert "Clôturer la séance" not in desk(staff)


def test_the_desk_says_until_when_a_session_is_closed(client: CheckedClient, world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        client.sign_in(world.token_of(world.staff()))
        Unclosed(world, 2, days=30)
        Unclosed(world, 2, days=31)
        page = " ".join(desk(client).split())

    assert "Jusqu’au 24 novembre 2026." in page
    assert "Avec une raison, jusqu’au 24 octobre 2027." in page
    assert page.count("En retard de") == 2


def test_what_is_not_closed_says_so_in_the_lists_of_staff_and_trainers(client: CheckedClient, world: World) -> None:
    session = Unclosed(world, 2).session
    trainer = world.trainer(session)

    client.sign_in(world.token_of(world.staff()))
    listed = client.get("/gestion/seances").get_data(as_text=True)
    shown = client.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)
    given = client.sign_in(world.token_of(trainer)).get("/mes-seances").get_data(as_text=True)

    assert [page.count("Pas clôturée") for page in (listed, shown, given)] == [1, 1, 1]


def test_mails_that_wait_too_long_are_told_on_top(staff: CheckedClient, world: World) -> None:
    mail(world, 1, MessageState.WAITING)
    mail(world, 2, MessageState.SENT, sent_at=clock.now())
    mail(world, 3, MessageState.FAILED)

    page = desk(staff)

    assert "1 mail attend depuis" in page
    assert "mail parti depuis hier" in page


def test_announcements_and_what_a_server_put_off_are_not_late(staff: CheckedClient, world: World) -> None:
    mail(world, 1, MessageState.WAITING, priority=PATIENT)
    mail(world, 2, MessageState.WAITING, attempts=1)

    page = desk(staff)

    assert "attend depuis" not in page
    assert "attendent depuis" not in page


def test_the_desk_asks_as_much_for_three_sessions_as_for_one(staff: CheckedClient, world: World) -> None:
    def season(sessions: int) -> None:
        for _ in range(sessions):
            world.registration(world.training_session(), world.person(world.partner()))
            Unclosed(world, 1)

    season(1)
    first = statements_of(world.app, lambda: desk(staff))
    season(2)

    assert len(statements_of(world.app, lambda: desk(staff))) == len(first)
