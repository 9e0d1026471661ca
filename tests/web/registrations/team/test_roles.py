"""Who does what for an association: all of it or one site, said on the page, and what each hears."""

import re

import pytest

from portal.models.accounts.accounts import Membership
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.registrations.team.scene import Scene

URL = "/mon-association/coordination"


@pytest.fixture
def scene(client: CheckedClient, world: World) -> Scene:
    return Scene(client, world)


def second(scene: Scene, site: int | None = None) -> Membership:
    data = {"association": scene.partner.slug, "email": "omar@example.org", "site": str(site or "")}
    scene.client.post(URL, data=data)
    return scene.world.all(Membership, partner_id=scene.partner.id)[-1]


def changed(scene: Scene, membership: Membership, site: str) -> str:
    data = {"association": scene.partner.slug, "site": site}
    return scene.client.post(f"{URL}/{membership.id}/antenne", data=data, follow_redirects=True).text


def test_a_coordinator_is_named_for_one_site_and_the_page_says_so(scene: Scene) -> None:
    named = second(scene, scene.jumet.id)

    page = " ".join(scene.client.get("/mon-association").text.split())

    assert named.site_id == scene.jumet.id
    assert "inscrit et annule pour Jumet, ne voit que Jumet" in page
    assert "inscrit et annule pour toute l’association (vous)" in page


def test_a_role_is_limited_and_widened(scene: Scene) -> None:
    named = second(scene)

    changed(scene, named, str(scene.gilly.id))
    limited = scene.world.get(Membership, named.id).site_id
    changed(scene, named, "")

    assert (limited, scene.world.get(Membership, named.id).site_id) == (scene.gilly.id, None)


def test_somebody_acts_for_the_whole_association(scene: Scene) -> None:
    named = second(scene, scene.jumet.id)
    [own] = [one for one in scene.world.all(Membership) if one.account_id == scene.coordinator.id]

    said = changed(scene, own, str(scene.gilly.id))

    assert "au moins une personne qui la coordonne tout entière" in said
    assert scene.world.get(Membership, own.id).site_id is None
    assert scene.world.get(Membership, named.id).site_id == scene.jumet.id


def test_a_site_of_another_association_limits_nobody(scene: Scene) -> None:
    named = second(scene)
    foreign = scene.world.save(type(scene.gilly)(partner_id=scene.other.id, municipality_nis="52011"))

    data = {"association": scene.partner.slug, "site": str(foreign.id)}
    assert scene.client.post(f"{URL}/{named.id}/antenne", data=data).status_code == 404


def test_who_acts_for_one_site_gives_no_role_and_takes_none(scene: Scene) -> None:
    named = second(scene)
    scene.hold_to(scene.jumet)

    page = scene.client.get("/mon-association").text
    answers = [
        scene.client.post(url, data={"association": scene.partner.slug, "email": "x@example.org"}).status_code
        for url in (URL, f"{URL}/{named.id}/fin", f"{URL}/{named.id}/antenne")
    ]

    assert answers == [404, 404, 404]
    assert not re.search(r'action="/mon-association/coordination', page)


def test_a_role_in_another_association_is_out_of_reach(scene: Scene) -> None:
    theirs = scene.world.membership(scene.world.account("elle@example.org"), scene.other)

    data = {"association": scene.partner.slug, "site": str(scene.gilly.id)}
    assert scene.client.post(f"{URL}/{theirs.id}/antenne", data=data).status_code == 404


def test_who_acts_for_one_site_is_mailed_about_its_people_alone(scene: Scene) -> None:
    second(scene, scene.jumet.id)
    noe = scene.world.person(scene.partner, "Noé", "Épreuve", site_id=scene.jumet.id)
    for person in (scene.mila, noe):
        row = scene.world.registration(scene.world.training_session(), person)
        scene.client.post(f"/inscriptions/{row.id}/annuler", data={"version": str(row.version)})
        assert scene.world.get(type(row), row.id).state is RegistrationState.CANCELLED

    told = [one for one in scene.world.all(OutboxMessage, to_address="omar@example.org") if one.session_id]

    assert [("Noé" in one.body_text, "Mila" in one.body_text) for one in told] == [(True, False)]
