"""The queries behind the directory give the same on both engines."""

from datetime import UTC, date, datetime

import time_machine

from portal.queries.network import desk_partners as partner_desk
from portal.queries.network import directory, partner_pages
from portal.queries.network.desk_partners import PartnerFilter
from portal.queries.network.directory import DirectoryFilter
from portal.rules.base.states import AddressVisibility, RelationshipKind, Visibility
from tests import partner_factories as rows
from tests.factories import World

PUBLIC = Visibility.PUBLIC
NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


def test_a_page_of_the_directory_has_its_cards_and_what_narrows_it(world: World) -> None:
    energy = world.theme("energy", "Énergie")
    partner = world.partner("Maison de l’énergie", verified_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    rows.theme_of(world, partner, energy.id)
    for kind in (RelationshipKind.CONTRACTED_RELAY, RelationshipKind.PUBLIC_BODY):
        rows.relationship(world, partner, kind)
    rows.site(world, partner)
    rows.contact(world, partner, phone="+32 71 00 00 16")
    rows.index(world, partner)
    world.municipality("52025", "Gerpinnes")
    world.theme("arrears", "Impayés")

    for wanted in (DirectoryFilter(), DirectoryFilter("ENERGIES", "energy", "52011", "public_body")):
        found = directory.listing(wanted, PUBLIC)
        (card,) = found.cards
        assert (card.categories, card.communes, card.phone, card.verified_on) == (
            (RelationshipKind.PUBLIC_BODY, RelationshipKind.CONTRACTED_RELAY),
            ("Charleroi",),
            "+32 71 00 00 16",
            date(2026, 11, 1),
        )
        assert (found.facets.themes, found.facets.communes) == ((("energy", "Énergie"),), (("52011", "Charleroi"),))
        assert found.facets.categories == card.categories
    assert directory.listing(DirectoryFilter("introuvable"), PUBLIC).total == 0


def test_a_partner_is_found_by_the_number_or_address_that_reaches_it(world: World) -> None:
    partner, other = world.partner("Relogeas"), world.partner("Télé-Accueil")
    rows.contact(world, partner, phone="+32 71 00 00 16 (poste 4)", email="accueil@relogeas.example.org")
    rows.contact(world, other, phone="107", email="")
    rows.contact(world, other, phone="+32 71 00 00 17", visibility=Visibility.STAFF)
    account = world.coordinator(partner, "fatou@autre.example.org")
    world.person(partner, "Noé", email="noe@ailleurs.example.org")

    def found(text: str, reader: Visibility = Visibility.STAFF) -> list[str]:
        return (
            [row.slug for row in partner_desk.desk_listing(PartnerFilter(text)).rows]
            if reader is Visibility.STAFF
            else [card.slug for card in directory.listing(DirectoryFilter(text), reader).cards]
        )

    for typed in ("+32 71 00 00 16", "071/00.00.16", "0032 71000016", "accueil@relogeas.example.org", "accueil@rel"):
        assert found(typed) == found(typed, PUBLIC) == ["relogeas"], typed
        with world.app.app_context():
            assert [hit.slug for hit in directory.reached(typed, PUBLIC)] == ["relogeas"]
    assert found("107") == found("107", PUBLIC) == ["tele-accueil"]
    assert found("071 00 00 17") == ["tele-accueil"] and found("071 00 00 17", PUBLIC) == []
    for mine in (account.email, "Noé <noe@ailleurs.example.org>;"):
        assert found(mine) == ["relogeas"] and found(mine, PUBLIC) == []
    assert found("071 00 00 18") == found("6000") == found("07") == []


def test_somebody_who_left_answers_no_longer_to_the_public(world: World) -> None:
    partner = world.partner("Relogeas")
    rows.contact(world, partner, phone="+32 71 00 00 16", left_on=date(2026, 1, 1))
    wanted = "071 00 00 16"

    assert directory.listing(DirectoryFilter(wanted), PUBLIC).cards == ()
    assert [row.slug for row in partner_desk.desk_listing(PartnerFilter(wanted)).rows] == ["relogeas"]


def test_a_category_runs_from_its_first_day_to_its_last_in_brussels(world: World) -> None:
    partner = world.partner("Relogeas")
    rows.relationship(world, partner, RelationshipKind.GUEST, starts_on=date(2026, 11, 22), ends_on=date(2026, 11, 22))

    def shown(moment: datetime) -> tuple[RelationshipKind, ...]:
        with time_machine.travel(moment, tick=False):
            return directory.listing(DirectoryFilter(), PUBLIC).cards[0].categories

    assert shown(datetime(2026, 11, 21, 22, 59, tzinfo=UTC)) == ()
    assert shown(NOW) == (RelationshipKind.GUEST,)
    assert shown(datetime(2026, 11, 22, 23, 1, tzinfo=UTC)) == ()


def test_a_partner_page_is_the_same_on_both_engines(world: World) -> None:
    cpas = world.partner("CPAS")
    partner = world.partner("Relogeas", parent_id=cpas.id)
    rows.site(world, partner, street="rue 1", address_visibility=AddressVisibility.HIDDEN)
    rows.contact(world, partner, phone="+32 71 00 00 05")
    rows.relationship(world, partner)
    rows.agreement(world, partner, ends_on=date(2027, 1, 1))
    rows.area_of(world, partner, "52011")

    page = partner_pages.partner_page("relogeas", Visibility.STAFF)

    assert page.parent is not None
    assert (page.parent.code, [area.label for area in page.areas]) == ("cpas", ["Charleroi"])
    assert [site.street for site in page.sites] == [""]
    assert [(tie.title, tie.ends_on) for tie in page.ties] == [("", None), ("Convention-cadre", date(2027, 1, 1))]
    assert [child.code for child in partner_pages.partner_page("cpas", PUBLIC).children] == ["relogeas"]


def test_the_list_of_staff_is_the_same_on_both_engines(world: World) -> None:
    rows.index(world, world.partner("Jamais vérifié", description="guidance"))
    world.partner("Ancien", verified_at=datetime(2020, 1, 1, tzinfo=UTC))
    world.partner("Récent", verified_at=NOW)

    listed = partner_desk.desk_listing(PartnerFilter(stalest_first=True))

    assert [row.slug for row in listed.rows] == ["jamais-verifie", "ancien", "recent"]
    assert [row.slug for row in partner_desk.desk_listing(PartnerFilter("guidance")).rows] == ["jamais-verifie"]
    assert partner_desk.desk_listing(PartnerFilter("100%_")).total == 0
