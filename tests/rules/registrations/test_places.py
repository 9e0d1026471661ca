"""Who gets a place: the rule of allocation, by examples."""

import json
from dataclasses import replace

import pytest

from portal.rules.base.states import RegistrationState
from portal.rules.refusals.registrations import GroupLargerThanQuota, GroupLargerThanRoom
from portal.rules.registrations.places import (
    Line,
    Room,
    allocate,
    check_group_fits_quota,
    check_group_fits_room,
    free_seats,
    over_by,
    quota_left,
)
from tests.rules.registrations.places_model import CPAS, LUMIERE, RELAIS, group, seated, waiting


def served(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return [award.ids for award in allocate(room, lines)]


def test_the_first_to_come_is_served_first_when_all_else_is_equal() -> None:
    lines = [waiting(1, LUMIERE, minute=5), waiting(2, RELAIS, minute=1), waiting(3, CPAS, minute=3)]

    assert served(Room(capacity=2), lines) == [(2,), (3,)]


def test_the_lower_number_decides_between_two_who_came_at_once() -> None:
    assert served(Room(capacity=1), [waiting(2, RELAIS, minute=0), waiting(1, LUMIERE, minute=0)]) == [(1,)]


def test_a_partner_without_a_seat_comes_before_one_that_has_some() -> None:
    lines = [seated(1, LUMIERE), waiting(2, LUMIERE), waiting(3, RELAIS)]

    assert served(Room(capacity=2), lines) == [(3,)]


def test_partners_are_served_in_turn() -> None:
    lines = [waiting(1), waiting(2), waiting(3), waiting(4, RELAIS), waiting(5, RELAIS)]

    assert served(Room(capacity=4), lines) == [(1,), (4,), (2,), (5,)]


def test_who_lost_a_seat_in_a_cancelled_session_comes_first() -> None:
    lines = [seated(1, LUMIERE), waiting(2, RELAIS), waiting(3, LUMIERE, credit=1)]

    assert served(Room(capacity=2), lines) == [(3,)]


def test_a_group_comes_first_only_if_all_of_it_have_the_credit() -> None:
    half = [*group("a", 1, minute=5, credit=1), *group("a", 2, minute=5)]
    whole = group("a", 1, 2, minute=5, credit=1)
    rival = [waiting(3, RELAIS, minute=0)]

    assert served(Room(capacity=2), half + rival) == [(3,)]
    assert served(Room(capacity=2), whole + rival) == [(1, 2)]


def test_a_group_counts_from_its_first_member() -> None:
    lines = [waiting(1, RELAIS, minute=2), *group("a", 5, minute=1), *group("a", 6, minute=9)]

    assert served(Room(capacity=2), lines) == [(5, 6)]


def test_a_newcomer_may_pass_a_group_that_does_not_fit() -> None:
    assert served(Room(capacity=2), [*group("a", 1, 2, 3), waiting(4, RELAIS)]) == [(4,)]


def test_a_group_that_need_not_come_together_is_served_one_by_one() -> None:
    lines = [replace(line, together=False) for line in group("a", 1, 2, 3)]

    assert served(Room(capacity=2), lines) == [(1,), (2,)]


def test_a_group_with_a_member_who_awaits_approval_waits_whole() -> None:
    first, second = group("a", 1, 2)

    assert served(Room(capacity=5), [first, replace(second, state=RegistrationState.PENDING)]) == []


def test_the_rest_of_a_group_is_served_when_one_of_it_already_has_a_seat() -> None:
    first, *rest = group("a", 1, 2, 3)

    assert served(Room(capacity=5), [replace(first, state=RegistrationState.CONFIRMED), *rest]) == [(2, 3)]


def test_groups_of_two_partners_that_share_a_name_stay_apart() -> None:
    lines = [*group("a", 1, 2), *group("a", 3, 4, partner=RELAIS)]

    assert served(Room(capacity=3), lines) == [(1, 2)]


def test_beyond_its_quota_a_partner_waits_while_others_are_served() -> None:
    lines = [waiting(1), waiting(2), waiting(3), waiting(4, RELAIS)]

    assert served(Room(capacity=9, quota=2), lines) == [(1,), (4,), (2,)]


def test_a_group_larger_than_what_is_left_of_the_quota_waits() -> None:
    assert served(Room(capacity=9, quota=2), [seated(1), *group("a", 2, 3), waiting(4)]) == [(4,)]


def test_a_raised_quota_holds_for_its_partner_only() -> None:
    lines = [waiting(1), waiting(2), waiting(3, RELAIS), waiting(4, RELAIS)]

    assert served(Room(capacity=9, quota=1, raised={LUMIERE: 2}), lines) == [(1,), (3,), (2,)]


def test_a_raise_never_lowers_a_quota() -> None:
    assert quota_left(Room(capacity=9, quota=4, raised={LUMIERE: 2}), [], LUMIERE) == 4


@pytest.mark.parametrize("state", [RegistrationState.HELD, RegistrationState.CONFIRMED, RegistrationState.COMPLETED])
def test_seats_count_in_every_seat_state(state: RegistrationState) -> None:
    assert free_seats(Room(capacity=3), [seated(1, state=state)]) == 2


@pytest.mark.parametrize(
    "state", [RegistrationState.PENDING, RegistrationState.WAITLISTED, RegistrationState.CANCELLED]
)
def test_who_waits_or_has_cancelled_takes_no_seat(state: RegistrationState) -> None:
    assert free_seats(Room(capacity=3), [seated(1, state=state)]) == 3


def test_who_left_the_rest_of_a_session_takes_no_seat_and_no_quota() -> None:
    lines = [replace(seated(1), has_left=True)]

    assert free_seats(Room(capacity=3), lines) == 3
    assert quota_left(Room(capacity=3, quota=2), lines, LUMIERE) == 2


def test_the_allowance_adds_seats() -> None:
    assert served(Room(capacity=1, allowance=1), [waiting(1), waiting(2), waiting(3)]) == [(1,), (2,)]


def test_a_lowered_capacity_shows_how_many_are_too_many() -> None:
    room, lines = Room(capacity=1), [seated(1), seated(2), seated(3), waiting(4)]

    assert (free_seats(room, lines), over_by(room, lines), allocate(room, lines)) == (0, 2, [])


def test_a_lowered_quota_leaves_nothing_rather_than_less_than_nothing() -> None:
    assert quota_left(Room(capacity=9, quota=1), [seated(1), seated(2)], LUMIERE) == 0


def test_without_a_quota_nothing_limits_a_partner() -> None:
    assert quota_left(Room(capacity=9), [seated(1)], LUMIERE) is None


def test_nobody_moves_once_the_line_is_frozen() -> None:
    assert served(Room(capacity=3, moves=False), [waiting(1)]) == []


def test_who_no_longer_accepts_by_itself_is_passed() -> None:
    assert served(Room(capacity=3), [waiting(1, auto_accepts=False), waiting(2)]) == [(2,)]


def test_a_group_is_passed_when_one_of_it_no_longer_accepts_by_itself() -> None:
    assert served(Room(capacity=3), [*group("a", 1), *group("a", 2, auto_accepts=False)]) == []


def test_a_seat_without_a_name_is_served_until_the_cancel_deadline() -> None:
    lines = [waiting(1, named=False), waiting(2)]

    assert served(Room(capacity=3), lines) == [(1,), (2,)]
    assert served(Room(capacity=3, seats_without_name_served=False), lines) == [(2,)]


def test_an_award_keeps_the_figures_that_decided_ready_for_json() -> None:
    room = Room(capacity=5, quota=3)
    (award,) = allocate(room, [seated(1), *group("a", 2, 3, credit=1, minute=7)])

    assert json.loads(json.dumps(award.inputs)) == {
        "credit": 1,
        "partner_seats": 1,
        "joined_at": "2026-11-02T09:07:00+00:00",
        "id": 2,
        "size": 2,
        "free": 4,
        "quota_left": 2,
    }


def test_a_group_larger_than_the_quota_is_refused_with_both_figures() -> None:
    with pytest.raises(GroupLargerThanQuota) as refusal:
        check_group_fits_quota(Room(capacity=9, quota=2), LUMIERE, 3)

    assert refusal.value.details == {"size": 3, "quota": 2}


@pytest.mark.parametrize("room", [Room(9, quota=3), Room(9, quota=2, raised={LUMIERE: 3}), Room(9)])
def test_a_group_that_fits_the_quota_is_let_through(room: Room) -> None:
    check_group_fits_quota(room, LUMIERE, 3)


def test_a_group_larger_than_the_room_is_refused_with_both_figures() -> None:
    with pytest.raises(GroupLargerThanRoom) as refusal:
        check_group_fits_room(Room(capacity=2, allowance=1), 4)

    assert refusal.value.details == {"size": 4, "limit": 3}
    check_group_fits_room(Room(capacity=2, allowance=1), 3)
