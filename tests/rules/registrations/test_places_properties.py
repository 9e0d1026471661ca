"""Whatever the room and the line, allocation keeps the invariants I1, I6 to I9, and the ranks follow it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.base.states import RegistrationState
from portal.rules.registrations.places import (
    Entry,
    Line,
    Room,
    allocate,
    entries,
    free_seats,
    in_order_of_service,
    over_by,
    quota_left,
    seats_by_partner,
)
from portal.rules.registrations.ranks import ranks
from tests.rules.registrations import places_model as model

Case = tuple[Room, list[Line]]


@st.composite
def cases(draw: Callable[[st.SearchStrategy[int]], int]) -> Case:
    return model.case_from(lambda low, high: draw(st.integers(low, high)))


def served_in(case: Case) -> list[tuple[int, ...]]:
    return [award.ids for award in allocate(*case)]


def after(case: Case) -> Case:
    room, lines = case
    gained = {number for ids in served_in(case) for number in ids}
    return room, [replace(line, state=RegistrationState.CONFIRMED) if line.id in gained else line for line in lines]


@settings(max_examples=120)
@given(cases())
def test_every_law_of_places_holds(case: Case) -> None:
    for law in model.LAWS:
        law(*case, served_in(case))


@settings(max_examples=60)
@given(cases())
def test_running_it_again_serves_nobody(case: Case) -> None:
    assert allocate(*after(case)) == []


@settings(max_examples=60)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_rows_were_read_changes_nothing(case: Case, chance: object) -> None:
    room, lines = case
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert allocate(room, shuffled) == allocate(room, lines)
    assert ranks(room, shuffled) == ranks(room, lines)


@settings(max_examples=60)
@given(cases())
def test_the_figures_of_a_session_are_never_below_zero(case: Case) -> None:
    room, lines = case

    assert free_seats(room, lines) >= 0
    assert over_by(room, lines) >= 0
    assert free_seats(room, lines) == 0 or over_by(room, lines) == 0
    assert all((quota_left(room, lines, partner) or 0) >= 0 for partner in (1, 2, 3))


@settings(max_examples=60)
@given(cases())
def test_a_substitution_by_a_newcomer_changes_no_seat_and_serves_nobody(case: Case) -> None:
    room, lines = after(case)
    for line in [line for line in lines if line.state is RegistrationState.CONFIRMED]:
        others = [other for other in lines if other is not line]
        handed = [replace(line, state=RegistrationState.CANCELLED), replace(line, id=100)]

        assert seats_by_partner(others + handed) == seats_by_partner(lines)
        assert allocate(room, others + handed) == []


def test_it_agrees_with_the_slow_reading_of_the_text() -> None:
    for case in model.seeded_cases(4000):
        assert served_in(case) == model.slow_allocate(*case), case


def test_the_ranks_agree_with_the_slow_reading_of_the_text() -> None:
    for case in model.seeded_cases(2000):
        expected: dict[int, int] = {}
        ahead = 0
        for ids in model.slow_order(*case):
            expected |= dict.fromkeys(ids, ahead + 1)
            ahead += len(ids)
        found = {number: rank.position for number, rank in ranks(*case).items() if rank.position}
        assert found == expected, case


@settings(max_examples=60)
@given(cases())
def test_every_waiting_entry_has_a_rank_or_is_blocked_by_its_quota(case: Case) -> None:
    waiting = {number for entry in entries(*case) for number in entry.ids}
    found = ranks(*case)

    assert found.keys() == waiting
    assert all((rank.position is None) is rank.blocked_by_quota for rank in found.values())


@pytest.mark.parametrize("partners", [1, 40, 10_000])
def test_a_line_of_ten_thousand_is_looked_at_once(partners: int) -> None:
    waiting = [
        Entry((number,), number % partners, 0, model.DAY + timedelta(seconds=number), moves=True)
        for number in range(10_000)
    ]
    asked: list[Entry] = []

    def fits(entry: Entry) -> bool:
        asked.append(entry)
        return len(asked) % 3 > 0

    served = list(in_order_of_service(waiting, seats_by_partner([]), fits))

    assert len(asked) == len(set(asked)) == 10_000
    assert len(served) == 6_667
