"""Who hears of which announced session."""

import pytest

from portal.rules.planning.announcements import Announced, Listener, Narrowing, heard_by

ENERGY = Announced(1, 10, frozenset({"energy"}), frozenset({"52011"}))
RENT = Announced(2, 20, frozenset({"rent"}), frozenset({"52025"}))
ONLINE = Announced(3, 30, frozenset({"rent"}))
ALL = (ENERGY, RENT, ONLINE)


def narrowed(themes: tuple[str, ...] = (), communes: tuple[str, ...] = ()) -> Narrowing:
    return Narrowing(frozenset(themes), frozenset(communes))


@pytest.mark.parametrize(
    ("listener", "heard"),
    [
        (Listener(is_contact=True), (1, 2, 3)),
        (Listener(), ()),
        (Listener(is_contact=True, choice=narrowed(themes=("rent",))), (2, 3)),
        (Listener(is_contact=True, choice=narrowed(communes=("52011",))), (1, 3)),
        (Listener(is_contact=True, choice=narrowed(themes=("rent",), communes=("52011",))), (3,)),
        (Listener(wishes=frozenset({20})), (2,)),
        (Listener(wishes=frozenset({20}), choice=narrowed(themes=("energy",))), (2,)),
        (Listener(wishes=frozenset({20}), heard_of=frozenset({2})), ()),
        (Listener(is_contact=True, wishes=frozenset({20}), heard_of=frozenset({2})), (1, 2, 3)),
        (Listener(is_contact=True, wishes=frozenset({20}), stopped=True), ()),
    ],
)
def test_a_mailbox_hears_of_what_it_asked_for(listener: Listener, heard: tuple[int, ...]) -> None:
    assert heard_by(listener, ALL) == heard
