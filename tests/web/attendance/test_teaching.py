"""A trainer's own sessions."""

from datetime import timedelta

from portal import clock
from portal.models.planning.sessions import Meeting, SessionTrainer
from portal.rules.base.states import RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World


def test_a_trainer_sees_her_own_sessions_and_no_other(client: CheckedClient, world: World) -> None:
    own = world.training_session()
    foreign = world.training_session()
    trainer = world.trainer(own)

    page = client.sign_in(world.token_of(trainer)).get("/mes-seances").get_data(as_text=True)

    assert own.public_id in page
    assert foreign.public_id not in page


def test_each_session_says_its_seats_and_leads_to_its_list_and_files(client: CheckedClient, world: World) -> None:
    session = world.training_session(capacity=12)
    partner = world.partner()
    world.registration(session, world.person(partner))
    world.registration(session, world.person(partner), RegistrationState.WAITLISTED)

    page = client.sign_in(world.token_of(world.trainer(session))).get("/mes-seances").get_data(as_text=True)

    assert "1 sur 12" in page
    assert "1 personne en attente" in page
    for ending in ("participants", "participants.xlsx", "participants.csv", "emargement.pdf"):
        assert f'href="/seances/{session.public_id}/{ending}"' in page


def test_past_sessions_come_after_those_to_come(client: CheckedClient, world: World) -> None:
    past = world.training_session(starts_at=clock.now() - timedelta(days=3))
    coming = world.training_session()
    trainer = world.trainer(past)
    add_trainer(world, coming.id, trainer.id)

    page = client.sign_in(world.token_of(trainer)).get("/mes-seances").get_data(as_text=True)

    assert page.index(coming.public_id) < page.index("Passées") < page.index(past.public_id)


def test_a_session_whose_place_is_not_known_is_not_called_online(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    [meeting] = world.all(Meeting, session_id=session.id)
    meeting.venue_id = None
    world.save(meeting)

    page = client.sign_in(world.token_of(world.trainer(session))).get("/mes-seances").get_data(as_text=True)

    assert session.public_id in page
    assert "En ligne" not in page


def test_a_draft_is_not_shown_yet(client: CheckedClient, world: World) -> None:
    draft = world.training_session(status=SessionStatus.DRAFT)
    trainer = world.trainer(draft)

    page = client.sign_in(world.token_of(trainer)).get("/mes-seances").get_data(as_text=True)

    assert draft.public_id not in page
    assert "Aucune séance à venir à votre nom." in page


def test_a_cancelled_session_says_so(client: CheckedClient, world: World) -> None:
    session = world.training_session(status=SessionStatus.CANCELLED)

    page = client.sign_in(world.token_of(world.trainer(session))).get("/mes-seances").get_data(as_text=True)

    assert "Séance annulée" in page


def test_who_gives_no_session_has_no_such_page(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.coordinator(world.partner())))

    assert client.get("/mes-seances").status_code == 403


def test_a_visitor_is_asked_to_sign_in_first(client: CheckedClient) -> None:
    response = client.get("/mes-seances")

    assert (response.status_code, response.location) == (303, "/connexion?next=/mes-seances")


def add_trainer(world: World, session_id: int, account_id: int) -> None:
    world.save(SessionTrainer(session_id=session_id, account_id=account_id))
