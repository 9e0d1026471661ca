"""Seats given at the door."""

from datetime import timedelta

import time_machine

from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import PartnerStatus, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.attendance.attendees.conftest import BEFORE, START, address, seat

FROZEN = START - timedelta(hours=1)
REASON = "Elle remplace une collègue malade."
WAITLISTED = RegistrationState.WAITLISTED


def typed(partner: Partner, **changes: str) -> dict[str, str]:
    return {"partner": partner.slug, "given_name": "Inès", "family_name": "Essai", "reason": REASON, **changes}


def test_the_trainer_adds_somebody_who_is_there(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    url = f"/seances/{session.public_id}/arrivee"
    listed = signed_in.get(address(session)).get_data(as_text=True)

    response = signed_in.post(url, data=typed(partner))

    [row] = world.all(Registration)
    assert url in listed
    assert response.status_code == 303
    assert (row.state, row.forced) == (RegistrationState.CONFIRMED, True)


def test_somebody_of_a_service_nobody_knows_has_a_seat_and_staff_decide_on_the_service_alone(
    signed_in: CheckedClient, world: World, session: TrainingSession
) -> None:
    url = f"/seances/{session.public_id}/arrivee"
    form = {
        "partner": "",
        "service": "Les Marronniers",
        "given_name": "Inès",
        "family_name": "Essai",
        "email": "ines@example.org",
    }

    response = signed_in.post(url, data=form)
    again = signed_in.post(url, data={**form, "given_name": "Zoé", "service": "les marronniers"})

    [service] = world.all(Partner, name="Les Marronniers")
    rows = world.all(Registration)
    assert (response.status_code, again.status_code) == (303, 303)
    assert [(row.state, row.partner_id) for row in rows] == [(RegistrationState.CONFIRMED, service.id)] * 2
    assert service.status is PartnerStatus.APPLIED
    [made] = world.all(Event, verb="partner_created")
    assert made.inputs == {"reason": "at_the_door"}

    signed_in.sign_in(world.token_of(world.staff()))
    desk = signed_in.get("/gestion").get_data(as_text=True)
    refused = signed_in.post(f"/gestion/partenaires/{service.slug}/situation", data={"status": "refused"})
    assert "Accueillir 1 nouveau service" in desk
    assert refused.status_code == 303
    assert [row.state for row in world.all(Registration)] == [RegistrationState.CONFIRMED] * 2
    assert "Accueillir" not in signed_in.get("/gestion").get_data(as_text=True)


def test_a_service_is_chosen_or_typed_and_one_only(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    url = f"/seances/{session.public_id}/arrivee"

    none = signed_in.post(url, data={**typed(partner), "partner": ""})
    both = signed_in.post(url, data=typed(partner, service="Les Marronniers"))

    assert (none.status_code, both.status_code) == (422, 422)
    assert "écrivez le nom de son service" in none.get_data(as_text=True)
    assert world.all(Registration) == []


def test_a_seat_at_the_door_needs_no_reason_in_words(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    signed_in.post(f"/seances/{session.public_id}/arrivee", data=typed(partner, reason=""))

    [given] = world.all(Event, verb="T17")
    assert given.reason == "Arrivée sur place, sans inscription."


def test_somebody_who_waits_receives_a_seat_beyond_the_capacity(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    for name in ("Luc", "Ana"):
        seat(world, session, partner, name, "Démo")
    row = seat(world, session, partner, "Karim", "Test", state=WAITLISTED)
    url = f"/inscriptions/{row.id}/place"

    with time_machine.travel(FROZEN, tick=False):
        signed_in = client.sign_in(world.token_of(trainer))
        listed = signed_in.get(address(session)).get_data(as_text=True)
        missing = signed_in.post(url, data={"version": str(row.version), "reason": ""})
        stale = signed_in.post(url, data={"version": "0", "reason": REASON})
        given = signed_in.post(url, data={"version": str(row.version), "reason": REASON})

    assert url in listed
    assert (missing.status_code, stale.status_code, given.status_code) == (422, 409, 303)
    assert world.get(Registration, row.id).state is RegistrationState.CONFIRMED


def test_while_the_line_moves_the_trainer_gives_no_seat_and_staff_do(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    row = seat(world, session, partner, "Karim", "Test", state=WAITLISTED)
    with time_machine.travel(BEFORE, tick=False):
        signed_in = client.sign_in(world.token_of(trainer))
        listed = signed_in.get(address(session)).get_data(as_text=True)
        refused = signed_in.get(f"/inscriptions/{row.id}/place")
        signed_in.sign_in(world.token_of(world.staff()))
        allowed = signed_in.get(f"/inscriptions/{row.id}/place")

    assert f"/inscriptions/{row.id}/place" not in listed
    assert (refused.status_code, allowed.status_code) == (409, 200)
    assert "La liste avance d’elle-même" in refused.get_data(as_text=True)


def test_another_trainer_and_a_coordinator_find_no_door(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    row = seat(world, session, partner, "Karim", "Test", state=WAITLISTED)
    url = f"/seances/{session.public_id}/arrivee"

    client.sign_in(world.token_of(world.trainer(world.training_session(starts_at=START))))
    assert client.get(url).status_code == 404
    assert client.get(f"/inscriptions/{row.id}/place").status_code == 404
    client.sign_in(world.token_of(world.coordinator(partner)))
    assert client.get(url).status_code == 403


def test_somebody_already_on_the_list_is_told(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    person = world.person(partner, "Inès", "Essai", email=None)
    world.registration(session, person)

    response = signed_in.post(f"/seances/{session.public_id}/arrivee", data=typed(partner))

    assert response.status_code == 409
    assert "a déjà une inscription" in response.get_data(as_text=True)


def test_the_list_says_what_changed_since_it_was_printed(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    signed_in.get(f"/seances/{session.public_id}/emargement.pdf")
    signed_in.post(f"/seances/{session.public_id}/arrivee", data=typed(partner))

    page = signed_in.get(address(session)).get_data(as_text=True)

    assert "Changements depuis la liste du" in page
    assert page.index("Vient en plus") < page.index("Inès Essai</bdi>, ")
