"""Whose wish for a next session is answered by who registers."""

from datetime import UTC, datetime

from portal.rules.registrations.interests import Coming, Wish, answered, what_is_left

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
RELAIS, LUMIERE = 1, 2
MIREILLE, FATOU = "mireille@example.org", "fatou@example.org"
HER_OWN = Wish(1, 11, MIREILLE, None, 1, MONDAY)
HER_TEAM = Wish(2, 12, FATOU, RELAIS, 3, MONDAY)
ONE_OF_THE_TEAM = Wish(3, 13, "noe@example.org", RELAIS, 1, MONDAY)


def left(wish: Wish, coming: Coming, *others: Wish) -> int:
    return what_is_left(wish, answered([wish, *others], coming))


def test_a_wish_for_oneself_ends_when_its_owner_comes_whoever_registers_her() -> None:
    assert left(HER_OWN, Coming(RELAIS, (MIREILLE,), actor_id=99)) == 0
    assert left(HER_OWN, Coming(RELAIS, (FATOU, ""), actor_id=11)) == 1


def test_a_wish_for_several_is_lowered_by_each_of_the_partner_and_of_no_other() -> None:
    assert left(HER_TEAM, Coming(RELAIS, ("a@example.org", ""))) == 1
    assert left(HER_TEAM, Coming(RELAIS, ("", "", "", ""))) == 0
    assert left(HER_TEAM, Coming(LUMIERE, ("a@example.org", ""))) == 3


def test_a_wish_for_one_of_a_team_is_its_owners_own_unless_she_registers_the_other() -> None:
    assert left(ONE_OF_THE_TEAM, Coming(RELAIS, ("a@example.org",), actor_id=12)) == 1
    assert left(ONE_OF_THE_TEAM, Coming(RELAIS, ("a@example.org",), actor_id=13)) == 0


def test_each_who_comes_answers_one_wish_the_own_one_first() -> None:
    given = answered([HER_TEAM, ONE_OF_THE_TEAM], Coming(RELAIS, ("noe@example.org", "a@example.org")))

    assert given == [ONE_OF_THE_TEAM.id, HER_TEAM.id]
