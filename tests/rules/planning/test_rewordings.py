"""Which words of an invitation differ, and which meetings have a new title alone."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.planning.planning import MeetingPlan
from portal.rules.planning.rewordings import Word, Wording, differing, retitled

START = datetime(2027, 3, 15, 8, tzinfo=UTC)
wordings = st.builds(Wording, **{field.name: st.sampled_from(["", "un", "deux"]) for field in fields(Wording)})


@given(wordings, wordings)
def test_the_words_that_differ_are_those_that_read_otherwise(one: Wording, other: Wording) -> None:
    changed = [word for word in Word if getattr(one, word.value) != getattr(other, word.value)]

    assert differing(one.as_kept(), other.as_kept()) == changed


@given(wordings)
def test_nothing_differs_from_what_is_not_known(one: Wording) -> None:
    assert differing(None, one.as_kept()) == differing(one.as_kept(), None) == []


def test_a_new_title_alone_is_no_move_and_a_moved_meeting_is_not_only_retitled() -> None:
    plan = MeetingPlan(START, START + timedelta(hours=3), venue_id=1, title="Un", id=1)
    later = replace(plan, starts_at=START - timedelta(hours=1), title="Deux")

    assert retitled([plan], [replace(plan, title="Deux")]) == [1]
    assert retitled([plan], [later]) == retitled([plan], [plan]) == []
    assert retitled([plan], [replace(plan, title="Deux", id=None)]) == []
