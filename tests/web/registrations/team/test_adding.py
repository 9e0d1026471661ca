"""A list of people brought by a coordinator: nothing is written before "Ajouter", and each line is told."""

import html
import io
import re

import pytest
from flask import Flask

from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import BlockedMailbox, Person, block_keys
from portal.rules.base.verbs import Verb
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of
from tests.web.registrations.team.scene import Scene

URL = "/mon-association/equipe/ajouter"
HEAD = "Nom et prénom\tMail pro\tFonction\tService\tNé(e) le\n"
DRAFT = re.compile(r'name="draft"[^>]*value="([^"]*)"')


@pytest.fixture
def scene(client: CheckedClient, world: World) -> Scene:
    return Scene(client, world)


def fields_of(page: str) -> dict[str, str]:
    """What a browser sends back of a preview: its hidden fields, its choices and its lines as they stand."""
    sent = {"draft": html.unescape(DRAFT.findall(page)[0])}
    for name, value in re.findall(r'<input[^>]*name="(lines-\d+-\w+)"[^>]*value="([^"]*)"', page):
        sent[name] = html.unescape(value)
    for name, value in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(lines-\d+-\w+)"', page):
        sent[value] = html.unescape(name)
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option selected value="([^"]*)"', options)
        sent[name] = html.unescape(chosen[0]) if chosen else ""
    return {name: value for name, value in sent.items() if not name.endswith(("-volunteer", "-apart"))}


def pasted(scene: Scene, rows: str, head: str = HEAD) -> str:
    return scene.client.post(URL, data={"pasted": head + rows}).text


def add(scene: Scene, page: str, **more: str) -> str:
    return scene.client.post(URL, data={**fields_of(page), "ajouter": "1", **more}, follow_redirects=True).text


def test_a_list_is_shown_and_nothing_is_written(scene: Scene) -> None:
    page = pasted(scene, "Ali Aperçu\tali@example.org\tAssistant social\tGilly\t1990\n")

    assert "1 personne prête" in page and "Ali Aperçu" in page
    assert "Cette colonne n’est pas reprise\u00a0: Né(e) le." in page
    assert [person.name for person in scene.people()] == ["Mila Exemple"]


def test_a_list_is_added_with_what_its_columns_hold_and_nobody_is_mailed(scene: Scene) -> None:
    page = add(scene, pasted(scene, "Ali Aperçu\tali@example.org\tAssistant social\tJumet\t1990\n"))

    ali = scene.named("Aperçu")
    assert "1 personne ajoutée." in page
    assert (ali.given_name, ali.email, ali.function, ali.site_id) == (
        "Ali",
        "ali@example.org",
        "Assistant social",
        scene.jumet.id,
    )
    assert (ali.introduced_at, ali.added_by_id) == (None, None)
    assert scene.world.all(OutboxMessage) == []
    assert [event.inputs for event in scene.world.all(Event, verb=Verb.LISTED_PEOPLE)] == [{"added": 1, "back": 0}]


def test_of_thirty_lines_four_are_wrong_and_the_others_are_added(scene: Scene) -> None:
    good = "".join(
        f"Personne Épreuve{letter}\t{letter}@example.org\tAccueil\tGilly\t\n" for letter in "abcdefghijklmnopqrstuvwxyz"
    )
    wrong = (
        "Inès Ébauche\tines.ebauche@exemple\t\tGilly\t\n"
        "Tom Fictif\ttom@example.org\t\tGily\t\n"
        "Mila Exemplle\tmila@example.org\t\tGilly\t\n"
        "\tsans@example.org\t\t\t\n"
    )

    page = pasted(scene, good + wrong)
    after = add(scene, page)

    assert "26 personnes prêtes, 4 lignes à revoir" in page
    assert page.count('aria-label="Ligne ') == 4
    assert (
        "« Gily » n’est pas une de vos antennes : Gilly ?".replace(" »", "\u202f»")
        .replace("« ", "«\u202f")
        .replace(" :", "\u00a0:")
        .replace(" ?", "\u202f?")
        in page
    )
    assert "Même adresse que Mila Exemple" in page
    assert "26 personnes ajoutées." in after and "Tom" in after
    assert len(scene.people()) == 27


def test_a_line_is_corrected_where_it_stands_and_then_added(scene: Scene) -> None:
    page = pasted(scene, "Tom Fictif\ttom@example\t\tGily\t\n")

    again = scene.client.post(URL, data={**fields_of(page), "lines-0-email": "tom@example.org", "voir": "1"}).text
    further = scene.client.post(URL, data={**fields_of(again), "voir": "1"}).text
    add(scene, further)

    assert "n’est pas une de vos antennes" in again
    assert scene.named("Fictif").site_id == scene.gilly.id


def test_a_line_is_left_aside(scene: Scene) -> None:
    page = pasted(scene, "Ali Aperçu\tali@example.org\t\t\t\nTom Fictif\ttom@example\t\t\t\n")

    again = scene.client.post(URL, data={**fields_of(page), "laisser": "3"})

    assert again.status_code == 200
    assert "Fictif" not in again.text and "Ali Aperçu" in again.text


def test_two_people_of_one_name_are_two_when_their_author_says_so(scene: Scene) -> None:
    page = pasted(scene, "Mila Exemple\tautre@example.org\t\t\t\n")

    add(scene, page)
    assert len(scene.people()) == 1
    add(scene, page, **{"lines-0-apart": "y"})
    assert sorted(person.email or "" for person in scene.people()) == ["autre@example.org", "mila@example.org"]


def test_somebody_of_another_association_is_taken_and_nothing_of_it_is_told(scene: Scene) -> None:
    page = pasted(scene, "Inès Essai\tines@example.org\t\tGilly\t\n")
    add(scene, page)

    assert "Relogeas" not in page and "à revoir" not in page
    assert scene.named("Essai").id != scene.ines.id
    assert scene.world.get(Person, scene.ines.id).site_id is None


def test_who_said_that_it_was_not_her_is_not_taken(scene: Scene) -> None:
    world = scene.world
    for key in block_keys("", "zoe@example.org"):
        if not world.all(BlockedMailbox, key=key):
            world.save(BlockedMailbox(key=key, at=scene.mila.created_at))

    page = pasted(scene, "Zoé Trame\tZOE+liste@example.org\t\t\t\n")

    assert "0 personne prête, 1 ligne à revoir" in page
    assert "ne peut pas être prise ici" in page
    add(scene, page)
    assert len(scene.people()) == 1


def test_a_list_of_ten_thousand_lines_is_refused_in_words(scene: Scene) -> None:
    response = scene.client.post(URL, data={"pasted": "Nom\n" + "Noé\n" * 4_000})
    file = (io.BytesIO(("Nom\n" + "".join(f"Noé {n}\n" for n in range(10_000))).encode()), "equipe.csv")
    by_file = scene.client.post(URL, data={"upload": file, "pasted": ""}, content_type="multipart/form-data")

    assert (response.status_code, by_file.status_code) == (422, 422)
    assert "plus de 1000 lignes" in response.text and "plus de 1000 lignes" in by_file.text
    assert len(scene.people()) == 1


def test_a_csv_of_windows_is_read(scene: Scene) -> None:
    content = "Prénom;Nom;E-mail\r\nÉlodie;Lefèvre;elodie@example.org\r\n".encode("cp1252")

    response = scene.client.post(
        URL, data={"upload": (io.BytesIO(content), "equipe.csv"), "pasted": ""}, content_type="multipart/form-data"
    )

    assert response.status_code == 200
    assert "Élodie Lefèvre" in response.text


def test_the_same_list_twice_adds_nobody_twice(scene: Scene) -> None:
    page = pasted(scene, "Ali Aperçu\tali@example.org\t\t\t\n")
    add(scene, page)

    assert "Ces personnes sont déjà dans votre équipe." in add(scene, page)
    assert len(scene.people()) == 2


def test_columns_are_chosen_by_hand(scene: Scene) -> None:
    page = pasted(scene, "Accueil\tAli Aperçu\n", head="A\tB\n")

    again = scene.client.post(
        URL, data={**fields_of(page), "columns-0-holds": "function", "columns-1-holds": "full_name", "voir": "2"}
    )

    assert "Ali Aperçu" in again.text


@pytest.mark.parametrize(
    "draft", ["", "{}", "[1,2]", '[[[1]],true,["email"],[],[]]', '[[],true,["email"],[],[]]', "[" * 5_000]
)
def test_a_page_written_by_hand_is_refused_in_words(scene: Scene, draft: str) -> None:
    response = scene.client.post(URL, data={"draft": draft, "ajouter": "1"})

    assert response.status_code == 422
    assert "ne se lit pas" in response.text


def test_a_coordinator_of_one_site_adds_people_there_alone(scene: Scene) -> None:
    scene.hold_to(scene.jumet)

    page = pasted(scene, "Ali Aperçu\tali@example.org\t\t\t\nTom Fictif\ttom@example.org\t\tGilly\t\n")
    add(scene, page)

    assert "1 personne prête, 1 ligne à revoir" in page
    assert scene.named("Aperçu").site_id == scene.jumet.id


@pytest.mark.parametrize(
    "line",
    [
        "Mila Exemple\tmila@example.org",  # herself
        "Mila Exemple\tautre@example.org",  # her name
        "Mila Exempla\tmila@example.org",  # a near spelling at her address
        "Mila Exemple\t",
    ],
)
def test_a_coordinator_of_one_site_learns_nothing_of_the_others_from_a_list(scene: Scene, line: str) -> None:
    scene.hold_to(scene.jumet)

    page = scene.client.post(URL, data={"pasted": f"Nom\tAdresse\n{line}\n"}).text

    shown = page.replace("mila@example.org", "", page.count("mila@example.org") if "mila@" in line else 0)
    assert "mila@example.org" not in shown
    assert "Ce nom est déjà" not in page and "Même adresse que" not in page and "y est déjà" not in page


def test_nobody_adds_to_another_association(scene: Scene) -> None:
    for url in (URL, f"{URL}/une-personne"):
        assert scene.client.get(f"{url}?association={scene.other.slug}").status_code == 404
        assert scene.client.post(f"{url}?association={scene.other.slug}", data={"pasted": "Noé"}).status_code == 404


def test_one_person_is_added_by_hand(scene: Scene) -> None:
    fields = {"given_name": "Ali", "family_name": "Aperçu", "email": "ali@example.org", "site": str(scene.gilly.id)}

    page = scene.client.post(f"{URL}/une-personne", data=fields, follow_redirects=True).text

    assert "Ali Aperçu est dans l’équipe." in page
    assert scene.named("Aperçu").site_id == scene.gilly.id


def test_a_thousand_lines_are_added_in_batches(scene: Scene, app: Flask) -> None:
    page = pasted(scene, "".join(f"Noé Épreuve{n}\tnoe{n}@example.org\tAccueil\tGilly\t\n" for n in range(1_000)))

    sent = statements_of(app, lambda: add(scene, page))

    assert len(scene.people()) == 1_001
    assert len([one for one in sent if one.startswith("INSERT INTO people")]) == 5
