"""Whom to call when a session does not take place: whose page it is, who is on it, and the ticks that all share."""

import pytest

from portal.models.base.journal import Event
from portal.models.network.partners import Contact, Partner
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.states import CancelReason, ContactKind, RegistrationState, Visibility
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of

CANCELLED = RegistrationState.CANCELLED


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session()


@pytest.fixture
def partner(world: World, session: TrainingSession) -> Partner:
    partner = world.partner("FADD")
    coordinator = world.account("ines@example.org", given_name="Inès", family_name="Essai", phone="+32 71 00 00 05")
    world.membership(coordinator, partner)
    world.registration(session, world.person(partner, "Luc", "Démo"))
    return partner


def url(session: TrainingSession) -> str:
    return f"/seances/{session.public_id}/appels"


def test_coordinators_come_first_with_a_link_to_dial(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    desk = {"kind": ContactKind.ROLE_MAILBOX, "email": "fadd@example.org"}
    world.save(
        Contact(
            partner_id=partner.id,
            phone="+32 71 00 00 07",
            visibility=Visibility.STAFF,
            is_training_contact=True,
            **desk,
        )
    )
    world.save(Contact(partner_id=partner.id, phone="+32 71 00 00 06", visibility=Visibility.NETWORK, **desk))
    client.sign_in(world.token_of(world.trainer(session)))

    page = client.get(url(session)).get_data(as_text=True)

    assert page.index('href="tel:+3271000005"') < page.index('href="tel:+3271000006"') < page.index("Luc Démo")
    assert "+32 71 00 00 07" not in page
    assert "1 association à appeler." in page


def test_who_was_called_off_is_on_the_list_and_who_cancelled_before_is_not(
    client: CheckedClient, world: World, session: TrainingSession
) -> None:
    off, gone = world.partner("Annulée"), world.partner("Partie")
    reason = CancelReason.SESSION_CANCELLED
    world.registration(session, world.person(off, "Ana", "Bis"), CANCELLED, cancel_reason=reason)
    world.registration(session, world.person(gone, "Tom", "Ter"), CANCELLED, cancel_reason=CancelReason.BY_PERSON)
    client.sign_in(world.token_of(world.staff()))

    page = client.get(url(session)).get_data(as_text=True)

    assert "Ana Bis" in page and "Tom Ter" not in page and "Partie" not in page


def test_a_tick_is_seen_by_all_and_said_once(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    client.sign_in(world.token_of(world.staff("lise@example.org")))
    tick = {"partner": str(partner.id), "told": "1"}
    assert client.post(url(session), data=tick).status_code == 303

    client.sign_in(world.token_of(world.trainer(session)))
    seen = client.get(url(session)).get_data(as_text=True)
    client.post(url(session), data=tick)

    assert "Prévenue à" in seen and "<bdi>Lise Gabarit</bdi>" in seen and "0 association à appeler." in seen
    assert len(world.all(Event, verb="called_partner")) == 1
    client.post(url(session), data={**tick, "told": "0"})
    assert "Prévenue à" not in client.get(url(session)).get_data(as_text=True)


@pytest.mark.parametrize("forged", ["", "x", "999999", str(10**20)])
def test_a_partner_without_people_there_is_not_found(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, forged: str
) -> None:
    world.partner("Ailleurs")
    client.sign_in(world.token_of(world.staff()))

    assert client.post(url(session), data={"partner": forged, "told": "1"}).status_code == 404
    assert world.all(Event, verb="called_partner") == []


def test_another_trainer_and_a_coordinator_read_no_number(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    client.sign_in(world.token_of(world.trainer(world.training_session())))
    assert client.get(url(session)).status_code == 404
    client.sign_in(world.token_of(world.coordinator(partner)))
    assert client.get(url(session)).status_code == 403


def test_nobody_registered_is_said(client: CheckedClient, world: World, session: TrainingSession) -> None:
    client.sign_in(world.token_of(world.staff()))

    assert "Personne n’est inscrit." in client.get(url(session)).get_data(as_text=True)


def test_the_list_costs_as_many_statements_for_1_as_for_3_partners(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    client.sign_in(world.token_of(world.staff()))
    counts = []
    for _time in range(2):
        counts.append(len(statements_of(world.app, lambda: client.get(url(session)))))
        for _more in range(2):
            other = world.partner()
            world.coordinator(other)
            world.registration(session, world.person(other))

    assert counts[0] == counts[1]
