"""What is made of a choice of columns that was kept."""

import pytest

from portal.rules.attendance.list_choices import USUAL, ListChoice, ListColumn, ListOrder, choice_from

CHOSEN = ListChoice((ListColumn.FAMILY_NAME, ListColumn.PARTNER), ListOrder.PARTNER, sheet_per_meeting=True)


def test_a_choice_comes_back_as_it_was_kept() -> None:
    assert choice_from(CHOSEN.as_json()) == CHOSEN


@pytest.mark.parametrize("kept", [None, {}, {"columns": []}, {"columns": ["needs"]}, {"columns": "family_name"}])
def test_what_leaves_no_column_is_the_usual_list(kept: dict[str, object] | None) -> None:
    assert choice_from(kept) == USUAL


def test_columns_stand_in_the_order_of_the_file_and_the_association_first_where_it_groups() -> None:
    mixed = ListChoice((ListColumn.PRESENCE, ListColumn.PARTNER, ListColumn.FAMILY_NAME))

    assert mixed.in_file_order == (ListColumn.FAMILY_NAME, ListColumn.PARTNER, ListColumn.PRESENCE)
    assert CHOSEN.in_file_order == (ListColumn.PARTNER, ListColumn.FAMILY_NAME)


def test_what_people_confide_is_no_column() -> None:
    assert {column.value for column in ListColumn} & {"needs", "arrangements", "answers", "phone"} == set()
