"""The public pages of workshops."""

from portal.models.library.toolkits import Toolkit
from portal.rules.base.states import ContentStatus, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World


def test_the_list_shows_published_workshops_with_their_dates(client: CheckedClient, world: World) -> None:
    shown = world.workshop("Chercher un logement")
    world.workshop("Encore secret", status=ContentStatus.DRAFT)
    session = world.training_session(workshop_id=shown.id)
    draft = world.training_session(workshop_id=shown.id, status=SessionStatus.DRAFT)

    page = client.get("/formations").get_data(as_text=True)

    assert f'href="/formations/{shown.slug}"' in page
    assert f'href="/seances/{session.public_id}"' in page
    assert draft.public_id not in page
    assert "Encore secret" not in page


def test_an_empty_list_says_what_to_do_next(client: CheckedClient) -> None:
    page = client.get("/formations").get_data(as_text=True)

    assert "Pas encore de formation" in page
    assert "Voir l’agenda" in page


def test_a_workshop_shows_what_one_learns_and_its_toolkit(client: CheckedClient, world: World) -> None:
    shown = world.workshop("Chercher", objectives="Lire une annonce\nRemplir le dossier", programme="## Accueil")
    world.save(Toolkit(slug="outils", title="Les outils", workshop_id=shown.id, status=ContentStatus.PUBLISHED))
    world.save(Toolkit(slug="brouillon", title="Pas prêts", workshop_id=shown.id))

    page = client.get(f"/formations/{shown.slug}").get_data(as_text=True)

    assert "Remplir le dossier" in page
    assert "Accueil</h" in page
    assert 'href="/boite-a-outils/outils"' in page
    assert "Pas prêts" not in page
    assert "Pas encore de date pour cette formation" in page


def test_a_draft_is_seen_by_staff_alone(client: CheckedClient, world: World) -> None:
    draft = world.workshop("Secret", status=ContentStatus.DRAFT)
    url = f"/formations/{draft.slug}"

    assert client.get(url).status_code == 404
    client.sign_in(world.token_of(world.coordinator(world.partner())))
    assert client.get(url).status_code == 404
    client.sign_in(world.token_of(world.staff()))
    assert "Seule l’équipe voit cette page" in client.get(url).get_data(as_text=True)
