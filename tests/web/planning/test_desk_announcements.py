"""Staff announce sessions: choose, read it before it leaves, confirm, take it back."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.models.network.partners import Contact
from portal.models.planning.announcements import Announcement
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.interests import Interest
from portal.rules.base.states import ContactKind, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of

NEW = "/gestion/annonces/nouvelle"


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    partner = world.partner("Relogeas")
    person = {"kind": ContactKind.PERSON, "name": "Inès Essai", "is_training_contact": True}
    world.save(Contact(partner_id=partner.id, email="ines@example.org", **person))
    return client.sign_in(world.token_of(world.staff()))


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(workshop_id=world.workshop("Payer juste").id)


def test_a_session_s_page_leads_to_its_announcement_already_ticked(
    staff: CheckedClient, session: TrainingSession
) -> None:
    page = staff.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)

    assert f"{NEW}?seance={session.public_id}" in page
    assert ticked(staff.get(f"{NEW}?seance={session.public_id}").get_data(as_text=True)) == [session.public_id]


def ticked(page: str) -> list[str]:
    boxes = re.findall(r'<input[^>]*name="sessions"[^>]*>', page)
    return [re.findall(r'value="([^"]+)"', box)[0] for box in boxes if " checked" in box]


def test_a_period_ticks_a_season(staff: CheckedClient, world: World) -> None:
    inside = world.training_session(starts_at=clock.now() + timedelta(days=10))
    world.training_session(starts_at=clock.now() + timedelta(days=60))
    world.training_session(starts_at=clock.now() + timedelta(days=11), status=SessionStatus.DRAFT)
    last = (clock.today() + timedelta(days=30)).isoformat()

    assert ticked(staff.get(f"{NEW}?au={last}").get_data(as_text=True)) == [inside.public_id]


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("du=demain&au=", "Cette date ne se lit pas."),
        ("du=&au=12+janvier", "Il manque l’année."),
        ("du=12/01/2027&au=2027-01-11", "Cette date vient avant le début de la période."),
    ],
)
def test_a_period_that_cannot_be_read_ticks_nothing_and_says_why(
    staff: CheckedClient, world: World, period: str, told: str
) -> None:
    world.training_session()

    response = staff.get(f"{NEW}?{period}")

    assert response.status_code == 422
    assert told in response.get_data(as_text=True)
    assert ticked(response.get_data(as_text=True)) == []


def test_the_preview_shows_the_mail_and_who_receives_it_and_sends_nothing(
    staff: CheckedClient, world: World, session: TrainingSession
) -> None:
    page = staff.post(NEW, data={"sessions": session.public_id, "note": "Venez en nombre."}).get_data(as_text=True)

    for words in ("ines@example.org", "Inès Essai", "Relogeas", "Venez en nombre.", "Payer juste"):
        assert words in page
    assert (world.all(Announcement), world.all(OutboxMessage)) == ([], [])


def test_confirmed_twice_it_leaves_once_and_can_be_taken_back(
    staff: CheckedClient, world: World, session: TrainingSession
) -> None:
    typed = {"sessions": session.public_id, "note": "", "form_key": "k", "confirm": "1"}
    first, second = staff.post(NEW, data=typed), staff.post(NEW, data=typed)

    assert first.status_code == 303
    assert first.location == second.location
    assert [row.to_address for row in world.all(OutboxMessage)] == ["ines@example.org"]
    assert "ines@example.org" in staff.get(first.location).get_data(as_text=True)
    staff.post(f"{first.location}/reprendre")
    assert [row.state for row in world.all(OutboxMessage)] == ["dropped"]
    assert "Reprise" in staff.get("/gestion/annonces").get_data(as_text=True)


def test_nothing_chosen_and_nobody_to_tell_are_told_beside_what_was_typed(
    staff: CheckedClient, world: World, session: TrainingSession
) -> None:
    world.theme("energy", "Énergie")

    none = staff.post(NEW, data={"note": "À bientôt."})
    nobody = staff.post(NEW, data={"sessions": session.public_id, "themes": "energy", "note": "À bientôt."})

    for response, told in ((none, "Choisissez au moins une séance."), (nobody, "Personne ne recevrait ce message.")):
        page = response.get_data(as_text=True)
        assert (response.status_code, told in page, "À bientôt." in page) == (422, True, True)


def test_three_partners_and_sessions_take_no_more_statements_than_one(
    staff: CheckedClient, world: World, session: TrainingSession
) -> None:
    world.municipality()
    chosen = [session.public_id]

    def preview() -> None:
        assert staff.post(NEW, data={"sessions": chosen}).status_code == 200

    one = len(statements_of(world.app, preview))
    for number in range(2):
        partner, workshop = world.partner(), world.workshop()
        more = {"kind": ContactKind.ROLE_MAILBOX, "is_training_contact": True}
        world.save(Contact(partner_id=partner.id, email=f"contact{number}@example.org", **more))
        world.coordinator(world.partner())
        world.save(Interest(workshop_id=workshop.id, account_id=world.account().id, **dated()))
        chosen.append(world.training_session(workshop_id=workshop.id).public_id)

    assert len(statements_of(world.app, preview)) == one
    assert one <= 25


def dated() -> dict[str, object]:
    return {"created_at": clock.now(), "changed_at": clock.now()}
