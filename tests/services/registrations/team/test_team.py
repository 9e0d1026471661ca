"""The list of a team and who acts for one of its sites, on both databases."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner, Site
from portal.models.registrations.people import Person
from portal.rules.base.states import MembershipRole
from portal.rules.refusals import NotFound
from portal.services.network import partner_parts
from portal.services.network.partner_parts import Place
from portal.services.registrations.people import NewPerson
from portal.services.registrations.team import departures, listing
from portal.services.registrations.team.departures import Departure
from tests import partner_factories as rows
from tests.factories import World


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD Solidarité")


@pytest.fixture
def coordinator(world: World, partner: Partner) -> Account:
    return world.coordinator(partner)


def test_a_list_is_added_once_and_without_an_introduction(world: World, partner: Partner, coordinator: Account) -> None:
    here = rows.site(world, partner, label="Gilly")
    people = [NewPerson("Ali", "Aperçu", "ali@example.org", site_id=here.id), NewPerson("Dina", "Marge")]

    first = listing.add(partner.id, people, coordinator.id)
    second = listing.add(partner.id, people, coordinator.id)

    assert (first, second) == (2, 0)
    assert [(one.site_id, one.introduced_at) for one in world.all(Person)] == [(here.id, None), (None, None)]


def test_a_site_of_another_association_takes_nobody(world: World, partner: Partner, coordinator: Account) -> None:
    foreign = rows.site(world, world.partner("Relogeas"))

    with pytest.raises(NotFound):
        listing.add(partner.id, [NewPerson("Ali", "Aperçu", site_id=foreign.id)], coordinator.id)

    assert world.all(Person) == []


def test_who_left_comes_back_by_the_list(world: World, partner: Partner, coordinator: Account) -> None:
    ali = world.person(partner, "Ali", "Aperçu", email="ali@example.org")
    departures.leave(Departure(ali.id, 1, clock.today() - timedelta(days=2)), coordinator.id)

    assert world.get(Person, ali.id).left(clock.now())
    assert listing.add(partner.id, [NewPerson("ALI", "Apercu", "ali@example.org")], coordinator.id) == 1
    assert not world.get(Person, ali.id).left(clock.now())


def test_a_site_that_goes_ends_the_role_it_limited(world: World, partner: Partner, coordinator: Account) -> None:
    gone, kept = (rows.site(world, partner, label=label) for label in ("Gilly", "Jumet"))
    held = [_held(world, partner, site) for site in (gone, kept)]
    mila = world.person(partner, "Mila", "Exemple", site_id=gone.id)

    partner_parts.remove(coordinator.id, Place(partner.slug, partner.version, gone.id), Site)

    ended = [world.get(Membership, one.id).left_on is not None for one in held]
    assert ended == [True, False]
    assert world.get(Person, mila.id).site_id is None


def _held(world: World, partner: Partner, site: Site) -> Membership:
    return world.save(
        Membership(
            account_id=world.account(f"{site.label}@example.org").id,
            partner_id=partner.id,
            role=MembershipRole.COORDINATOR,
            site_id=site.id,
            since=clock.now(),
        )
    )
