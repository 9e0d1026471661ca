"""Whose wish for a next session a registration answers (docs/registration.md, "The list for a next session")."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """A standing wish of the account behind `mailbox`, for `seats` people of a partner, or for itself alone."""

    id: int
    account_id: int
    mailbox: str
    partner_id: int | None
    seats: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """Who joins a session: people of one partner by mailbox ("" where there is none), and who registers them."""

    partner_id: int
    mailboxes: tuple[str, ...]
    actor_id: int | None = None


def answered(wishes: Sequence[Wish], coming: Coming) -> list[int | None]:
    """For each who comes, the id of the wish that is answered by it, or None.

    First the wish of who comes herself; then those of who registers her, for that partner; then the partner's
    other wishes for several people, the oldest first. A wish for one is its owner's own.
    """
    left = Counter({wish.id: wish.seats for wish in wishes})
    found: list[int | None] = [None] * len(coming.mailboxes)
    ours = [wish for wish in wishes if wish.partner_id == coming.partner_id]
    turns: tuple[Callable[[str], list[Wish]], ...] = (
        lambda box: [wish for wish in wishes if box == wish.mailbox and wish.partner_id in (None, coming.partner_id)],
        lambda _box: [wish for wish in ours if wish.account_id == coming.actor_id],
        lambda _box: [wish for wish in ours if wish.seats > 1],
    )
    for candidates in turns:
        for place, box in enumerate(coming.mailboxes):
            wish = next((wish for wish in candidates(box) if left[wish.id]), None)
            if found[place] is None and wish is not None:
                found[place] = wish.id
                left[wish.id] -= 1
    return found


def what_is_left(wish: Wish, given: Sequence[int | None]) -> int:
    """For how many people the wish still stands; one without a partner is over once its owner comes."""
    return 0 if wish.partner_id is None and wish.id in given else wish.seats - list(given).count(wish.id)
