"""Whatever happens to a session, each mail of a calendar entry is what it should be, in its place."""

from collections.abc import Callable

import pytest
from sqlalchemy import Select, select

from portal import clock
from portal.mail.compose.planning import sessions
from portal.mail.entries import sequences
from portal.mail.wire import calendar
from portal.mail.wire.outbox import CalendarPart
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.post import outbox
from tests.factories import World
from tests.services.life.drive import live
from tests.services.life.mail_laws import (
    answers_the_first_invitation,
    dates_its_revisions,
    is_built_as_promised,
    overtakes_none,
)

LAWS = (answers_the_first_invitation, overtakes_none, dates_its_revisions, is_built_as_promised)
Defect = Callable[[pytest.MonkeyPatch], None]
OFTEN = ("register", "cancel", "reschedule", "send", "travel")


@pytest.mark.parametrize("seed", range(2))
def test_the_mails_of_every_entry_keep_their_promises(world: World, engine_name: str, seed: int) -> None:
    live(world, seed, 50 if engine_name == "sqlite" else 20, LAWS, OFTEN)


def without_a_thread(patch: pytest.MonkeyPatch) -> None:
    real = sessions._calendar_part

    def part(*given: object) -> CalendarPart:
        whole = real(*given)  # type: ignore[arg-type] # what the portal gives
        return CalendarPart(whole.entry_id, whole.method, whole.content)

    patch.setattr(sessions, "_calendar_part", part)


def as_they_come(patch: pytest.MonkeyPatch) -> None:
    def due() -> Select[int]:
        waiting = OutboxMessage.state == MessageState.WAITING
        return select(OutboxMessage.id).where(waiting, OutboxMessage.not_before <= clock.now())

    patch.setattr(outbox, "_due", due)


def dated_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sequences, "_later", lambda _now, last: last)


def alarmed_for_what_is_gone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(calendar, "_add_place", lambda event, item: event.add_component(calendar._alarm(60, item.summary)))


# With the seed to begin with: that mails overtake each other shows rarely.
DEFECTS = ((without_a_thread, 0), (as_they_come, 1), (dated_once, 0), (alarmed_for_what_is_gone, 0))


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(("defect", "first", "law"), [(*one, law) for one, law in zip(DEFECTS, LAWS, strict=True)])
def test_a_defect_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, defect: Defect, first: int, law: Callable[..., None]
) -> None:
    defect(monkeypatch)

    with pytest.raises(AssertionError):
        for seed in range(first, first + 6):
            live(world, seed, 40, [law], ("register", "cancel", "send", "send"))
