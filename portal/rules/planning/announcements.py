"""Who hears of which session when it is announced."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Themes by code and communes by NIS code; an empty set means all of them."""

    themes: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()

    def takes(self, themes: frozenset[str], communes: frozenset[str]) -> bool:
        """Whether something of these themes in these communes is within; what has none of them is for everybody."""
        return _meet(self.themes, themes) and _meet(self.communes, communes)

    def holds(self, themes: frozenset[str], communes: frozenset[str]) -> bool:
        """Whether a partner with these themes and communes is meant: a wanted theme must be there."""
        known = (not self.themes or bool(themes)) and (not self.communes or bool(communes))
        return known and self.takes(themes, communes)


def _meet(wanted: frozenset[str], offered: frozenset[str]) -> bool:
    return not wanted or not offered or bool(wanted & offered)


@dataclass(frozen=True, slots=True)
class Announced:
    """What decides about a session: its workshop, themes, and the communes where it meets (none: online)."""

    session_id: int
    workshop_id: int
    themes: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listener:
    """One mailbox: whether it is a partner's training contact, the workshops it asked for, what it was told of.

    `stopped`: it wants no announcement at all.
    """

    is_contact: bool = False
    wishes: frozenset[int] = frozenset()
    heard_of: frozenset[int] = frozenset()
    stopped: bool = False
    choice: Narrowing = field(default_factory=Narrowing)


def heard_by(listener: Listener, announced: Iterable[Announced]) -> tuple[int, ...]:
    """The sessions that this mailbox hears of, in the given order.

    A training contact hears of all that suit its choice; who asked for a workshop hears of its sessions whatever
    it chose, but of none that publication has told it of. A mailbox that stopped hears of nothing.
    """
    if listener.stopped:
        return ()
    return tuple(one.session_id for one in announced if _hears(listener, one))


def _hears(listener: Listener, one: Announced) -> bool:
    if one.workshop_id in listener.wishes and one.session_id not in listener.heard_of:
        return True
    return listener.is_contact and listener.choice.takes(one.themes, one.communes)
