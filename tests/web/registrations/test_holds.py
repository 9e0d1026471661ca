"""Seats without a name, from the form that asks for them to the page that names them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World

HELD, CONFIRMED = RegistrationState.HELD, RegistrationState.CONFIRMED
WAITLISTED = RegistrationState.WAITLISTED
NBSP = "\u00a0"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FATOU = {"people-0-given_name": "Fatou", "people-0-family_name": "Exemple", "people-0-email": "fatou@example.org"}
NOE = {"given_name": "Noé", "family_name": "Épreuve", "email": "noe@example.org"}


@pytest.fixture(autouse=True)
def on_a_monday():  # type: ignore[no-untyped-def] # a generator fixture
    with time_machine.travel(MONDAY, tick=False):
        yield


class Visit:
    """A coordinator signed in, before a session."""

    def __init__(self, client: CheckedClient, world: World, **session: object) -> None:
        self.client, self.world = client, world
        self.partner = world.partner("FADD Solidarité")
        self.session = world.training_session(**session)
        client.sign_in(world.token_of(world.coordinator(self.partner, "coordination@example.org")))
        self.url = f"/seances/{self.session.public_id}/inscription"
        self.team_url = f"/associations/{self.partner.slug}/seances/{self.session.public_id}"

    def post(self, key: str = "one form", **fields: object) -> str:
        data = {"partner": self.partner.slug, "form_key": key, **fields}
        return self.client.post(self.url, data=data, follow_redirects=True).get_data(as_text=True)

    def page(self, url: str = "") -> str:
        return self.client.get(url or self.team_url).get_data(as_text=True)

    def rows(self) -> list[Registration]:
        return self.world.all(Registration)

    def states(self) -> list[RegistrationState]:
        return [row.state for row in self.rows()]


def test_a_form_holds_named_people_and_seats_to_name(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    page = visit.post(**FATOU, unnamed="2")

    assert visit.states() == [CONFIRMED, HELD, HELD]
    assert "2 places sont à vous" in page
    assert page.count("À nommer avant le 30 novembre 2026") == 2
    assert "encore 7 jours" in page


@pytest.mark.parametrize("number", ["21", "-1", "deux", "9" * 5000])
def test_a_number_of_seats_out_of_reason_is_told(client: CheckedClient, world: World, number: str) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data={"partner": visit.partner.slug, "form_key": "k", "unnamed": number})

    assert response.status_code == 422
    assert visit.states() == []


def test_a_colleague_is_one_tick_away(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    noe = world.person(visit.partner, "Noé", "Épreuve", function="Éducateur")

    form = visit.page(visit.url)
    visit.post(colleagues=str(noe.id))

    assert "Noé Épreuve (Éducateur)" in form
    [row] = visit.rows()
    assert (row.person_id, row.state) == (noe.id, CONFIRMED)


def test_who_is_here_or_has_left_is_not_proposed(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    world.registration(visit.session, world.person(visit.partner, "Déjà", "Ici"))
    world.person(visit.partner, "Plus", "Chez-nous", left_on=MONDAY)
    world.person(world.partner("Relogeas"), "Inès", "Essai")

    form = visit.page(visit.url)

    assert not any(name in form for name in ("Déjà Ici", "Plus Chez-nous", "Inès Essai"))


def test_another_partners_colleague_cannot_be_ticked(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    ines = world.person(world.partner("Relogeas"), "Inès", "Essai")

    response = client.post(visit.url, data={"partner": visit.partner.slug, "form_key": "k", "colleagues": str(ines.id)})

    assert response.status_code == 422
    assert "Inès" not in response.get_data(as_text=True)
    assert visit.states() == []


def test_a_double_click_on_a_ticked_colleague_is_one_registration(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    noe = world.person(visit.partner)

    visit.post(colleagues=str(noe.id))
    page = visit.post(colleagues=str(noe.id))

    assert visit.states() == [CONFIRMED]
    assert "L’équipe\u00a0: FADD Solidarité" in page


def test_staff_see_the_team_of_the_partner_they_choose(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    world.person(visit.partner, "Noé", "Épreuve")
    world.partner("Relogeas")
    client.sign_in(world.token_of(world.staff()))

    before = visit.page(visit.url)
    after = client.post(visit.url, data={"partner": visit.partner.slug, "montrer": "1"}).get_data(as_text=True)

    assert "Noé Épreuve" not in before
    assert "Noé Épreuve" in after
    assert visit.states() == []


def test_a_group_that_does_not_fit_waits_whole(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, capacity=2)
    world.registration(visit.session, world.person(world.partner("Relogeas")))

    page = visit.post(**FATOU, unnamed="1", together="y")

    assert visit.states() == [CONFIRMED, WAITLISTED, WAITLISTED]
    assert "ensemble ou pas du tout" in page


def test_the_moment_until_which_the_line_registers_by_itself_is_kept(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    visit.post(**FATOU, auto_accept_until="2026-12-01T17:00")

    [row] = visit.rows()
    assert row.auto_accept_until == datetime(2026, 12, 1, 16, tzinfo=UTC)


def test_the_proposed_moment_follows_the_session_when_it_is_left(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, cancel_deadline=datetime(2026, 12, 10, 8, 0, 30, tzinfo=UTC))

    form = visit.page(visit.url)
    visit.post(**FATOU, auto_accept_until="10/12/2026 09:00")

    assert 'value="10/12/2026 09:00"' in form
    assert visit.rows()[0].auto_accept_until is None


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_in_another_century_is_told(client: CheckedClient, world: World, typed: str) -> None:
    visit = Visit(client, world)

    page = visit.post(**FATOU, auto_accept_until=typed)

    assert "Vérifiez l’année." in page
    assert visit.states() == []


def test_from_the_cancel_deadline_on_names_are_due(client: CheckedClient, world: World) -> None:
    closes_at = MONDAY + timedelta(days=2)
    visit = Visit(client, world, cancel_deadline=MONDAY, closes_at=closes_at)

    form = visit.page(visit.url)
    posted = visit.post(unnamed="1")

    assert 'name="unnamed"' not in form
    assert "une place se demande avec un nom" in posted


def test_a_held_seat_is_named(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(unnamed="1")
    [row] = visit.rows()

    response = client.post(
        f"/inscriptions/{row.id}/nommer",
        data={"version": row.version, "colleague": "", **NOE},
        follow_redirects=True,
    )

    assert "Noé Épreuve a la place" in response.get_data(as_text=True)
    assert visit.states() == [CONFIRMED]


def test_a_held_seat_is_given_to_a_colleague_of_the_team(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(unnamed="1")
    [row] = visit.rows()
    noe = world.person(visit.partner, "Noé", "Épreuve")

    client.post(f"/inscriptions/{row.id}/nommer", data={"version": row.version, "colleague": str(noe.id)})

    assert visit.rows()[0].person_id == noe.id


def test_naming_asks_for_a_name(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(unnamed="1")
    [row] = visit.rows()

    response = client.post(f"/inscriptions/{row.id}/nommer", data={"version": row.version, "colleague": ""})

    assert response.status_code == 422
    assert "Écrivez le nom." in response.get_data(as_text=True)


def test_a_seat_gone_meanwhile_is_told_with_its_state(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(unnamed="1")
    [row] = visit.rows()

    with time_machine.travel(MONDAY + timedelta(days=8), tick=False):
        data = {"version": row.version + 1, "colleague": "", **NOE}
        response = client.post(f"/inscriptions/{row.id}/nommer", data=data)

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Place non nommée à temps" in page


def test_a_held_seat_is_given_back(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(unnamed="1")
    [row] = visit.rows()

    page = visit.page(f"/inscriptions/{row.id}/annuler")
    told = client.post(f"/inscriptions/{row.id}/annuler", data={"version": row.version}, follow_redirects=True)

    assert "Rendre la place" in page
    assert "La place est rendue." in told.get_data(as_text=True)
    assert visit.rows()[0].cancel_reason is CancelReason.BY_PARTNER


def test_another_partners_seat_does_not_exist(client: CheckedClient, world: World) -> None:
    Visit(client, world)
    foreign = world.registration(world.training_session(), world.person(world.partner("Relogeas")), HELD)

    assert client.get(f"/inscriptions/{foreign.id}/nommer").status_code == 404
    assert client.post(f"/inscriptions/{foreign.id}/nommer", data=NOE).status_code == 404


def test_the_team_page_shows_the_dates_to_come_and_what_happened(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(**FATOU, unnamed="1")

    page = visit.page()

    assert "Nommer les places gardées" in page
    assert f"Fatou Exemple{NBSP}: place confirmée" in page
    assert "1 place gardée, à nommer" in page
    assert "(Fatou Exemple)" in page


def test_what_staff_did_is_told_without_their_name(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(**FATOU)
    [row] = visit.rows()
    client.sign_in(world.token_of(world.staff()))
    client.post(f"/inscriptions/{row.id}/annuler", data={"version": row.version, "note": "Deux fois."})
    client.sign_in(world.token_of(world.all(type(world.account()), email="coordination@example.org")[0]))

    page = visit.page()

    assert f"Fatou Exemple{NBSP}: inscription annulée" in page
    assert "(l’équipe de la formation)" in page
    assert "Gabarit" not in page


def test_my_association_shows_the_seats_to_name_with_their_date(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    visit.post(unnamed="1")

    page = visit.page("/mon-association")

    assert "À nommer avant le 30 novembre 2026" in page
    assert "/nommer" in page


def test_who_comes_to_one_of_two_mornings_leaves_the_rest(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, starts_at=MONDAY + timedelta(days=20))
    world.meeting(visit.session, MONDAY + timedelta(days=27))
    visit.post(**FATOU)
    [row] = visit.rows()

    with time_machine.travel(MONDAY + timedelta(days=21), tick=False):
        page = visit.page(f"/inscriptions/{row.id}/annuler")
        client.post(f"/inscriptions/{row.id}/annuler", data={"version": row.version})
        team = visit.page()

    assert "Quitter la suite" in page
    assert visit.rows()[0].left_at is not None
    assert "Sans la suite" in team
    assert f"Fatou Exemple{NBSP}: ne vient pas à la suite" in team
