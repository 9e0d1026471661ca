"""What a process keeps: worked out once for a key, within a measure."""

import pytest

from portal.rules.base.memos import Memo


def test_a_result_is_worked_out_once_for_its_key() -> None:
    kept: Memo[str] = Memo(100)
    asked: list[str] = []

    def make() -> str:
        asked.append("asked")
        return f"result {len(asked)}"

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == ["result 1", "result 1", "result 2"]


def test_what_was_unused_longest_leaves_when_the_measure_is_full() -> None:
    kept: Memo[str] = Memo(10)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key * 4)
    assert [kept.get(key, lambda: "anew") for key in ("a", "c")] == ["aaaa", "cccc"]
    assert kept.get("b", lambda: "anew") == "anew"


def test_a_result_beyond_the_measure_is_given_and_not_kept() -> None:
    kept: Memo[str] = Memo(3)
    assert kept.get("a", lambda: "long enough") == "long enough"
    assert len(kept) == 0


def test_nothing_is_kept_of_a_failure() -> None:
    kept: Memo[str] = Memo(100)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: str(1 // 0))
    assert kept.get("a", lambda: "then") == "then"
