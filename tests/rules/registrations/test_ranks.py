"""Where somebody stands in the line, by examples."""

from dataclasses import replace

from portal.rules.base.states import RegistrationState
from portal.rules.registrations.places import Line, Room
from portal.rules.registrations.ranks import Rank, ranks
from tests.rules.registrations.places_model import CPAS, LUMIERE, RELAIS, group, seated, waiting


def positions(room: Room, lines: list[Line]) -> dict[int, int | None]:
    return {number: rank.position for number, rank in sorted(ranks(room, lines).items())}


def test_the_line_counts_from_one_in_the_order_of_service() -> None:
    lines = [
        seated(1, LUMIERE),
        waiting(2, LUMIERE),
        waiting(3, RELAIS),
        waiting(4, RELAIS),
        waiting(5, CPAS),
    ]

    assert positions(Room(capacity=1), lines) == {2: 3, 3: 1, 4: 4, 5: 2}


def test_a_group_has_one_place_and_those_behind_count_its_persons() -> None:
    lines = [seated(1), *group("a", 2, 3), *group("b", 4, 5, partner=RELAIS)]

    assert positions(Room(capacity=1), lines) == {2: 3, 3: 3, 4: 1, 5: 1}


def test_a_group_stands_behind_who_takes_each_seat_as_it_frees() -> None:
    assert positions(Room(capacity=0), [*group("a", 1, 2), waiting(3, RELAIS)]) == {1: 2, 2: 2, 3: 1}


def test_a_group_stands_first_when_enough_seats_are_free_at_once() -> None:
    assert positions(Room(capacity=2), [*group("a", 1, 2), waiting(3, RELAIS)]) == {1: 1, 2: 1, 3: 3}


def test_who_is_over_quota_has_no_position_but_a_reason() -> None:
    found = ranks(Room(capacity=1, quota=1), [seated(1), waiting(2), waiting(3, RELAIS)])

    assert found == {
        2: Rank(None, blocked_by_quota=True, moves=True),
        3: Rank(1, blocked_by_quota=False, moves=True),
    }


def test_who_is_over_quota_and_no_longer_moves_alone_says_both() -> None:
    found = ranks(Room(capacity=1, quota=1), [seated(1), waiting(2, auto_accepts=False)])

    assert found == {2: Rank(None, blocked_by_quota=True, moves=False)}


def test_who_no_longer_moves_alone_stands_behind_who_does() -> None:
    found = ranks(Room(capacity=0), [waiting(1, auto_accepts=False), waiting(2)])

    assert found == {
        1: Rank(2, blocked_by_quota=False, moves=False),
        2: Rank(1, blocked_by_quota=False, moves=True),
    }


def test_a_frozen_line_keeps_its_order_and_says_that_it_does_not_move() -> None:
    found = ranks(Room(capacity=3, moves=False), [waiting(1, minute=2), waiting(2, RELAIS, minute=1)])

    assert found == {
        1: Rank(2, blocked_by_quota=False, moves=False),
        2: Rank(1, blocked_by_quota=False, moves=False),
    }


def test_only_who_waits_has_a_rank() -> None:
    lines = [
        seated(1),
        replace(waiting(2), state=RegistrationState.PENDING),
        seated(3, state=RegistrationState.CANCELLED),
    ]

    assert ranks(Room(capacity=0), lines) == {}


def test_an_overfull_session_ranks_its_line_all_the_same() -> None:
    assert positions(Room(capacity=1), [seated(1), seated(2), waiting(3), waiting(4)]) == {3: 1, 4: 2}
