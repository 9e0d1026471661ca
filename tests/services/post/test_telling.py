"""Who hears of what: one decision a transition, one mail a reader, on both engines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from portal import clock
from portal.mail.stories.decisions import DECISIONS, Undecided
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import JoinRequest
from portal.models.registrations.registrations import Registration
from portal.rules.base.dates import datetime_long
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.base.text import squeeze
from portal.rules.registrations.transitions import Transition, TransitionKind
from tests.factories import World
from tests.mail_desk import CANCELLED, CONFIRMED, PENDING, WAITING, Desk, kinds, mails, sent
from tests.statements import statements_of

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def coordinator(world: World, partner: Partner) -> Account:
    return world.coordinator(partner, "fadd@example.org")


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session()


@pytest.fixture
def desk(world: World, session: TrainingSession, coordinator: Account) -> Desk:
    return Desk(world, session, coordinator.id)


def waits(desk: Desk, world: World, partner: Partner, **values: Any) -> Registration:
    """Somebody in the line who has heard of it already."""
    session = world.get(TrainingSession, desk.session_id)
    return world.registration(session, world.person(partner, email="noe@example.org"), WAITING, **values)


def test_two_seated_at_once_get_an_invitation_each_and_the_coordinator_one_summary(
    desk: Desk, world: World, partner: Partner
) -> None:
    desk.register(world.person(partner, email="a@example.org"), world.person(partner, email="b@example.org"))

    assert kinds(world) == [
        ("partner_summary", "fadd@example.org"),
        ("place_confirmed", "a@example.org"),
        ("place_confirmed", "b@example.org"),
    ]


def test_one_who_waits_is_told_her_rank(desk: Desk, world: World, partner: Partner) -> None:
    desk.register(world.person(partner, email="noe@example.org"), state=WAITING)

    [told] = mails(world, kind="waiting")
    assert (told.to_address, told.calendar) == ("noe@example.org", None)
    assert "n° 1" in told.body_text.lower()
    [summary] = mails(world, kind="partner_summary")
    assert "n° 1" in summary.body_text


def test_a_freed_seat_names_neither_who_left_nor_who_acted(desk: Desk, world: World, partner: Partner) -> None:
    other = world.partner("Relogeas")
    waiting = world.registration(
        world.get(TrainingSession, desk.session_id), world.person(other, email="zoe@example.org"), WAITING
    )
    desk.move_row(TransitionKind.SEATED, waiting.id, CONFIRMED)

    [told] = mails(world, kind="place_confirmed")
    assert "Relogeas avait demandé une place pour vous" in told.body_text
    assert "Fatou" not in told.body_text + told.body_html


def test_a_request_for_approval_tells_the_person_the_coordinator_and_all_staff(
    desk: Desk, world: World, partner: Partner
) -> None:
    world.staff("lise@example.org")
    world.staff("gone@example.org", deactivated_at=clock.now())
    world.account("chef@example.org", is_admin=True)
    row = waits(desk, world, partner)

    desk.act(lambda _: [Transition(TransitionKind.ASKED, row.id, None, PENDING)])

    assert kinds(world) == [
        ("approval_needed", "chef@example.org"),
        ("approval_needed", "lise@example.org"),
        ("partner_summary", "fadd@example.org"),
        ("request_received", "noe@example.org"),
    ]


def test_an_approved_request_that_waits_says_so(desk: Desk, world: World, partner: Partner) -> None:
    row = waits(desk, world, partner)

    desk.act(lambda _: [Transition(TransitionKind.APPROVED, row.id, PENDING, WAITING)])

    assert kinds(world) == [("partner_summary", "fadd@example.org"), ("waiting", "noe@example.org")]
    assert "Votre demande est acceptée." in mails(world, kind="waiting")[0].body_text


@pytest.mark.parametrize(
    ("kind", "reason", "mail"),
    [
        (TransitionKind.CANCELLED, CancelReason.BY_PERSON, "place_cancelled"),
        (TransitionKind.CANCELLED, CancelReason.NOT_ME, "place_cancelled"),
        (TransitionKind.REJECTED, CancelReason.REJECTED, "request_refused"),
        (TransitionKind.MISSED, CancelReason.SESSION_STARTED, "no_seat"),
    ],
)
def test_who_leaves_the_line_gets_a_plain_mail_and_the_coordinator_a_summary(
    desk: Desk, world: World, kind: TransitionKind, reason: CancelReason, mail: str
) -> None:
    row = waits(desk, world, world.all(Partner)[0])

    desk.act(lambda session: [desk.moved(session, kind, row.id, CANCELLED, reason, "Voici pourquoi.")])

    assert set(kinds(world)) == {("partner_summary", "fadd@example.org"), (mail, "noe@example.org")}
    assert [(row.calendar, "Voici pourquoi." in row.body_text) for row in mails(world, kind=mail)] == [
        (None, kind is not TransitionKind.MISSED)
    ]


def test_a_cancelled_seat_is_told_by_the_mail_that_empties_the_calendar(
    desk: Desk, world: World, partner: Partner
) -> None:
    [number] = desk.register(world.person(partner, email="noe@example.org"))
    sent(world)

    desk.cancel(number, note="Malade.")

    [told] = mails(world, kind="place_cancelled")
    assert (told.to_address, told.method) == ("noe@example.org", "CANCEL")
    assert "Fatou Exemple (FADD Solidarité) a annulé votre inscription" in told.body_text.replace("\n", " ")
    assert "Malade." in told.body_text


def test_a_substitution_tells_both_of_them_and_the_coordinator_once(desk: Desk, world: World, partner: Partner) -> None:
    leaving = world.person(partner, "Noé", "Épreuve", email="a@example.org")
    [number] = desk.register(leaving)
    sent(world)

    desk.substitute(number, world.person(partner, "Zoé", "Test", email="b@example.org"))

    assert kinds(world)[1:] == [
        ("partner_summary", "fadd@example.org"),
        ("place_confirmed", "a@example.org"),
        ("place_confirmed", "b@example.org"),
        ("place_given", "a@example.org"),
    ]
    assert "Zoé Test remplace Noé Épreuve" in mails(world, kind="partner_summary")[1].body_text
    assert "Vous prenez la place que Noé Épreuve avait" in mails(world, to_address="b@example.org")[0].body_text


def test_trainers_hear_of_a_late_cancellation_and_not_of_an_early_one(
    desk: Desk, world: World, partner: Partner, session: TrainingSession
) -> None:
    world.trainer(session, "yanis@example.org")
    first, second = desk.register(world.person(partner), world.person(partner))
    desk.cancel(first)
    early = mails(world, kind="late_changes")

    with time_machine.travel(clock.now() + timedelta(days=29, hours=23), tick=False):
        desk.cancel(second)

    assert early == []
    assert [row.to_address for row in mails(world, kind="late_changes")] == ["yanis@example.org"]


def test_a_cancelled_session_tells_everybody_and_proposes_other_dates(
    desk: Desk, world: World, partner: Partner, session: TrainingSession
) -> None:
    world.trainer(session, "yanis@example.org")
    desk.settle()
    desk.register(world.person(partner, email="a@example.org"))
    desk.register(world.person(partner, email="b@example.org"), state=WAITING)
    world.training_session(workshop_id=session.workshop_id, starts_at=datetime(2030, 6, 4, 7, tzinfo=UTC))
    full = datetime(2030, 6, 5, 7, tzinfo=UTC)
    world.training_session(workshop_id=session.workshop_id, starts_at=full, capacity=0)
    closed = datetime(2030, 6, 6, 7, tzinfo=UTC)
    world.training_session(workshop_id=session.workshop_id, starts_at=closed, closes_at=clock.now())
    later = datetime(2030, 6, 7, 7, tzinfo=UTC)
    opens_at = clock.now() + timedelta(days=1)
    world.training_session(workshop_id=session.workshop_id, starts_at=later, opens_at=opens_at)
    sent(world)

    desk.call_off("Plus de chauffage.")

    told = mails(world, kind="session_cancelled")
    assert sorted((row.to_address, str(row.method)) for row in told) == [
        ("a@example.org", "CANCEL"),
        ("b@example.org", "None"),
        ("yanis@example.org", "CANCEL"),
    ]
    assert all("Plus de chauffage." in row.body_text for row in told)
    [said] = [squeeze(row.body_text).replace("\u00a0", " ") for row in told if row.to_address == "b@example.org"]
    assert "mercredi 5 juin 2030 à 9 h (complet, liste d’attente)" in said
    assert "6 juin 2030" not in said
    assert f"vendredi 7 juin 2030 à 9 h (inscriptions dès le {datetime_long(opens_at)})".replace("\u00a0", " ") in said
    assert ["mardi 4 juin 2030" in row.body_text for row in told] == [row.to_address[1] == "@" for row in told]
    assert "Séance annulée" in mails(world, kind="partner_summary")[-1].subject


@time_machine.travel(NOW, tick=False)
def test_a_moved_session_tells_who_waits_by_a_plain_mail_ten_minutes_later(
    desk: Desk, world: World, partner: Partner
) -> None:
    desk.register(world.person(partner, email="a@example.org"))
    desk.register(world.person(partner, email="b@example.org"), state=WAITING)
    sent(world)

    desk.postpone(days=7, message="Le toit fuit.")
    desk.postpone(days=7, message="Encore une semaine.")

    told = mails(world, state="waiting")
    assert [(row.kind, row.to_address) for row in told] == [
        ("meeting_moved", "a@example.org"),
        ("session_moved", "b@example.org"),
        ("partner_summary", "fadd@example.org"),
    ]
    assert all("Encore une semaine." in row.body_text and "Le toit" not in row.body_text for row in told)
    assert all(row.not_before - row.created_at == timedelta(minutes=10) for row in told)
    assert all("AVANT" in row.body_text.upper() for row in told)


def test_a_person_without_an_address_is_told_by_the_coordinator(desk: Desk, world: World, partner: Partner) -> None:
    desk.register(world.person(partner, "Ali", "Essai", email=None))

    assert kinds(world) == [("partner_summary", "fadd@example.org"), ("place_confirmed", "fadd@example.org")]
    [handed] = mails(world, kind="place_confirmed")
    assert (handed.calendar, handed.to_name) == (None, "Fatou Exemple")
    assert "À transmettre à Ali Essai" in handed.body_text
    assert "Bonjour Ali," in handed.body_text


def test_a_coordinator_who_registers_herself_gets_one_mail(desk: Desk, world: World, partner: Partner) -> None:
    desk.register(world.person(partner, "Fatou", "Exemple", email="fadd@example.org"))

    assert kinds(world) == [("place_confirmed", "fadd@example.org")]


def test_all_coordinators_hear_but_the_one_who_left(desk: Desk, world: World, partner: Partner) -> None:
    world.coordinator(partner, "second@example.org")
    gone = world.account("gone@example.org", deactivated_at=clock.now())
    world.membership(gone, partner)

    desk.register(world.person(partner, email="a@example.org"))

    summaries = mails(world, kind="partner_summary")
    assert [row.to_address for row in summaries] == ["fadd@example.org", "second@example.org"]
    assert "Fatou Exemple a changé ceci" in summaries[1].body_text


def test_colleagues_typed_in_a_request_to_join_hear_nothing_before_it_is_accepted(
    world: World, session: TrainingSession
) -> None:
    stranger = world.partner("Inconnue ASBL", status="applied")
    asker = world.account("qui@example.org", given_name="Ana", family_name="Modèle")
    request = world.save(JoinRequest(account_id=asker.id, partner_id=stranger.id, created_at=clock.now()))
    person = world.person(stranger, email="victime@example.org")
    row = world.registration(session, person, PENDING, join_request_id=request.id)
    desk = Desk(world, session, asker.id)

    desk.act(lambda _: [Transition(TransitionKind.ASKED, row.id, None, PENDING)])
    at_first = kinds(world)
    desk.actor_id = None
    desk.act(lambda session: [desk.moved(session, TransitionKind.MISSED, row.id, CANCELLED)])

    assert at_first == []
    assert kinds(world) == [("partner_summary", "qui@example.org")]


def test_who_waits_a_second_time_hears_it_a_second_time(desk: Desk, world: World, partner: Partner) -> None:
    row = waits(desk, world, partner)
    for _ in range(2):
        desk.act(lambda _: [Transition(TransitionKind.JOINED_LINE, row.id, None, WAITING)])

    assert kinds(world) == [("partner_summary", "fadd@example.org")] * 2 + [("waiting", "noe@example.org")] * 2


def test_a_transition_without_a_decision_is_refused_loudly(
    desk: Desk, world: World, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waits(desk, world, partner)
    kind = TransitionKind.MISSED
    monkeypatch.delitem(DECISIONS, kind)  # type: ignore[arg-type] # a dict, read as a mapping

    with pytest.raises(Undecided):
        desk.act(lambda _: [Transition(kind, row.id, WAITING, RegistrationState.CANCELLED)])


def test_every_transition_has_a_decision() -> None:
    assert set(TransitionKind) == set(DECISIONS)


def statements_of_telling(desk: Desk, world: World, partner: Partner, people: int) -> int:
    """How many statements it takes to tell of so many people registered at once, the first of them seated."""
    session = world.get(TrainingSession, desk.session_id)
    rows = [world.registration(session, world.person(partner), WAITING) for _ in range(people)]
    joined = [Transition(TransitionKind.JOINED_LINE, row.id, None, WAITING) for row in rows]
    seated = Transition(TransitionKind.SEATED, rows[0].id, WAITING, CONFIRMED)
    return len(statements_of(world.app, lambda: desk.act(lambda _: [*joined, seated])))


def test_the_number_of_statements_grows_neither_with_the_session_nor_with_the_command(
    desk: Desk, world: World, partner: Partner, session: TrainingSession
) -> None:
    few = statements_of_telling(desk, world, partner, people=2)
    for _ in range(20):
        world.registration(session, world.person(partner), CONFIRMED)

    many = statements_of_telling(desk, world, partner, people=12)

    assert few == many
    assert many <= 12
