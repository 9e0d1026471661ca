"""A practical sheet as its readers see it."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from portal import clock
from portal.models.library.toolkits import Count
from portal.models.network.partners import Partner, Theme
from portal.rules.base.states import (
    AddressVisibility,
    ContactKind,
    CountKind,
    MembershipRole,
    PartnerStatus,
    RelationshipKind,
    Visibility,
)
from tests import partner_factories as network
from tests import sheet_factories as make
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of

NAMES = {"52011": "Charleroi", "52025": "Gerpinnes"}


@pytest.fixture
def theme(world: World) -> Theme:
    return world.theme("arrears", "Impayés")


def service_for(world: World, name: str, theme: Theme, nis: str = "52011", **values: object) -> Partner:
    partner = world.partner(name, **values)
    network.theme_of(world, partner, theme.id)
    network.area_of(world, partner, world.municipality(nis, NAMES[nis]).nis)
    return partner


def text_of(client: CheckedClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    page = response.get_data(as_text=True)
    response.close()
    return page


def test_anybody_reads_a_published_sheet(client: CheckedClient, world: World) -> None:
    make.published(world)

    page = text_of(client, "/fiches/points-de-priorite")

    assert "<h2>Pas à pas</h2>" in page
    assert "Qui en reçoit." in page
    assert "Mise à jour le" in page


def test_a_draft_is_for_nobody_at_this_address(client: CheckedClient, world: World) -> None:
    sheet = make.draft(world)

    text_of(client, f"/fiches/{sheet.slug}", 404)
    text_of(client.sign_in(world.token_of(world.staff())), f"/fiches/{sheet.slug}", 404)


def test_the_next_draft_does_not_show(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    make.redraft(world, sheet, "Texte secret de demain.")

    assert "secret" not in text_of(client, f"/fiches/{sheet.slug}")


def test_a_sheet_of_the_network_asks_a_visitor_to_sign_in(client: CheckedClient, world: World) -> None:
    sheet = make.published(world, "Entre nous", "Texte du réseau.", visibility=Visibility.NETWORK)

    page = text_of(client, f"/fiches/{sheet.slug}", 403)

    assert f"/connexion?next=/fiches/{sheet.slug}" in page
    assert "Entre nous" not in page
    assert "Texte du réseau" not in page


def test_an_address_without_a_partner_may_ask_to_join(client: CheckedClient, world: World) -> None:
    sheet = make.published(world, "Entre nous", visibility=Visibility.NETWORK)
    client.sign_in(world.token_of(world.account()))

    assert "/rejoindre" in text_of(client, f"/fiches/{sheet.slug}", 403)


@pytest.mark.parametrize("role", ["member", "trainer", "staff"])
def test_the_network_reads_its_sheets(client: CheckedClient, world: World, role: str) -> None:
    sheet = make.published(world, "Entre nous", visibility=Visibility.NETWORK)
    account = world.staff() if role == "staff" else world.account()
    if role == "member":
        world.membership(account, world.partner(), MembershipRole.MEMBER)
    if role == "trainer":
        account = world.trainer(world.training_session())

    assert "Entre nous" in text_of(client.sign_in(world.token_of(account)), f"/fiches/{sheet.slug}")


def test_a_sheet_of_the_team_does_not_exist_for_others(client: CheckedClient, world: World) -> None:
    sheet = make.published(world, visibility=Visibility.STAFF)

    text_of(client, f"/fiches/{sheet.slug}", 404)
    text_of(client.sign_in(world.token_of(world.coordinator(world.partner()))), f"/fiches/{sheet.slug}", 404)


@pytest.mark.parametrize(
    ("days", "told"), [(-1, "n’est plus valable depuis le"), (0, "Valable jusqu’au"), (90, "Valable jusqu’au")]
)
def test_the_validity_is_told(client: CheckedClient, world: World, days: int, told: str) -> None:
    sheet = make.published(world, valid_until=clock.today() + timedelta(days=days))

    assert told in text_of(client, f"/fiches/{sheet.slug}")


def test_a_sheet_leads_to_the_partners_of_its_themes(client: CheckedClient, world: World, theme: Theme) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    near = service_for(world, "Médiation de dettes", theme)
    network.relationship(world, near, RelationshipKind.CONTRACTED_RELAY)
    network.relationship(world, near, RelationshipKind.PUBLIC_BODY, ends_on=date(2021, 1, 1))
    service_for(world, "Un autre métier", world.theme("energy", "Énergie"))
    service_for(world, "Service du réseau", theme, visibility=Visibility.NETWORK)
    service_for(world, "Service parti", theme, status=PartnerStatus.ENDED)

    page = text_of(client, f"/fiches/{sheet.slug}")

    assert f'href="/annuaire/{near.slug}"' in page
    assert "Relais conventionné" in page
    for absent in ("Partenaire public", "Un autre métier", "Service du réseau", "Service parti"):
        assert absent not in page


def test_the_commune_narrows_the_partners(client: CheckedClient, world: World, theme: Theme) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    service_for(world, "À Charleroi", theme)
    service_for(world, "À Gerpinnes", theme, "52025")

    page = text_of(client, f"/fiches/{sheet.slug}?commune=52025")

    assert "<strong>À Gerpinnes</strong>" in page
    assert "<strong>À Charleroi</strong>" not in page


@pytest.mark.parametrize("nis", ["99999", "x' OR 1=1", "%C3%A9"])
def test_an_unknown_commune_is_ignored(client: CheckedClient, world: World, theme: Theme, nis: str) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    service_for(world, "À Charleroi", theme)

    assert "<strong>À Charleroi</strong>" in text_of(client, f"/fiches/{sheet.slug}?commune={nis}")


def test_the_place_of_a_hidden_address_narrows_nothing(client: CheckedClient, world: World, theme: Theme) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    refuge = service_for(world, "Refuge", theme)
    world.municipality("52012", "Châtelet")
    network.site(world, refuge, "52012", address_visibility=AddressVisibility.HIDDEN)

    assert "Châtelet" not in text_of(client, f"/fiches/{sheet.slug}")


def test_files_and_the_whole_toolkit_can_be_taken_away(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    file = make.attachment(world, sheet, title="Liste des documents")
    make.toolkit(world, "Recherche", sheet.id)

    page = text_of(client, f"/fiches/{sheet.slug}")

    assert f'href="/fichiers/{file.stable_id}/liste.txt"' in page
    assert 'href="/boite-a-outils/recherche.zip"' in page


def test_a_reading_is_counted_once_and_without_a_cookie(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)

    with client.get(f"/fiches/{sheet.slug}") as response:
        assert "Set-Cookie" not in response.headers
        assert world.all(Count) == []

    assert [(row.object_kind, row.object_id, row.kind, row.n) for row in world.all(Count)] == [
        ("sheet", sheet.id, CountKind.VIEW, 1)
    ]


def test_what_the_team_reads_or_a_robot_probes_is_not_counted(client: CheckedClient, world: World) -> None:
    sheet = make.published(world)
    client.head(f"/fiches/{sheet.slug}").close()
    client.sign_in(world.token_of(world.staff())).get(f"/fiches/{sheet.slug}").close()

    assert world.all(Count) == []


def test_a_page_takes_the_same_few_statements_whatever_its_length(
    app: Flask, client: CheckedClient, world: World, theme: Theme
) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    make.toolkit(world, "Boîte", sheet.id)
    make.attachment(world, sheet, b"un\n")
    service_for(world, "Service A", theme)
    few = statements_of(app, lambda: text_of(client, f"/fiches/{sheet.slug}"))
    for number in range(3):
        make.attachment(world, sheet, b"%d\n" % number)
        service_for(world, f"Service {number}", theme, "52025")

    many = statements_of(app, lambda: text_of(client, f"/fiches/{sheet.slug}"))

    assert len(many) == len(few)
    assert len([one for one in many if one.startswith("SELECT")]) <= 5


def test_partners_with_most_of_the_themes_come_first_then_the_freshest(
    client: CheckedClient, world: World, theme: Theme
) -> None:
    energy = world.theme("energy", "Énergie")
    sheet = make.published(world, theme_ids=(theme.id, energy.id))
    now = clock.now()
    service_for(world, "Abonné jamais confirmé", theme)
    service_for(world, "Bureau ancien", theme, verified_at=now - timedelta(days=400))
    service_for(world, "Cellule récente", theme, verified_at=now - timedelta(days=2))
    both = service_for(world, "Deux thèmes", theme, verified_at=now - timedelta(days=500))
    network.theme_of(world, both, energy.id)

    page = text_of(client, f"/fiches/{sheet.slug}")

    names = ["Deux thèmes", "Cellule récente", "Bureau ancien", "Abonné jamais confirmé"]
    assert sorted(names, key=page.index) == names


def test_what_does_not_fit_is_left_to_the_directory(client: CheckedClient, world: World, theme: Theme) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    for number in range(10):
        service_for(world, f"Service {number}", theme)

    page = text_of(client, f"/fiches/{sheet.slug}")

    assert page.count("/annuaire/service-") == 8
    assert re.search(r'href="/annuaire\?theme=arrears">\s*Et 2 autres services', page)


def test_a_partner_is_shown_with_the_number_its_reader_may_have(
    client: CheckedClient, world: World, theme: Theme
) -> None:
    sheet = make.published(world, theme_ids=(theme.id,))
    partner = service_for(world, "Médiation", theme)
    network.contact(world, partner, phone="+32 71 00 00 01", visibility=Visibility.NETWORK)
    network.contact(world, partner, phone="+32 71 00 00 02", kind=ContactKind.PERSON)

    page = text_of(client, f"/fiches/{sheet.slug}")

    assert 'href="tel:+3271000002"' in page
    assert "00 00 01" not in page
