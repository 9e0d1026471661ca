"""Staff plan sessions: forms, publication, moves, cancellation."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.services.base import jobs
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.planning_factories import deliver

DAY = timedelta(days=1)


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff("equipe@example.org")))


def day(days: int) -> str:
    return (clock.today() + days * DAY).isoformat()


def typed(world: World, **changes: str) -> dict[str, str]:
    """A whole draft as the form sends it."""
    return {
        "workshop": str(world.workshop().id),
        "meetings-0-day": day(30),
        "meetings-0-starts": "09:00",
        "meetings-0-ends": "12:30",
        "meetings-0-venue": str(world.venue().id),
        "capacity": "25",
        "allowance": "0",
        **changes,
    }


def meeting_typed(world: World, session: TrainingSession, days: int) -> dict[str, str]:
    """The only meeting of a session as the form of a move sends it, on another day."""
    [row] = world.all(Meeting, session_id=session.id)
    return {
        "version": str(world.get(TrainingSession, session.id).version),
        "meetings-0-id": str(row.id),
        "meetings-0-day": day(days),
        "meetings-0-starts": "09:00",
        "meetings-0-ends": "12:30",
        "meetings-0-venue": str(row.venue_id),
    }


def only_session(world: World) -> TrainingSession:
    [row] = world.all(TrainingSession)
    return row


def test_a_session_is_drafted_previewed_and_published(staff: CheckedClient, world: World) -> None:
    response = staff.post("/gestion/seances/nouvelle", data=typed(world, quota="3"))
    row = only_session(world)
    preview = staff.get(f"/gestion/seances/{row.public_id}/publier").get_data(as_text=True)
    before = staff.get("/").get_data(as_text=True)

    staff.post(f"/gestion/seances/{row.public_id}/publier")

    assert (response.status_code, response.location) == (303, f"/gestion/seances/{row.public_id}")
    assert "par défaut" in preview
    assert row.public_id not in before
    assert f'href="/seances/{row.public_id}"' in staff.get("/").get_data(as_text=True)


def test_a_time_typed_in_brussels_is_kept_in_utc(staff: CheckedClient, world: World) -> None:
    staff.post("/gestion/seances/nouvelle", data=typed(world))

    [meeting] = world.all(Meeting)
    assert clock.local(meeting.starts_at).strftime("%Y-%m-%d %H:%M") == f"{day(30)} 09:00"


def test_the_form_starts_with_the_workshop_it_was_opened_from(staff: CheckedClient, world: World) -> None:
    row = world.workshop("Énergie")

    page = staff.get(f"/gestion/seances/nouvelle?formation={row.slug}").get_data(as_text=True)

    assert f'<option selected value="{row.id}">' in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"workshop": ""}, "Choisissez la formation."),
        ({"meetings-0-day": ""}, "Choisissez la date."),
        ({"meetings-0-day": "2020-13-45"}, "Ce jour n’existe pas au calendrier."),
        ({"meetings-0-day": "12 janvier"}, "Il manque l’année."),
        ({"meetings-0-starts": "9"}, "Cette heure ne se lit pas."),
        ({"closes_at": "04102027"}, "Il manque l’heure."),
        ({"quota": "2-"}, "Écrivez un nombre entier, en chiffres."),
        ({"meetings-0-day": "9999-01-01"}, "Vérifiez l’année."),
        ({"meetings-0-day": "2020-01-01"}, "Rencontre 1, Date\u00a0: Une rencontre se planifie dans le futur."),
        ({"meetings-0-ends": "08:00"}, "Rencontre 1, Fin\u00a0: La fin vient après le début."),
        ({"meetings-0-online_link": "javascript:alert(1)"}, "Un lien commence par https://"),
        ({"capacity": "0"}, "Écrivez combien de places."),
        ({"capacity": "501"}, "Un nombre de 1 à 500."),
        ({"closes_at": f"{day(60)}T09:00"}, "Les dates d’inscription se contredisent"),
        ({"contact_email": "equipe@"}, "Cette adresse semble incomplète"),
        ({"contact_email": "équipe@example.org"}, "Cette adresse semble incomplète"),
    ],
)
def test_a_draft_with_a_mistake_is_told_so_and_kept(
    staff: CheckedClient, world: World, wrong: dict[str, str], told: str
) -> None:
    response = staff.post("/gestion/seances/nouvelle", data={**typed(world, note="Un stylo."), **wrong})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert told in page
    assert "Un stylo." in page
    assert "data-error-summary" in page
    assert world.all(TrainingSession) == []


def test_a_meeting_is_added_and_removed_without_losing_what_was_typed(staff: CheckedClient, world: World) -> None:
    added = staff.post("/gestion/seances/nouvelle", data=typed(world, note="Un stylo.", add="1"))
    two = typed(world, **{"meetings-1-day": day(37), "meetings-1-starts": "13:00", "meetings-1-ends": "16:00"})
    removed = staff.post("/gestion/seances/nouvelle", data={**two, "remove": "0"})

    page, left = added.get_data(as_text=True), removed.get_data(as_text=True)
    assert (added.status_code, removed.status_code) == (200, 200)
    assert "Rencontre 2" in page
    assert "Un stylo." in page
    assert day(37) in left
    assert "Rencontre 2" not in left
    assert world.all(TrainingSession) == []


def test_a_fifth_meeting_is_not_offered(staff: CheckedClient, world: World) -> None:
    four = {f"meetings-{place}-day": day(30 + place) for place in range(4)}

    page = staff.post("/gestion/seances/nouvelle", data={**typed(world), **four, "add": "1"}).get_data(as_text=True)

    assert "Rencontre 4" in page
    assert "Rencontre 5" not in page
    assert "Ajouter une rencontre" not in page


def test_anything_of_a_draft_may_change(staff: CheckedClient, world: World) -> None:
    staff.post("/gestion/seances/nouvelle", data=typed(world))
    row = only_session(world)

    url = f"/gestion/seances/{row.public_id}/modifier"
    shown = staff.get(url).get_data(as_text=True)
    response = staff.post(url, data=typed(world, version="1", capacity="12", **{"meetings-0-day": day(40)}))

    assert (clock.today() + 30 * DAY).strftime("%d/%m/%Y") in shown
    assert response.status_code == 303
    assert only_session(world).capacity == 12


def test_a_draft_that_changed_meanwhile_is_told_and_kept(staff: CheckedClient, world: World) -> None:
    staff.post("/gestion/seances/nouvelle", data=typed(world))
    url = f"/gestion/seances/{only_session(world).public_id}/modifier"
    staff.post(url, data=typed(world, version="1", capacity="12"))

    response = staff.post(url, data=typed(world, version="1", capacity="14"))

    assert response.status_code == 409
    assert 'value="14"' in response.get_data(as_text=True)
    assert only_session(world).capacity == 12


def test_settings_of_a_published_session_have_no_dates_in_their_form(staff: CheckedClient, world: World) -> None:
    row = world.training_session(capacity=10)
    url = f"/gestion/seances/{row.public_id}/modifier"

    page = staff.get(url).get_data(as_text=True)
    staff.post(url, data={"version": "1", "capacity": "11", "allowance": "0", "note": "Un stylo."})

    assert "meetings-0-day" not in page
    assert "Vide\u00a0: le " in page
    assert (only_session(world).capacity, only_session(world).note) == (11, "Un stylo.")


def test_a_session_that_cannot_be_published_says_why(staff: CheckedClient, world: World) -> None:
    staff.post("/gestion/seances/nouvelle", data=typed(world, **{"meetings-0-venue": ""}))
    row = only_session(world)

    response = staff.post(f"/gestion/seances/{row.public_id}/publier")

    assert response.status_code == 422
    assert "chacune avec son lieu ou son lien" in response.get_data(as_text=True)
    assert only_session(world).status is SessionStatus.DRAFT


def test_doubtful_deadlines_are_shown_before_publishing(staff: CheckedClient, world: World) -> None:
    staff.post("/gestion/seances/nouvelle", data=typed(world, quota="3", **{"meetings-0-day": day(5)}))

    page = staff.get(f"/gestion/seances/{only_session(world).public_id}/publier").get_data(as_text=True)

    assert "À vérifier avant de publier" in page
    assert "La limite par association est déjà levée" in page


def test_a_copy_is_a_draft_on_the_chosen_day(staff: CheckedClient, world: World) -> None:
    row = world.training_session(capacity=7)

    response = staff.post(f"/gestion/seances/{row.public_id}/dupliquer", data={"day": day(60)})

    [copy] = world.all(TrainingSession, status=SessionStatus.DRAFT)
    assert response.location == f"/gestion/seances/{copy.public_id}"
    assert copy.capacity == 7


@pytest.mark.parametrize(("chosen", "told"), [("", "Choisissez la date."), ("2020-01-01", "dans le futur")])
def test_a_copy_needs_a_day_to_come(staff: CheckedClient, world: World, chosen: str, told: str) -> None:
    row = world.training_session()

    response = staff.post(f"/gestion/seances/{row.public_id}/dupliquer", data={"day": chosen})

    assert response.status_code == 422
    assert told in response.get_data(as_text=True)


def test_a_move_shows_who_is_told_before_anything_leaves(staff: CheckedClient, world: World) -> None:
    row = world.training_session(capacity=1)
    partner = world.partner()
    world.registration(row, world.person(partner))
    world.registration(row, world.person(partner), RegistrationState.WAITLISTED)
    wanted = meeting_typed(world, row, 37) | {"message": "Travaux."}

    preview = staff.post(f"/gestion/seances/{row.public_id}/deplacer", data=wanted).get_data(as_text=True)

    assert "Qui est averti" in preview
    assert "1 personne inscrite" in preview
    assert "1 personne en attente" in preview
    assert "Travaux." in preview
    assert f'name="meetings-0-day" value="{day(37)}"' in preview
    assert world.all(OutboxMessage) == []


def test_a_confirmed_move_tells_the_people_concerned(staff: CheckedClient, world: World) -> None:
    row = world.training_session()
    world.registration(row, world.person(world.partner(), email="noe@example.org"))
    with world.app.app_context():
        jobs.handlers[jobs.JobKind.SETTLE](row.id)
    deliver(world)
    wanted = meeting_typed(world, row, 37) | {"confirm": "1"}

    response = staff.post(f"/gestion/seances/{row.public_id}/deplacer", data=wanted)

    told = [mail for mail in world.all(OutboxMessage) if mail.to_address == "noe@example.org"]
    assert response.status_code == 303
    assert [mail.method for mail in told] == ["REQUEST", "REQUEST"]
    assert clock.local(world.all(Meeting)[0].starts_at).date().isoformat() == day(37)


def test_correcting_a_move_brings_the_form_back(staff: CheckedClient, world: World) -> None:
    row = world.training_session()
    wanted = meeting_typed(world, row, 37) | {"edit": "1"}

    response = staff.post(f"/gestion/seances/{row.public_id}/deplacer", data=wanted)

    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert f'value="{day(37)}"' in page
    assert "Voir qui est averti" in page


def test_a_move_into_the_past_is_told_at_its_date(staff: CheckedClient, world: World) -> None:
    row = world.training_session()

    response = staff.post(f"/gestion/seances/{row.public_id}/deplacer", data=meeting_typed(world, row, -3))

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'href="#meetings-0-day"' in page


def test_a_cancellation_can_be_undone_from_the_page(staff: CheckedClient, world: World) -> None:
    row = world.training_session()
    url = f"/gestion/seances/{row.public_id}"
    staff.post(f"{url}/annuler", data={"reason": "La formatrice est malade.", "confirm": "1"})

    page = staff.get(url).get_data(as_text=True)
    no_move = staff.get(f"{url}/deplacer")
    staff.post(f"{url}/retablir")

    assert "Cette séance sera annulée à" in page
    assert "Rétablir la séance" in page
    assert f'href="{url}/deplacer"' not in page
    assert no_move.status_code == 409
    assert "Rétablir la séance" not in staff.get(url).get_data(as_text=True)
    assert only_session(world).status is SessionStatus.PUBLISHED


def test_the_page_of_a_cancelled_session_shows_the_other_dates(client: CheckedClient, world: World) -> None:
    row = world.training_session(status=SessionStatus.CANCELLED)
    other = world.training_session(workshop_id=row.workshop_id)
    draft = world.training_session(workshop_id=row.workshop_id, status=SessionStatus.DRAFT)
    closed = world.training_session(workshop_id=row.workshop_id, closes_at=clock.now())

    page = client.get(f"/seances/{row.public_id}").get_data(as_text=True)

    assert f"/seances/{other.public_id}" in page
    assert draft.public_id not in page
    assert closed.public_id not in page


def test_more_seats_serve_the_line_and_fewer_show_how_many_are_over(staff: CheckedClient, world: World) -> None:
    row = world.training_session(capacity=2)
    partner = world.partner()
    for state in (RegistrationState.CONFIRMED, RegistrationState.CONFIRMED):
        world.registration(row, world.person(partner), state)
    url = f"/gestion/seances/{row.public_id}"

    wrong = staff.post(f"{url}/capacite", data={"capacity": "beaucoup", "allowance": "0"})
    staff.post(f"{url}/capacite", data={"capacity": "1", "allowance": "0", "confirm": "1"})

    assert wrong.status_code == 422
    assert "complet + 1" in staff.get(url).get_data(as_text=True)


def test_a_draft_is_discarded_once_confirmed(staff: CheckedClient, world: World) -> None:
    staff.post("/gestion/seances/nouvelle", data=typed(world))
    url = f"/gestion/seances/{only_session(world).public_id}/supprimer"

    staff.get(url)
    kept = len(world.all(TrainingSession))
    staff.post(url)

    assert kept == 1
    assert world.all(TrainingSession) == []


def test_the_list_tells_drafts_coming_and_past_sessions_apart(staff: CheckedClient, world: World) -> None:
    world.training_session(status=SessionStatus.DRAFT)
    world.training_session()
    world.training_session(starts_at=clock.now() - 3 * DAY)

    page = staff.get("/gestion/seances").get_data(as_text=True)

    assert "1 séance à venir" in page
    assert "1 brouillon" in page
    assert "Les dernières séances passées" in page


def test_the_page_lists_registrations_by_state_and_seats_by_partner(staff: CheckedClient, world: World) -> None:
    row = world.training_session(capacity=1)
    partner = world.partner("FADD")
    world.registration(row, world.person(partner, "Noé", "Épreuve"))
    world.registration(row, world.person(partner, "Mila", "Bidon"), RegistrationState.WAITLISTED)

    page = staff.get(f"/gestion/seances/{row.public_id}").get_data(as_text=True)

    assert "Noé Épreuve" in page
    assert "Mila Bidon" in page
    assert 'href="/annuaire/fadd"' in page


def test_an_unknown_session_does_not_exist(staff: CheckedClient) -> None:
    for door in ("", "/modifier", "/publier", "/dupliquer", "/deplacer", "/annuler", "/capacite", "/supprimer"):
        assert staff.get(f"/gestion/seances/rien{door}").status_code == 404


def test_a_move_is_taken_back_from_its_page_while_nothing_has_left(staff: CheckedClient, world: World) -> None:
    row = world.training_session()
    former, url = world.all(Meeting)[0].starts_at, f"/gestion/seances/{row.public_id}"
    staff.post(f"{url}/deplacer", data=meeting_typed(world, row, 37) | {"confirm": "1"})
    version = str(world.get(TrainingSession, row.id).version)
    assert f'name="version" value="{version}"' in staff.get(url).get_data(as_text=True)

    staff.post(f"{url}/remettre", data={"version": version})

    assert world.all(Meeting)[0].starts_at == former
