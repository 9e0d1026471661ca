"""Calendars that answer, by chance, in the middle of a session's life: every law holds, and no answer moves anybody."""

import pytest

from portal.rules.base.states import PartStat
from tests.factories import World
from tests.services.life import laws
from tests.services.life.drive import Step, live
from tests.services.life.snapshots import View

OFTEN = ("answer_invitation", "come_anyway", "send", "reschedule", "cancel", "register", "answer_invitation")


def moves_nobody(step: Step, before: View, after: View) -> None:
    """An answer is shown and asked about; the registration and the entry's revision stay."""
    if step.name == "answer_invitation" and not step.was_due:
        assert after.registrations == before.registrations
        revisions = [
            {row["id"]: (row["sequence"], row["live"]) for row in snapshot.rows("calendar_entries")}
            for snapshot in (step.before, step.after)
        ]
        assert revisions[0] == revisions[1]


def asks_once(step: Step, _before: View, after: View) -> None:
    """Each "Confirmez-vous ?" is about a decline, and there is one at most for each state of its registrations."""
    asked = [row["key"] for row in step.after.rows("outbox") if row["kind"] == "invitation_declined"]
    assert len(asked) == len(set(asked)) <= len(_events(step, PartStat.DECLINED))


def _events(step: Step, word: PartStat) -> list[int]:
    events = step.after.rows("events")
    return [row["id"] for row in events if row["verb"] == "answered_invitation" and row["after"] == word]


LAWS = (*laws.LAWS, *laws.AFTER_A_COMMAND, moves_nobody, asks_once)


@pytest.mark.parametrize("seed", range(2))
def test_answers_by_chance_keep_every_invariant(world: World, engine_name: str, seed: int) -> None:
    live(world, seed, 40 if engine_name == "sqlite" else 15, LAWS, OFTEN)
