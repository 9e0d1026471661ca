"""A number that a rule decides is said in letters on some pages: there it must be the rule's."""

import re
from pathlib import Path

from portal.rules.planning.planning import UNDO_WINDOW
from portal.rules.registrations.deadlines import WORKING_DAYS_TO_NAME
from portal.rules.upkeep.retention import TERMS, RecordKind

TEMPLATES = Path(__file__).parents[3] / "templates"
LETTERS = {2: "deux", 3: "trois", 5: "cinq", 7: "sept", 10: "dix", 15: "quinze", 30: "trente"}


def said(folder: str, unit: str) -> set[str]:
    """The words before a unit, in the templates of a folder."""
    texts = [path.read_text(encoding="utf-8") for path in (TEMPLATES / folder).rglob("*.html")]
    return {word for text in texts for word in re.findall(rf"(\w+) {unit}", text)}


def test_the_days_in_which_a_seat_is_to_be_named_are_those_of_the_rule() -> None:
    assert said("registrations", "jours ouvrables") == {LETTERS[WORKING_DAYS_TO_NAME]}


def test_the_minutes_in_which_staff_may_take_a_change_back_are_those_of_the_rule() -> None:
    assert said("planning", "minutes") == {LETTERS[int(UNDO_WINDOW.total_seconds()) // 60]}


def test_the_days_for_which_a_question_to_the_trainers_is_kept_are_those_of_the_rule() -> None:
    [term] = [one for one in TERMS if one.record is RecordKind.TRAINER_QUESTION]

    assert said("attendance/trainer_questions", "jours après") == {LETTERS[term.days]}
