"""Staff keep the directory."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.models.base.journal import Event
from portal.models.network.partners import Contact, Municipality, Partner, Relationship, Site, Theme
from portal.queries.base import search
from portal.rules.base.states import AddressVisibility, ContactKind, PartnerStatus, RelationshipKind, Visibility
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged
from portal.rules.refusals.network import (
    DatesDisordered,
    EnterpriseNumberTaken,
    EnterpriseNumberWrong,
    ParentCircular,
    PhoneUnreadable,
    PossibleDuplicate,
)
from portal.services.base import reference_data
from portal.services.network import partner_parts, partners
from portal.services.network.partner_parts import (
    AgreementDetails,
    ContactDetails,
    Place,
    RelationshipDetails,
    SiteDetails,
)
from portal.services.network.partners import NewPartner, PartnerDetails
from tests import partner_factories as rows
from tests.factories import World

RELOGEAS = PartnerDetails("Relogeas")


@pytest.fixture
def actor(world: World) -> int:
    return world.staff().id


def found(text: str, reader: Visibility = Visibility.PUBLIC) -> list[str]:
    return [hit.slug for hit in search.search(text, reader).hits]


def only(world: World, **where: object) -> Partner:
    (partner,) = world.all(Partner, **where)
    return partner


def test_a_new_partner_is_in_the_directory_and_found_at_once(world: World, actor: int) -> None:
    theme = world.theme("energy", "Énergie")
    details = replace(RELOGEAS, theme_ids=(theme.id,), areas=(world.municipality().nis,))

    slug = partners.create(actor, NewPartner(details, "Info@example.org", "071 00 00 05"))

    assert (slug, found("energie charleroi")) == ("relogeas", ["relogeas"])
    (contact,) = world.all(Contact)
    assert (contact.email, contact.phone, contact.visibility) == (
        "info@example.org",
        "+32 71 00 00 05",
        Visibility.PUBLIC,
    )
    assert [event.verb for event in world.all(Event)] == ["partner_created"]


@pytest.mark.parametrize(("name", "slug"), [("Relogeas", "relogeas-2"), ("Nouveau", "nouveau-partenaire")])
def test_a_slug_is_free_and_never_the_name_of_a_page(world: World, actor: int, name: str, slug: str) -> None:
    world.partner("Relogeas")

    assert partners.create(actor, NewPartner(PartnerDetails(name), confirmed=True)) == slug


def test_a_partner_that_looks_like_another_is_created_once_confirmed(world: World, actor: int) -> None:
    world.partner("Château des Hamendes")
    twin = NewPartner(PartnerDetails("Chateau des Hamende"))

    with pytest.raises(PossibleDuplicate) as refused:
        partners.create(actor, twin)

    assert [suspect.slug for suspect in refused.value.details["suspects"]] == ["chateau-des-hamendes"]  # type: ignore[attr-defined]
    assert len(world.all(Partner)) == 1
    partners.create(actor, replace(twin, confirmed=True))
    assert len(world.all(Partner)) == 2


def test_two_partners_never_share_an_enterprise_number(world: World, actor: int) -> None:
    first = replace(RELOGEAS, enterprise_number="0999.999.922")
    partners.create(actor, NewPartner(first))

    with pytest.raises(EnterpriseNumberTaken):
        partners.create(actor, NewPartner(PartnerDetails("Autre", enterprise_number="BE0999999922")))
    with pytest.raises(EnterpriseNumberWrong):
        partners.create(actor, NewPartner(PartnerDetails("Autre", enterprise_number="0999.999.921")))
    partners.edit(actor, "relogeas", 1, replace(first, short_name="R"))

    assert only(world).enterprise_number == "0999999922"


def test_an_unreadable_phone_creates_nothing(world: World, actor: int) -> None:
    with pytest.raises(PhoneUnreadable):
        partners.create(actor, NewPartner(RELOGEAS, phone="bonjour"))

    assert world.all(Partner) == []


def test_editing_replaces_what_was_written_and_keeps_the_address(world: World, actor: int) -> None:
    rows.index(world, world.partner("Relogeas"))

    partners.edit(actor, "relogeas", 1, PartnerDetails("Relogeas ASBL", description="Transit"))

    partner = only(world)
    assert (partner.slug, partner.name, partner.version) == ("relogeas", "Relogeas ASBL", 2)
    assert found("transit") == ["relogeas"]


def test_who_edits_an_older_version_overwrites_nothing(world: World, actor: int) -> None:
    world.partner("Relogeas")
    partners.edit(actor, "relogeas", 1, PartnerDetails("Relogeas", description="Premier"))

    with pytest.raises(EditedMeanwhile):
        partners.edit(actor, "relogeas", 1, PartnerDetails("Relogeas", description="Second"))

    assert only(world).description == "Premier"


def test_a_partner_is_never_part_of_itself_nor_of_its_own_service(world: World, actor: int) -> None:
    cpas = world.partner("CPAS")
    energy = world.partner("Maison de l’énergie", parent_id=cpas.id)

    for parent in (cpas, energy):
        with pytest.raises(ParentCircular):
            partners.edit(actor, cpas.slug, 1, PartnerDetails("CPAS", parent_id=parent.id))


def test_a_partner_that_is_not_active_is_found_by_staff_only(world: World, actor: int) -> None:
    rows.index(world, world.partner("Relogeas"))

    partners.set_status(actor, "relogeas", PartnerStatus.DORMANT)

    assert (found("relogeas"), found("relogeas", Visibility.STAFF)) == ([], ["relogeas"])
    with pytest.raises(NothingChanged):
        partners.set_status(actor, "relogeas", PartnerStatus.DORMANT)
    (event,) = world.all(Event)
    assert (event.before, event.after, event.actor_id) == ("active", "dormant", actor)


def test_confirming_a_card_dates_it_and_disturbs_no_open_form(world: World, actor: int) -> None:
    world.partner("Relogeas")
    now = datetime(2026, 11, 21, 9, tzinfo=UTC)

    with time_machine.travel(now, tick=False):
        partners.confirm(actor, "relogeas")

    assert (only(world).verified_at, only(world).version) == (now, 1)


def test_an_unknown_partner_cannot_be_changed(world: World, actor: int) -> None:
    world.partner("Seule", individual=True)

    for slug in ("inconnu", "seule"):
        with pytest.raises(NotFound):
            partners.confirm(actor, slug)


def test_the_address_of_a_hidden_site_is_never_searched(world: World, actor: int) -> None:
    refuge = world.partner("Maison Refuge")
    hidden = SiteDetails(
        world.municipality("52012", "Châtelet").nis,
        "Antenne Cachée",
        "rue du Secret 3",
        "6200",
        AddressVisibility.HIDDEN,
        "sonner au Secret",
        "porte du Secret",
    )

    partner_parts.save(actor, Place(refuge.slug, 1), hidden)

    for reader in Visibility:
        assert [found(word, reader) for word in ("secret", "cachée", "6200")] == [[], [], []]
    assert found("chatelet") == ["maison-refuge"]


def test_what_is_for_the_network_is_not_searched_in_a_public_card(world: World, actor: int) -> None:
    partner = world.partner("Relogeas")

    for number, level in enumerate(Visibility, start=1):
        details = ContactDetails(ContactKind.PERSON, name=f"Nom{level.value}", visibility=level)
        partner_parts.save(actor, Place(partner.slug, number), details)

    for reader in Visibility:
        assert [bool(found(f"nom{level.value}", reader)) for level in Visibility] == [True, False, False]


def test_a_part_is_added_edited_and_removed(world: World, actor: int) -> None:
    partner = world.partner("Relogeas")
    details = ContactDetails(ContactKind.ROLE_MAILBOX, email="A@example.org", phone="071 00 00 05")

    partner_parts.save(actor, Place(partner.slug, 1), details)
    (contact,) = world.all(Contact)
    partner_parts.save(actor, Place(partner.slug, 2, contact.id), replace(details, function="Accueil"))
    (edited,) = world.all(Contact)
    partner_parts.remove(actor, Place(partner.slug, 3, contact.id), Contact)

    assert (edited.id, edited.email, edited.function) == (contact.id, "a@example.org", "Accueil")
    assert (world.all(Contact), only(world).version) == ([], 4)
    assert [event.verb for event in world.all(Event)] == ["contact_saved", "contact_saved", "contact_removed"]


def test_a_part_of_another_partner_is_out_of_reach(world: World, actor: int) -> None:
    mine, other = world.partner("Relogeas"), world.partner("Autre")
    theirs = rows.contact(world, other, email="a@example.org")

    with pytest.raises(NotFound):
        partner_parts.save(actor, Place(mine.slug, 1, theirs.id), ContactDetails(ContactKind.PERSON))
    with pytest.raises(NotFound):
        partner_parts.remove(actor, Place(mine.slug, 1, theirs.id), Contact)

    assert world.get(Contact, theirs.id).email == "a@example.org"


@pytest.mark.parametrize(
    "details",
    [
        RelationshipDetails(RelationshipKind.GUEST, date(2026, 2, 1), date(2026, 1, 31)),
        AgreementDetails("Convention", date(2026, 2, 1), ends_on=date(2026, 1, 31)),
    ],
)
def test_an_end_before_the_start_is_refused(
    world: World, actor: int, details: RelationshipDetails | AgreementDetails
) -> None:
    with pytest.raises(DatesDisordered):
        partner_parts.save(actor, Place(world.partner().slug, 1), details)


def test_a_stale_part_overwrites_nothing(world: World, actor: int) -> None:
    partner = world.partner("Relogeas")
    nis = world.municipality().nis
    partner_parts.save(actor, Place(partner.slug, 1), SiteDetails(nis, "Premier"))

    with pytest.raises(EditedMeanwhile):
        partner_parts.save(actor, Place(partner.slug, 1), SiteDetails(nis, "Second"))

    assert [site.label for site in world.all(Site)] == ["Premier"]


@time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
def test_a_relationship_ends_today_once(world: World, actor: int) -> None:
    partner = world.partner("Relogeas")
    tie = rows.relationship(world, partner)

    partner_parts.end_relationship(actor, partner.slug, tie.id)

    assert world.get(Relationship, tie.id).ends_on == date(2026, 11, 21)
    with pytest.raises(NothingChanged):
        partner_parts.end_relationship(actor, partner.slug, tie.id)


def test_the_reference_rows_are_added_once_and_what_staff_changed_stays(world: World) -> None:
    world.theme("energy", "Énergie et eau")

    reference_data.ensure()
    reference_data.ensure()

    assert len(world.all(Municipality)) == len(reference_data.MUNICIPALITIES) == 14
    themes = world.all(Theme)
    assert len(themes) == len(reference_data.THEMES)
    assert [theme.label for theme in themes if theme.code == "energy"] == ["Énergie et eau"]
