"""The page of the search: groups, facets that stay in the address, part answers, slips, nothing found."""

import pytest

from portal.database import writing
from portal.rules.base.states import AddressVisibility, SearchKind, Visibility
from portal.services.base import search_index
from portal.services.base.search_index import Document
from tests import partner_factories as rows
from tests import sheet_factories as sheets
from tests.checked_client import CheckedClient
from tests.factories import World


def page_of(client: CheckedClient, query: str) -> str:
    return client.get(f"/recherche?{query}").get_data(as_text=True)


def told(client: CheckedClient, query: str) -> str:
    page = page_of(client, query)
    bare = "".join(part.partition(">")[2] for part in page[page.index("<main") :].split("<"))
    return " ".join(bare.split())


@pytest.fixture(autouse=True)
def content(world: World) -> None:
    for number in range(7):
        rows.index(world, world.partner(f"Énergie {number}", description="chauffage"))
    sheets.published(world, "Payer son énergie")
    workshop = world.workshop("Comprendre l’énergie")
    with world.app.app_context(), writing() as session:
        search_index.put(session, Document(SearchKind.WORKSHOP, workshop.id, Visibility.PUBLIC, workshop.title))


def test_answers_come_in_groups_with_how_many_there_are(client: CheckedClient) -> None:
    page = told(client, "q=energie")

    assert "9 réponses pour « energie »" in page
    for group in ("Services et partenaires (7)", "Fiches pratiques (1)", "Formations (1)"):
        assert group in page
    assert ("Énergie 4" in page, "Énergie 5" in page, "Voir les 7 réponses" in page) == (True, False, True)


def test_a_facet_stays_in_the_address_and_with_the_next_question(client: CheckedClient) -> None:
    page = page_of(client, "q=energie&quoi=partner")

    assert "/recherche?q=energie&amp;quoi=sheet" in page
    assert '<input type="hidden" name="quoi" value="partner">' in page
    assert ("Énergie 6" in page, "Payer son énergie" in page, "Voir les" in page) == (True, False, False)


def test_a_facet_that_does_not_exist_is_none(client: CheckedClient) -> None:
    assert told(client, "q=energie&quoi=secret") == told(client, "q=energie")


def test_what_answers_a_part_says_so_and_the_word_that_nothing_answers_is_named(client: CheckedClient) -> None:
    page = told(client, "q=payer+zèbre")

    assert "Payer son énergie Qui en reçoit.Répond à une partie de la demande" in page
    assert "Rien ne parle de « zebre »." in page
    assert "Répond à une partie" not in told(client, "q=payer")


def test_a_slip_is_said_and_answered(client: CheckedClient) -> None:
    page = page_of(client, "q=chaufage")

    assert "Vouliez-vous dire" in page
    assert 'href="/recherche?q=chauffage"' in page
    assert 'href="/annuaire/energie-0"' in page


def test_an_answer_without_any_says_what_to_do_next(client: CheckedClient) -> None:
    page = told(client, "q=zèbre")

    assert "Rien pour « zèbre »." in page
    assert "l’annuaire des partenaires" in page
    assert "Vouliez-vous dire" not in page


def test_the_page_opens_without_a_question(client: CheckedClient) -> None:
    assert "N’écrivez pas de nom" in told(client, "")
    assert "réponse" not in told(client, "q=+")


def test_a_number_finds_whom_it_reaches_for_who_may_see_it(client: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    rows.contact(world, partner, phone="+32 71 00 00 55", visibility=Visibility.PUBLIC)
    rows.contact(world, partner, phone="+32 71 00 00 66", visibility=Visibility.NETWORK)

    assert "Relogeas" in told(client, "q=071+00+00+55")
    assert "Relogeas" not in told(client, "q=071+00+00+66")
    client.sign_in(world.token_of(world.coordinator(partner)))
    assert "Relogeas" in told(client, "q=071+00+00+66")


def test_a_street_finds_who_receives_there_for_who_may_read_it(client: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    for name, street, level in (
        ("Ouvert", "avenue de l’Église 12", AddressVisibility.PUBLIC),
        ("Réservé", "rue de l’École 14", AddressVisibility.NETWORK),
        ("Refuge", "rue du Secret 16", AddressVisibility.HIDDEN),
    ):
        card = world.partner(name)
        rows.site(world, card, street=street, postcode="6000", address_visibility=level)
        rows.index(world, card)

    def found(street: str) -> list[str]:
        page = told(client, f"q={street.replace(' ', '+')}")
        return [name for name in ("Ouvert", "Réservé", "Refuge") if f"{name} " in page]

    asked = ("avenue de l'eglise 12", "rue de l'ecole", "14 rue de l’École", "rue du Secret 16")
    assert [found(street) for street in asked] == [["Ouvert"], [], [], []]
    client.sign_in(world.token_of(world.coordinator(partner)))
    assert [found(street) for street in asked] == [["Ouvert"], ["Réservé"], ["Réservé"], []]
    client.sign_in(world.token_of(world.staff()))
    assert [found(street) for street in asked] == [["Ouvert"], ["Réservé"], ["Réservé"], []]
