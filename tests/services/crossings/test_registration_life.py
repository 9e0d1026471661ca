"""Whatever happens to a session, in whatever order and however late, the invariants of registrations hold."""

from typing import Any

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.factories import World
from tests.services.life import LIVES
from tests.services.life.defects import DEFECTS
from tests.services.life.drive import MONDAY, Life, live


@pytest.mark.parametrize("seed", range(3 * LIVES))
def test_a_life_by_chance_keeps_every_invariant(world: World, engine_name: str, seed: int) -> None:
    live(world, seed, 46 if engine_name == "sqlite" else 20)


class Picked(RuleBasedStateMachine):
    """The same commands, in the order and with the numbers that Hypothesis picks, and shrinks when one fails."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(MONDAY, tick=False)
        self.life = Life(self.world, self.travel.start(), lambda low, _high: low)

    @rule(data=st.data())
    def come(self, data: st.DataObject) -> None:
        self.one_of(data, "register", "register", "ask_to_join", "wish")

    @rule(data=st.data())
    def go(self, data: st.DataObject) -> None:
        self.one_of(data, "cancel", "substitute", "name_seat", "not_me", "reply", "change_of_heart")

    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        self.one_of(data, "approve", "reject", "give_seat", "force", "decide_request", "raise_quota")

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        self.one_of(
            data, "set_capacity", "change_settings", "correct", "reschedule", "take_back", "call_off", "restore"
        )

    @rule(data=st.data())
    def pass_time(self, data: st.DataObject) -> None:
        self.one_of(data, "travel", "work", "send", "outage", "retry", "wrap_up")

    def one_of(self, data: st.DataObject, *names: str) -> None:
        self.life.pick = lambda low, high: data.draw(st.integers(low, high))
        getattr(self.life, data.draw(st.sampled_from(names)))()

    def teardown(self) -> None:
        self.travel.stop()


def test_a_life_picked_by_hypothesis_keeps_every_invariant(world: World, engine_name: str) -> None:
    examples = LIVES * (4 if engine_name == "sqlite" else 1)
    run_state_machine_as_test(
        type("PickedHere", (Picked,), {"world": world}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=15,
            derandomize=True,
            database=None,
        ),
    )


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(("defect", "law", "often", "first"), DEFECTS, ids=[defect[0].__name__ for defect in DEFECTS])
def test_a_deliberate_defect_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, *, defect: Any, law: Any, often: Any, first: int
) -> None:
    defect(monkeypatch)

    with pytest.raises(AssertionError):
        for seed in range(first, first + 20):
            live(world, seed, 40, [law], often)
