"""Names of people, over real rows on both engines: long ones, single ones, the same one twice, and their order."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.network.partners import Partner
from portal.models.registrations.people import Person
from portal.queries.attendance import attendees, outcomes
from portal.queries.planning import planning
from portal.queries.registrations import my_partner, registrations, team_history
from portal.rules.base.permissions import Actor
from portal.rules.refusals.accounts import AddressTaken
from portal.rules.refusals.registrations import AlreadyRegistered, NamesakeKnown, NamesakeRegistered, NamesakesAlike
from portal.services.crossings import corrections
from portal.services.network import partners
from portal.services.network.partners import NewPartner, PartnerDetails
from portal.services.registrations import joining
from portal.services.registrations.joining import Ask, NewService
from portal.services.registrations.people import NewPerson
from tests.factories import World
from tests.services.registrations.test_registrations import FATOU, Scene

IN_ORDER = ["Luc de Smet", "Bea Dupuis", "Cas Eeckhout", "Éric Éloy", "Can Öztürk", "Sukarno", "Anna Zola"]
TYPED = [("Anna", "Zola"), ("", "Sukarno"), ("Éric", "Éloy"), ("Can", "Öztürk"), ("Luc", "de Smet")]
TYPED += [("Bea", "Dupuis"), ("Cas", "Eeckhout")]
BEA, LUC = NewPerson("Bea", "Dupuis"), NewPerson("Luc", "de Smet", "luc@example.org")


def staff_of(world: World) -> Actor:
    account = world.staff()
    return Actor(account_id=account.id, email=account.email, name=account.name, is_staff=True)


def test_every_list_of_a_team_stands_as_in_a_telephone_book(world: World) -> None:
    scene, staff = Scene(world, capacity=10), staff_of(world)
    scene.register(*(NewPerson(given, family) for given, family in TYPED))
    other = world.training_session().id

    assert [row.name for row in registrations.team(staff, scene.session.id, scene.partner.id)] == IN_ORDER
    assert [one.name for one in my_partner.colleagues(staff, scene.partner.id)] == IN_ORDER
    assert [one.name for one in my_partner.available(staff, scene.partner.id, other)] == IN_ORDER
    assert [one.name for one in attendees.roster(staff, scene.session.public_id).seated] == IN_ORDER
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert [row.name for row in outcomes.closing(staff, scene.session.public_id).rows] == IN_ORDER


def test_what_one_act_did_names_people_in_that_order(world: World) -> None:
    scene, staff = Scene(world, capacity=10), staff_of(world)
    scene.register(*(NewPerson(given, family) for given, family in TYPED))

    assert {tuple(event.names) for event in team_history.history(staff, scene.session.id, scene.partner.id)} == {
        tuple(IN_ORDER)
    }


def test_trainers_and_members_stand_so_too(world: World) -> None:
    partner = world.partner()
    for given, family in TYPED:
        account = world.account(given_name=given, family_name=family, is_staff=True)
        world.membership(account, partner)
    staff = staff_of(world)

    assert [one.name for one in my_partner.members(staff, partner.id)] == IN_ORDER
    assert [name for _id, name in planning.possible_trainers() if name in IN_ORDER] == IN_ORDER


@pytest.mark.parametrize("letter", ["É", "œ", "ß", "ﷺ", "\U00020000"])
def test_the_longest_names_that_a_form_takes_are_kept_and_found_again(world: World, letter: str) -> None:
    scene = Scene(world, capacity=3)
    longest = NewPerson(letter * 200, "B" * 200, "long@example.org")

    [first] = scene.register(longest)
    with pytest.raises(AlreadyRegistered):
        scene.register(longest, key="again")

    assert [person.given_name for person in world.all(Person)] == [letter * 200]
    assert scene.row(first).person_id == world.all(Person)[0].id


@pytest.mark.parametrize("letter", ["œ", "ß", "ﷺ"])
def test_the_longest_names_of_partners_are_kept(world: World, letter: str) -> None:
    staff, stranger = world.staff(), world.account()
    partners.create(staff.id, NewPartner(PartnerDetails(letter * 200, short_name="s" * 80)))
    alone = NewPerson(letter * 200, "B" * 200)
    joining.ask(Ask(stranger.id, alone, "071", service=NewService(alone.name, individual=True)))

    assert sorted(len(partner.name) for partner in world.all(Partner)) == [200, 401]


def test_two_of_one_name_without_an_address_are_told_apart_by_an_address_or_a_name(world: World) -> None:
    scene = Scene(world, capacity=9)
    with pytest.raises(NamesakesAlike):
        scene.register(BEA, NewPerson("Béa", "DUPUIS"))
    scene.register(BEA)
    with pytest.raises(NamesakeRegistered):
        scene.register(BEA, key="again")

    scene.register(NewPerson("Bea", "Dupuis", "bea@example.org"), NewPerson("Bea Maria", "Dupuis"))

    assert len(scene.states()) == 3


def test_a_correction_says_why_two_would_be_alike(world: World) -> None:
    scene = Scene(world)
    bea = world.person(scene.partner, "Bea", "Dupuis", email=None)
    luc = world.person(scene.partner, "Luc", "de Smet", email="luc@example.org")
    other = world.person(scene.partner, "Lucie", "de Smet", email="lucie@example.org")

    with pytest.raises(NamesakeKnown):
        corrections.correct(luc.id, luc.version, NewPerson("Béa", "Dupuis"), scene.coordinator.id)
    with pytest.raises(AddressTaken):
        corrections.correct(other.id, other.version, LUC, scene.coordinator.id)
    assert world.get(Person, bea.id).email is None


def test_a_colleague_under_another_address_is_noticed_and_kept(world: World) -> None:
    scene = Scene(world, capacity=3)
    world.person(scene.partner, "Luc", "de Smet", email="ancienne@example.org")
    world.person(world.partner(), "Fatou", "Exemple", email="ailleurs@example.org")

    ids = scene.register(LUC, FATOU)

    assert my_partner.namesakes(ids) == ["Luc de Smet"]
    [mine] = world.all(Person, email="luc@example.org")
    assert my_partner.namesakes_of(mine.id) == ["Luc de Smet"]
    [fatou] = world.all(Person, email="fatou@example.org")
    assert my_partner.namesakes_of(fatou.id) == []


def test_staff_alone_see_that_two_associations_bring_one_name(world: World) -> None:
    scene = Scene(world, capacity=5)
    other = Scene(world)
    scene.register(LUC, FATOU)
    twin = world.person(other.partner, "Luc", "DE SMET", email="luc@autre.example.org")
    world.registration(scene.session, twin)

    page = planning.staff_page(scene.session.public_id)

    [(name, associations)] = page.twice
    assert name.casefold() == "luc de smet"
    assert sorted(associations) == sorted([scene.partner.name, other.partner.name])
