"""The pages of evaluations: the form of nobody, the results of many, the sheets of paper, the questions of staff."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine

from portal.models.attendance.evaluations import EvaluationAnswer, EvaluationQuestions
from portal.models.planning.workshops import Workshop
from portal.rules.base.secrets import hashed
from portal.services.attendance.evaluations.evaluations import answer
from portal.services.base import jobs
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.services.attendance.evaluations.evaluation_world import CLOSING, Morning, sheet

EXCEL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FILLED = {"scale_1": "4", "scale_2": "3", "useful": ["0", "2"], "missing": ["1"], "words": "Merci à l’équipe."}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(CLOSING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def morning(clock: time_machine.Traveller, world: World) -> Morning:
    with world.app.app_context():
        return Morning(world)


def answered(morning: Morning, clock: time_machine.Traveller, many: int, days: int = 14) -> None:
    with morning.world.app.app_context():
        for number, ticket in enumerate(morning.tickets()[:many]):
            answer(ticket, sheet(f"=Phrase {number}", degree=1 + number % 4))
        clock.move_to(CLOSING + timedelta(days=days), tick=False)
        jobs.run_due()


def read_rows(workbook: bytes) -> list[list[str]]:
    """The texts and numbers of each row of a workbook."""
    sheet_xml = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in sheet_xml.iter(f"{EXCEL}row")]


def of(morning: Morning, tail: str = "") -> str:
    return f"/seances/{morning.session.public_id}/evaluation{tail}"


def test_the_form_promises_first_and_says_irrevocable_beside_its_button(
    client: CheckedClient, morning: Morning
) -> None:
    page = client.get(f"/evaluation/{morning.tickets()[0]}")

    text = page.get_data(as_text=True)
    assert text.index("Anonyme pour de bon") < text.index("Cette formation m’est utile") < text.index("Irrévocable")
    assert "Rien qui fasse reconnaître un ménage" in text
    assert page.headers["Cache-Control"] == "no-store" and "ETag" not in page.headers
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_an_answer_leaves_for_a_page_whose_address_holds_no_ticket(
    client: CheckedClient, world: World, morning: Morning
) -> None:
    url = f"/evaluation/{morning.tickets()[0]}"

    sent = client.post(url, data=FILLED)

    assert (sent.status_code, sent.location) == (303, "/evaluation/merci")
    assert "Rien ne le relie plus à vous" in client.get("/evaluation/merci").get_data(as_text=True)
    [kept] = world.all(EvaluationAnswer)
    assert (kept.scales, kept.useful, kept.missing) == ([4, 3, None, None], [0, 2], [1])
    assert kept.words == "Merci à l’équipe."


def test_a_link_that_served_says_so_and_keeps_one_answer(client: CheckedClient, world: World, morning: Morning) -> None:
    url = f"/evaluation/{morning.tickets()[0]}"
    client.post(url, data=FILLED)

    seen, again = client.get(url), client.post(url, data=FILLED)

    assert (seen.status_code, again.status_code) == (200, 409)
    assert all("Ce lien a déjà servi" in page.get_data(as_text=True) for page in (seen, again))
    assert len(world.all(EvaluationAnswer)) == 1


def test_an_unknown_ticket_has_its_sentence(client: CheckedClient) -> None:
    page = client.get("/evaluation/inconnu")

    assert page.status_code == 404 and "Ce lien n’ouvre aucune évaluation" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


def test_an_answer_without_any_field_is_told_at_the_first(
    client: CheckedClient, world: World, morning: Morning
) -> None:
    page = client.post(f"/evaluation/{morning.tickets()[0]}", data={"words": "  "})

    assert page.status_code == 422 and "Rien n’est encore rempli" in page.get_data(as_text=True)
    assert not world.all(EvaluationAnswer)


@pytest.mark.parametrize("change", [{"words": "a" * 1001}, {"scale_1": "5"}, {"useful": ["99"]}])
def test_what_cannot_be_kept_comes_back_with_all_that_was_typed(
    client: CheckedClient, world: World, morning: Morning, change: dict[str, object]
) -> None:
    page = client.post(f"/evaluation/{morning.tickets()[0]}", data={**FILLED, **change})

    text = page.get_data(as_text=True)
    assert page.status_code == 422 and str(change.get("words", "Merci à l’équipe.")) in text
    assert not world.all(EvaluationAnswer)


def test_what_is_sent_too_late_comes_back_with_its_words(
    client: CheckedClient, clock: time_machine.Traveller, morning: Morning
) -> None:
    clock.move_to(CLOSING + timedelta(days=60), tick=False)
    url = f"/evaluation/{morning.tickets()[0]}"

    seen, sent = client.get(url), client.post(url, data=FILLED)

    assert "Les avis sont arrêtés depuis le 28 janvier" in seen.get_data(as_text=True)
    assert sent.status_code == 409
    assert "Les avis sont arrêtés depuis" in sent.get_data(as_text=True)
    assert "Merci à l’équipe." in sent.get_data(as_text=True)


def test_results_wait_for_their_day_then_for_five(
    client: CheckedClient, clock: time_machine.Traveller, world: World, morning: Morning
) -> None:
    client.sign_in(world.token_of(morning.trainer))
    early = client.get(of(morning)).get_data(as_text=True)
    answered(morning, clock, 4)
    client.sign_in(world.token_of(morning.trainer))
    few = client.get(of(morning)).get_data(as_text=True)

    assert "Les avis s’ouvrent le 17 décembre" in early and "À partir de cinq réponses" in early
    assert "Moins de cinq réponses" in few and "Phrase" not in few
    assert client.get(of(morning, ".xlsx")).status_code == 404


def test_results_are_bars_a_table_and_sentences_and_the_workbook_says_the_same(
    client: CheckedClient, clock: time_machine.Traveller, world: World, morning: Morning
) -> None:
    answered(morning, clock, 7)
    client.sign_in(world.token_of(morning.trainer))

    text = client.get(of(morning)).get_data(as_text=True)
    rows = read_rows(client.get(of(morning, ".xlsx")).data)

    assert "7 réponses" in text and "pour 7 personnes présentes" in text
    assert ["Cette formation m’est utile", "2", "2", "2", "1"] in rows
    said = [row[0] for row in rows if row and row[0].startswith("=Phrase")]
    assert said == sorted(said) and len(said) == 7
    assert [text.index(one) for one in said] == sorted(text.index(one) for one in said)


def test_a_trainer_types_sheets_in_one_after_the_other(client: CheckedClient, world: World, morning: Morning) -> None:
    client.sign_in(world.token_of(morning.trainer))

    sent = client.post(of(morning, "/papier"), data=FILLED)

    assert (sent.status_code, sent.location) == (303, of(morning, "/papier"))
    assert [row.paper for row in world.all(EvaluationAnswer)] == [True]


def test_a_sentence_is_erased_once_confirmed(
    client: CheckedClient, clock: time_machine.Traveller, world: World, morning: Morning
) -> None:
    answered(morning, clock, 5)
    client.sign_in(world.token_of(morning.trainer))
    url = of(morning, f"/phrases/{hashed('=Phrase 3')}")
    assert "=Phrase 3" in client.get(url).get_data(as_text=True)

    client.post(url)

    assert "=Phrase 3" not in client.get(of(morning)).get_data(as_text=True)
    assert client.get(url).status_code == 303  # told on the page of the results
    assert sorted(row.words for row in world.all(EvaluationAnswer))[0] == ""


def test_an_evaluation_elsewhere_is_shown_as_a_link(client: CheckedClient, clock: object, world: World) -> None:
    del clock
    with world.app.app_context():
        morning = Morning(world, came=1, link="https://example.org/avis")
    client.sign_in(world.token_of(morning.trainer))

    page = client.get(of(morning)).get_data(as_text=True)

    assert "https://example.org/avis" in page and client.get(of(morning, "/papier")).status_code == 404


def test_staff_write_the_questions_and_turn_the_second_form_on(client: CheckedClient, world: World) -> None:
    workshop = world.workshop("Atelier")
    client.sign_in(world.token_of(world.staff(totp_confirmed_at=CLOSING)))
    url = f"/gestion/formations/{workshop.slug}/evaluation"
    scales = {f"scale_{number}": f"Échelle {number}" for number in range(1, 5)}
    typed = {**scales, "version": "0", "useful": "Le café\n\n  Les  notes ", "missing": "Du temps", "again": "y"}
    assert "Cette formation m’est utile" in client.get(url).get_data(as_text=True)

    empty = client.post(url, data={**typed, "useful": " \n "})
    long = client.post(url, data={**typed, "useful": "\n".join(str(number) for number in range(13))})
    kept = client.post(url, data=typed)
    stale = client.post(url, data=typed)

    assert (empty.status_code, long.status_code, kept.status_code, stale.status_code) == (422, 422, 303, 409)
    [row] = world.all(EvaluationQuestions)
    assert (row.useful, row.missing, row.again) == (["Le café", "Les notes"], ["Du temps"], True)
    assert row.scales == list(scales.values())
    assert "Le café" in client.get(url).get_data(as_text=True)
    assert world.get(Workshop, workshop.id).version == 1
