"""The public directory and the one search, as each reader sees them."""

import re
from datetime import UTC, date, datetime
from html import unescape
from itertools import chain

import pytest
import time_machine

from portal.database import writing
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.queries.base.paging import ON_A_PAGE
from portal.rules.base.states import (
    AddressVisibility,
    ContactKind,
    MembershipRole,
    PartnerStatus,
    RelationshipKind,
    SearchKind,
    Visibility,
)
from portal.services.base import search_index
from portal.services.base.search_index import Document
from tests import partner_factories as rows
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def names_on(page: str) -> list[str]:
    return re.findall(r'<h2 class="card__title"><a class="target" href="/annuaire/([^"]+)"', page)


def listed(client: CheckedClient, query: str = "") -> list[str]:
    return names_on(client.get(f"/annuaire{query}").get_data(as_text=True))


def readers(world: World, partner: Partner) -> dict[str, Account | None]:
    member = world.account()
    world.membership(member, partner, MembershipRole.MEMBER)
    return {"anybody": None, "stranger": world.account(), "member": member, "staff": world.staff()}


def open_as(world: World, account: Account | None, path: str) -> str:
    client = world.app.test_client()
    assert isinstance(client, CheckedClient)
    if account is not None:
        client.sign_in(world.token_of(account))
    return client.get(path).get_data(as_text=True)


@time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
def test_a_card_says_what_where_whom_to_call_and_how_fresh_it_is(client: CheckedClient, world: World) -> None:
    partner = world.partner(
        "Relogeas", description="Recherche de logement", verified_at=datetime(2026, 10, 31, tzinfo=UTC)
    )
    rows.relationship(world, partner, RelationshipKind.CONTRACTED_RELAY)
    rows.relationship(world, partner, RelationshipKind.GUEST, ends_on=date(2025, 1, 1))
    rows.site(world, partner)
    rows.contact(world, partner, phone="+32 71 00 00 99", visibility=Visibility.NETWORK)
    rows.contact(world, partner, phone="+32 71 00 00 05")

    page = client.get("/annuaire").get_data(as_text=True)
    told = text_of(page)

    assert "Relais conventionné Relogeas Recherche de logement Charleroi +32 71 00 00 05" in told
    assert "Confirmée il y a 3 semaines 31 octobre 2026" in told
    assert 'href="tel:+3271000005"' in page


def test_a_card_never_confirmed_says_so(client: CheckedClient, world: World) -> None:
    world.partner("Relogeas")

    assert "À confirmer" in text_of(client.get("/annuaire").get_data(as_text=True))


def test_the_directory_lists_active_partners_by_name_for_whom_they_are(world: World) -> None:
    for status in PartnerStatus:
        world.partner(f"Statut {status.value}", status=status)
    world.partner("Élan réseau", visibility=Visibility.NETWORK)
    world.partner("Interne", visibility=Visibility.STAFF)
    world.partner("Seule", individual=True)
    seen = readers(world, world.partner("Association"))

    shown = {name: names_on(open_as(world, account, "/annuaire")) for name, account in seen.items()}

    everybody = ["association", "statut-active"]
    assert shown["anybody"] == shown["stranger"] == everybody
    assert shown["member"] == ["association", "elan-reseau", "statut-active"]
    assert shown["staff"] == ["association", "elan-reseau", "interne", "statut-active"]


def test_theme_commune_and_category_narrow_the_list(client: CheckedClient, world: World) -> None:
    energy, other, third = (world.partner(name) for name in ("Énergie", "Logement", "Ailleurs"))
    rows.theme_of(world, energy, world.theme("energy", "Énergie").id)
    rows.site(world, other, world.municipality("52025", "Gerpinnes").nis)
    rows.area_of(world, third, "52025")
    rows.relationship(world, third, RelationshipKind.HOUSING_OPERATOR)

    assert listed(client, "?theme=energy") == ["energie"]
    assert listed(client, "?commune=52025") == ["ailleurs", "logement"]
    assert listed(client, "?commune=52025&categorie=housing_operator") == ["ailleurs"]
    assert listed(client, "?theme=energy&commune=52025") == []
    assert listed(client, "?categorie=nothing-of-the-kind") == ["ailleurs", "energie", "logement"]


def test_the_search_ignores_accents_and_stays_within_the_filters(client: CheckedClient, world: World) -> None:
    near = rows.index(world, world.partner("Maison de l’énergie"))
    rows.index(world, world.partner("Guidance", description="factures d’énergie"))
    rows.index(world, world.partner("Autre"))
    rows.site(world, near)

    assert listed(client, "?q=energie") == ["maison-de-l-energie", "guidance"]
    assert listed(client, "?q=energie&commune=52011") == ["maison-de-l-energie"]


def test_a_search_that_finds_nothing_offers_the_nearest(client: CheckedClient, world: World) -> None:
    rows.index(world, world.partner("Relogeas", description="transit"))

    told = text_of(client.get("/annuaire?q=relogaes").get_data(as_text=True))

    assert "Aucun partenaire pour «\u202frelogaes\u202f»" in client.get("/annuaire?q=relogaes").get_data(as_text=True)
    assert "Les noms les plus proches : Relogeas" in told
    assert "Vouliez-vous dire relogeas" in told


@pytest.mark.parametrize("typed", ["'", "d'\"*", "%00x", "a" * 5000, "NEAR(", "💡", "<script>"])
def test_no_search_breaks_the_page(client: CheckedClient, typed: str) -> None:
    for path in ("/annuaire", "/recherche"):
        assert client.get(path, query_string={"q": typed}).status_code in (200, 400)


def test_fifty_partners_make_a_page_and_a_page_too_far_is_the_last(client: CheckedClient, world: World) -> None:
    for number in range(ON_A_PAGE + 1):
        world.partner(f"Service {number:03}", slug=f"s{number:03}")

    assert [len(listed(client, query)) for query in ("", "?page=2", "?page=99", "?page=x")] == [50, 1, 1, 50]


def test_the_next_page_keeps_what_was_asked(client: CheckedClient, world: World) -> None:
    commune = world.municipality()
    for number in range(ON_A_PAGE + 1):
        rows.site(world, rows.index(world, world.partner(f"Énergie {number}")), commune.nis)

    page = client.get("/annuaire?q=énergie&commune=52011").get_data(as_text=True)

    assert 'href="/annuaire?q=%C3%A9nergie&amp;commune=52011&amp;page=2"' in page


def test_the_list_costs_the_same_statements_for_1_and_60_partners(client: CheckedClient, world: World) -> None:
    theme = world.theme("energy", "Énergie")

    def sent(query: str) -> int:
        with statements(world.app) as made:
            client.get(f"/annuaire{query}")
        return len(made)

    for number in chain([1], range(2, 61)):
        partner = world.partner(f"Énergie {number}")
        rows.relationship(world, partner)
        rows.site(world, partner)
        rows.contact(world, partner, phone="+32 71 00 00 05")
        rows.theme_of(world, partner, theme.id)
        rows.index(world, partner)
        if number == 1:
            few = [sent(query) for query in ("", "?q=energie", "?q=introuvable")]

    assert [sent(query) for query in ("", "?q=energie", "?q=introuvable")] == few
    assert max(few[:2]) <= 5
    assert few[2] <= 7  # what is near is looked for too


def test_a_page_shows_each_reader_what_is_meant_for_them(world: World) -> None:
    partner = world.partner("Relogeas", description="Transit")
    for level in Visibility:
        rows.contact(world, partner, name=f"Nom {level.value}", kind=ContactKind.PERSON, visibility=level)
    rows.contact(world, partner, name="Nom parti", kind=ContactKind.PERSON, left_on=date(2020, 1, 1))
    rows.site(world, partner, street="rue Réservée 4", address_visibility=AddressVisibility.NETWORK)
    rows.site(world, partner, street="rue Publique 5", address_visibility=AddressVisibility.PUBLIC)
    rows.agreement(world, partner, "Convention-cadre")
    marks = ("Nom public", "Nom network", "Nom staff", "rue Réservée", "rue Publique", "Convention-cadre", "Nom parti")

    shown = {
        name: [mark for mark in marks if mark in open_as(world, account, "/annuaire/relogeas")]
        for name, account in readers(world, partner).items()
    }

    assert shown["anybody"] == shown["stranger"] == ["Nom public", "rue Publique"]
    assert shown["member"] == ["Nom public", "Nom network", "rue Réservée", "rue Publique"]
    assert shown["staff"] == list(marks[:-1])


def test_the_address_of_a_hidden_site_leaves_in_no_page_for_anybody(world: World) -> None:
    refuge = world.partner("Maison Refuge")
    rows.site(
        world,
        refuge,
        label="Antenne Secrète",
        street="rue Secrète 3",
        postcode="6299",
        access_notes="sonnette Secrète",
        opening_hours="porte Secrète",
        address_visibility=AddressVisibility.HIDDEN,
    )
    rows.index(world, refuge)
    paths = ("/annuaire", "/annuaire/maison-refuge", "/annuaire?q=refuge", "/recherche?q=refuge")

    for account in readers(world, refuge).values():
        for path in paths:
            page = open_as(world, account, path)
            assert "Maison Refuge" in page
            assert not re.search("secr[eè]te|6299|openstreetmap", page, re.IGNORECASE), path


def test_a_page_that_is_not_for_this_reader_does_not_exist(client: CheckedClient, world: World) -> None:
    world.partner("Interne", visibility=Visibility.STAFF)
    world.partner("Réseau", visibility=Visibility.NETWORK)
    world.partner("Demande", status=PartnerStatus.APPLIED)
    staff = world.staff()

    for slug in ("interne", "reseau", "demande", "inconnu"):
        assert client.get(f"/annuaire/{slug}").status_code == 404
    assert "A demandé à rejoindre" in open_as(world, staff, "/annuaire/demande")


def test_a_partner_shows_its_family_but_not_a_member_kept_from_the_reader(client: CheckedClient, world: World) -> None:
    cpas = world.partner("CPAS de Charleroi")
    world.partner("Maison de l’énergie", parent_id=cpas.id)
    world.partner("Cellule discrète", parent_id=cpas.id, visibility=Visibility.STAFF)
    hidden = world.partner("Parent discret", visibility=Visibility.NETWORK)
    world.partner("Enfant", parent_id=hidden.id)

    page = client.get("/annuaire/cpas-de-charleroi").get_data(as_text=True)

    assert "Maison de l’énergie" in page
    assert "Cellule discrète" not in page
    assert "Fait partie de" in client.get("/annuaire/maison-de-l-energie").get_data(as_text=True)
    assert "Parent discret" not in client.get("/annuaire/enfant").get_data(as_text=True)


def test_a_public_address_has_a_map_one_click_away(client: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    rows.site(world, partner, street="rue de l’Exemple 1", postcode="6000")

    page = client.get("/annuaire/relogeas").get_data(as_text=True)

    assert 'href="https://www.openstreetmap.org/search?query=rue+de+l%E2%80%99Exemple+1%2C+6000+Charleroi"' in page


def test_a_page_of_the_directory_costs_few_statements(client: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    for number in range(3):
        rows.contact(world, partner, name=f"Nom {number}")
        rows.site(world, partner)
        world.partner(f"Enfant {number}", parent_id=partner.id)

    with statements(world.app) as made:
        client.get("/annuaire/relogeas")

    assert len(made) <= 5 + 2  # the revision, and after a change the moment of the next (docs/adr/0020)


def test_one_search_finds_partners_sheets_and_workshops(client: CheckedClient, world: World) -> None:
    rows.index(world, world.partner("Énergie pour tous"))
    workshop = world.workshop("Comprendre l’énergie")
    with world.app.app_context(), writing() as session:
        search_index.put(session, Document(SearchKind.WORKSHOP, workshop.id, Visibility.PUBLIC, workshop.title))

    page = client.get("/recherche?q=energie").get_data(as_text=True)

    assert 'href="/annuaire/energie-pour-tous"' in page
    assert f'href="/formations/{workshop.slug}"' in page
    only = client.get("/recherche?q=energie&quoi=workshop").get_data(as_text=True)
    assert 'href="/annuaire/energie-pour-tous"' not in only


@time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
def test_a_contact_is_shown_until_the_day_before_leaving(client: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    rows.contact(world, partner, name="Nom présent", left_on=date(2026, 11, 22))
    rows.contact(world, partner, name="Nom absent", left_on=date(2026, 11, 21))

    page = client.get("/annuaire/relogeas").get_data(as_text=True)

    assert ("Nom présent" in page, "Nom absent" in page) == (True, False)
