"""Whatever happens to a session, the mails of a calendar entry answer the first one and keep their order."""

from collections.abc import Callable

import pytest
from sqlalchemy import Select, select

from portal import clock
from portal.mail.compose import sessions
from portal.mail.outbox import CalendarPart
from portal.models.mail import OutboxMessage
from portal.rules.states import MessageState
from portal.services import outbox
from tests.factories import World
from tests.services.life.drive import live
from tests.services.life.mail_laws import answers_the_first_invitation, overtakes_none

LAWS = (answers_the_first_invitation, overtakes_none)
Defect = Callable[[pytest.MonkeyPatch], None]
OFTEN = ("register", "cancel", "reschedule", "send", "travel")


@pytest.mark.parametrize("seed", range(2))
def test_mails_of_an_entry_answer_the_first_and_never_overtake(world: World, engine_name: str, seed: int) -> None:
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


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(("defect", "law"), [(without_a_thread, LAWS[0]), (as_they_come, LAWS[1])])
def test_a_defect_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, defect: Defect, law: Callable[..., None]
) -> None:
    defect(monkeypatch)

    with pytest.raises(AssertionError):
        for seed in range(6):
            live(world, seed, 40, [law], ("register", "cancel", "send", "send"))
