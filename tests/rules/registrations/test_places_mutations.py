"""Tests of the tests: allocation is broken on purpose, and the law that should notice does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.rules.registrations.places import Line, Room, allocate
from tests.rules.registrations import places_model as model

Wrong = Callable[[Room, list[Line]], list[tuple[int, ...]]]
Law = Callable[[Room, list[Line], model.Served], None]


def real(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return [award.ids for award in allocate(room, lines)]


def quota_ignored(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(replace(room, quota=None), lines)


def raised_quota_ignored(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(replace(room, raised={}), lines)


def capacity_unlimited(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(replace(room, capacity=99), lines)


def allowance_forgotten(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(replace(room, allowance=0), lines)


def seats_that_were_left_counted(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(room, [replace(line, has_left=False) for line in lines])


def credit_ignored(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(room, [replace(line, credit=0) for line in lines])


def group_credit_from_one_member(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    lucky = {line.group for line in lines if line.group and line.credit}
    return real(room, [replace(line, credit=1) if line.group in lucky else line for line in lines])


def group_split(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(room, [replace(line, together=False) for line in lines])


def half_a_group_promoted(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return [ids[: (len(ids) + 1) // 2] for ids in real(room, lines)]


def moves_after_the_freeze(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(replace(room, moves=True), lines)


def serves_who_no_longer_accepts(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(room, [replace(line, auto_accepts=True) for line in lines])


def serves_without_a_name_too_late(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return real(replace(room, seats_without_name_served=True), lines)


def first_come_instead_of_fair(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return one_after_another(room, lines, lambda entry: min((line.joined_at, line.id) for line in entry))


def largest_first(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    return one_after_another(room, lines, lambda entry: (-len(entry), entry[0].id))


def one_after_another(room: Room, lines: list[Line], key: Callable[[model.Members], object]) -> list[tuple[int, ...]]:
    served: list[tuple[int, ...]] = []
    while candidates := model.eligible_entries(room, lines, served):
        served.append(tuple(line.id for line in min(candidates, key=key)))  # type: ignore[arg-type]
    return served


def stops_at_the_first_that_does_not_fit(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    served: list[tuple[int, ...]] = []
    while waiting := model.entries_in(room, lines, served):
        best = min(waiting, key=lambda entry: model.key_of(entry, lines, served))
        if best not in model.eligible_entries(room, lines, served):
            break
        served.append(tuple(line.id for line in best))
    return served


def is_caught(wrong: Wrong, law: Law, tries: int = 1500) -> bool:
    for room, lines in model.seeded_cases(tries):
        try:
            law(room, lines, wrong(room, lines))
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        (capacity_unlimited, model.keeps_to_the_limit),
        (allowance_forgotten, model.leaves_no_seat_unused),
        (seats_that_were_left_counted, model.leaves_no_seat_unused),
        (raised_quota_ignored, model.leaves_no_seat_unused),
        (stops_at_the_first_that_does_not_fit, model.leaves_no_seat_unused),
        (first_come_instead_of_fair, model.serves_the_smallest_key),
        (largest_first, model.serves_the_smallest_key),
        (credit_ignored, model.serves_the_smallest_key),
        (group_credit_from_one_member, model.serves_the_smallest_key),
        (group_split, model.serves_groups_whole),
        (half_a_group_promoted, model.serves_groups_whole),
        (moves_after_the_freeze, model.serves_groups_whole),
        (serves_who_no_longer_accepts, model.serves_groups_whole),
        (serves_without_a_name_too_late, model.serves_groups_whole),
        (quota_ignored, model.keeps_to_the_quota),
    ],
)
def test_a_deliberate_defect_is_caught(wrong: Wrong, law: Law) -> None:
    assert is_caught(wrong, law)


@pytest.mark.parametrize("law", model.LAWS)
def test_the_rule_itself_is_never_caught(law: Law) -> None:
    assert not is_caught(real, law, tries=400)
