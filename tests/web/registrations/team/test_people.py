"""The table of a team: its sites, correcting, leaving with what is registered decided, coming back."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of
from tests.web.registrations.team.scene import Scene


@pytest.fixture
def scene(client: CheckedClient, world: World) -> Scene:
    return Scene(client, world)


def departure(scene: Scene, *fates: tuple[Registration, str], day: int = 0) -> dict[str, str]:
    """The form of leaving, filled in."""
    last = clock.today() + timedelta(days=day)
    fields = {"version": str(scene.world.get(Person, scene.mila.id).version), "last_day": last.strftime("%d/%m/%Y")}
    for place, (row, fate) in enumerate(fates):
        fields |= {
            f"fates-{place}-registration": str(row.id),
            f"fates-{place}-version": str(row.version),
            f"fates-{place}-fate": fate,
        }
    return fields


def test_the_table_shows_the_team_and_not_anothers(scene: Scene) -> None:
    page = scene.client.get("/mon-association/equipe").text

    assert "Mila Exemple" in page and "Gilly" in page
    assert "Essai" not in page and "ines@example.org" not in page


def test_the_table_is_narrowed_to_a_site(scene: Scene) -> None:
    scene.world.person(scene.partner, "Noé", "Épreuve", site_id=scene.jumet.id)

    page = scene.client.get(f"/mon-association/equipe?antenne={scene.jumet.id}").text

    assert "Noé Épreuve" in page and "Mila Exemple" not in page


def test_the_table_costs_as_much_for_one_person_as_for_three(scene: Scene, app: Flask) -> None:
    one = statements_of(app, lambda: scene.client.get("/mon-association/equipe"))
    for _number in range(2):
        scene.world.person(scene.partner, site_id=scene.jumet.id)

    assert len(statements_of(app, lambda: scene.client.get("/mon-association/equipe"))) == len(one)


def test_a_coordinator_of_one_site_sees_and_changes_its_people_alone(scene: Scene) -> None:
    noe = scene.world.person(scene.partner, "Noé", "Épreuve", site_id=scene.jumet.id)
    session = scene.world.training_session()
    seated = scene.world.registration(session, scene.mila)
    scene.world.registration(session, noe)
    scene.hold_to(scene.jumet)

    pages = [
        scene.client.get(url).text
        for url in (
            "/mon-association",
            "/mon-association/equipe",
            f"/associations/{scene.partner.slug}/seances/{session.public_id}",
            f"/seances/{session.public_id}/inscription",
        )
    ]
    refused = [
        scene.client.get(url).status_code
        for url in (
            f"/personnes/{scene.mila.id}/corriger",
            f"/personnes/{scene.mila.id}/depart",
            f"/inscriptions/{seated.id}/annuler",
            f"/inscriptions/{seated.id}/remplacer",
            f"/inscriptions/{seated.id}/pourquoi",
        )
    ]

    assert all("Noé Épreuve" in page for page in pages[:3])
    assert not any("Mila" in page for page in pages)
    assert refused == [404] * 5


def test_site_and_volunteering_are_corrected_and_two_editors_do_not_overwrite_each_other(scene: Scene) -> None:
    url = f"/personnes/{scene.mila.id}/corriger"
    fields = {
        "version": "1",
        "given_name": "Mila",
        "family_name": "Exemple",
        "email": "mila@example.org",
        "site": str(scene.jumet.id),
        "is_volunteer": "y",
    }

    first = scene.client.post(url, data=fields)
    second = scene.client.post(url, data={**fields, "function": "Accueil"})

    mila = scene.world.get(Person, scene.mila.id)
    assert (first.status_code, second.status_code) == (303, 409)
    assert (mila.site_id, mila.is_volunteer, mila.function) == (scene.jumet.id, True, "")
    assert 'value="Accueil"' in second.text


def test_a_site_of_another_association_is_none(scene: Scene) -> None:
    foreign = scene.world.save(type(scene.gilly)(partner_id=scene.other.id, municipality_nis="52011"))
    fields = {"version": "1", "given_name": "Mila", "family_name": "Exemple", "site": str(foreign.id)}

    assert scene.client.post(f"/personnes/{scene.mila.id}/corriger", data=fields).status_code == 422
    assert scene.world.get(Person, scene.mila.id).site_id == scene.gilly.id


def test_leaving_decides_each_registration_in_the_same_act(scene: Scene) -> None:
    world = scene.world
    noe = world.person(scene.partner, "Noé", "Épreuve")
    rows = [world.registration(world.training_session(), scene.mila) for _number in range(3)]
    url = f"/personnes/{scene.mila.id}/depart"

    shown = scene.client.get(url).text
    response = scene.client.post(
        url, data=departure(scene, (rows[0], str(noe.id)), (rows[1], "annuler"), (rows[2], "garder"), day=-1)
    )

    after = [world.get(Registration, row.id) for row in rows]
    assert shown.count("Donner la place à Noé Épreuve") == 3
    assert response.status_code == 303
    assert [(row.state, row.cancel_reason) for row in after] == [
        (RegistrationState.CANCELLED, CancelReason.SUBSTITUTED),
        (RegistrationState.CANCELLED, CancelReason.BY_PARTNER),
        (RegistrationState.CONFIRMED, None),
    ]
    assert [row.person_id for row in world.all(Registration, state=RegistrationState.CONFIRMED)] == [
        scene.mila.id,
        noe.id,
    ]
    assert world.get(Person, scene.mila.id).left_on is not None


def test_what_is_not_decided_is_asked_and_nothing_changes(scene: Scene) -> None:
    row = scene.world.registration(scene.world.training_session(), scene.mila)

    response = scene.client.post(f"/personnes/{scene.mila.id}/depart", data=departure(scene, (row, "")))

    assert response.status_code == 422
    assert "Choisissez ce que devient cette inscription." in response.text
    assert scene.world.get(Person, scene.mila.id).left_on is None


def test_a_stale_page_of_leaving_changes_nothing(scene: Scene) -> None:
    row = scene.world.registration(scene.world.training_session(), scene.mila)
    fields = {**departure(scene, (row, "annuler")), "version": "0"}

    response = scene.client.post(f"/personnes/{scene.mila.id}/depart", data=fields)

    assert response.status_code == 409
    assert scene.world.get(Registration, row.id).state is RegistrationState.CONFIRMED


def test_a_last_day_to_come_keeps_somebody_in_the_team_until_its_end(scene: Scene) -> None:
    session = scene.world.training_session()
    form = f"/seances/{session.public_id}/inscription"

    scene.client.post(f"/personnes/{scene.mila.id}/depart", data=departure(scene, day=3))
    offered = "Mila Exemple" in scene.client.get(form).text
    scene.client.post(f"/personnes/{scene.mila.id}/depart", data=departure(scene, day=-1))

    assert offered
    assert "Ne sont plus dans l’équipe" in scene.client.get("/mon-association/equipe").text
    assert "Mila Exemple" not in scene.client.get(form).text


def test_somebody_comes_back(scene: Scene) -> None:
    scene.client.post(f"/personnes/{scene.mila.id}/depart", data=departure(scene, day=-1))
    version = str(scene.world.get(Person, scene.mila.id).version)

    scene.client.post(f"/personnes/{scene.mila.id}/retour", data={"version": version})

    assert scene.world.get(Person, scene.mila.id).left_on is None


def test_people_of_another_association_neither_leave_nor_come_back(scene: Scene) -> None:
    assert scene.client.get(f"/personnes/{scene.ines.id}/depart").status_code == 404
    assert scene.client.post(f"/personnes/{scene.ines.id}/depart", data=departure(scene)).status_code == 404
    assert scene.client.post(f"/personnes/{scene.ines.id}/retour", data={"version": "1"}).status_code == 404


def test_a_registration_that_changed_since_the_page_was_drawn_is_not_decided(scene: Scene) -> None:
    row = scene.world.registration(scene.world.training_session(), scene.mila, RegistrationState.WAITLISTED)
    sent = departure(scene, (row, "annuler"))
    seated = scene.world.get(Registration, row.id)
    seated.state, seated.version, seated.confirmed_at = RegistrationState.CONFIRMED, row.version + 1, clock.now()
    scene.world.save(seated)
    url = f"/personnes/{scene.mila.id}/depart"

    first = scene.client.post(url, data=sent)

    assert first.status_code == 409
    assert scene.world.get(Registration, row.id).state is RegistrationState.CONFIRMED
    again = scene.client.post(url, data={**sent, "fates-0-version": str(seated.version)})
    assert f'value="{seated.version}"' in first.text and again.status_code == 303
