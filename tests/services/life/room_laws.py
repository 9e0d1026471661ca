"""What must hold in the room: a tap is one fact, and no mark is lost to somebody who did not see it."""

from typing import TYPE_CHECKING

from portal.rules.base.states import LIVE, NotedBy, RegistrationState
from tests.services.life.snapshots import View

if TYPE_CHECKING:
    from tests.services.life.drive import Step


def loses_no_mark(step: "Step", before: View, _after: View) -> None:
    """Marks change by taps, each over the mark its author saw, until the closing; then by corrections of one row."""
    marks = _marks(step.before)
    declared = _declared(step.before)
    for tap in step.taps if step.name == "tap" and step.refusal is None else ():
        key = (step.meeting_id, tap.registration_id)
        if step.by_telephone and key not in declared:
            continue
        seat = before.registrations[tap.registration_id]["state"] is RegistrationState.CONFIRMED
        if seat and marks.get(key) is tap.saw:
            marks[key] = tap.mark
    if step.refusal is None:
        marks.update(step.marks)
    assert {key: mark for key, mark in marks.items() if mark} == _marks(step.after)


def _marks(snapshot: object) -> dict[tuple[int, int], object]:
    return {(row["meeting_id"], row["registration_id"]): row["mark"] for row in snapshot.rows("presences")}  # type: ignore[attr-defined]


def _declared(snapshot: object) -> set[tuple[int, int]]:
    rows = snapshot.rows("declared_presences")  # type: ignore[attr-defined]
    return {(row["meeting_id"], row["registration_id"]) for row in rows}


def keeps_what_one_person_says_alone(step: "Step", before: View, after: View) -> None:
    """A declaration is of the one live registration of its mailbox, which has a seat; all others are refused."""
    if step.name != "declare":
        return
    people = {row["id"]: row["mailbox"] for row in step.before.rows("people")}
    mine = [
        row
        for row in before.registrations.values()
        if row["state"] in LIVE and people.get(row["person_id"]) == step.mailbox
    ]
    new = {number for _meeting, number in _declared(step.after) - _declared(step.before)}
    if step.refusal is None:
        assert [row["state"] for row in mine] == [RegistrationState.CONFIRMED]
        assert new <= {mine[0]["id"]}
    else:
        assert not new
    assert before.snapshot.rows("presences") == after.snapshot.rows("presences")


def counts_nothing_unconfirmed(step: "Step", _before: View, _after: View) -> None:
    """A mark by telephone is of somebody who declared herself; after the closing nothing of it is kept but the mark."""
    by_telephone = {
        (row["meeting_id"], row["registration_id"])
        for row in step.after.rows("presences")
        if row["noted_by"] is NotedBy.TELEPHONE
    }
    already = {
        (row["meeting_id"], row["registration_id"])
        for row in step.before.rows("presences")
        if row["noted_by"] is NotedBy.TELEPHONE
    }
    assert by_telephone - already <= _declared(step.before)
    if step.name == "close" and step.refusal is None:
        assert not _declared(step.after)


def journals_every_tap(step: "Step", _before: View, after: View) -> None:
    """What was wanted is in the journal with the mark that was seen, whether it was applied or met another mark."""
    if step.name != "tap" or step.refusal is not None:
        return
    facts = [
        fact
        for event in after.events(step.before)
        if event["verb"] == "marked_presence"
        for kind in ("taps", "clashes", "gone")
        for fact in event["inputs"].get(kind, ())
    ]
    asked = [[tap.registration_id, tap.saw or "", tap.mark or ""] for tap in step.taps]
    changed = {key for key, mark in _marks(step.after).items() if _marks(step.before).get(key) is not mark}
    assert all(fact in asked for fact in facts)
    assert {number for _meeting, number in changed} <= {fact[0] for fact in facts}


def owns_questions_while_one_comes(step: "Step", _before: View, after: View) -> None:
    """A question that waits has an author who comes or waits; one that was released leads to nobody who gave up."""
    for row in step.after.rows("trainer_questions"):
        owner = after.registrations.get(row["registration_id"])
        assert owner is not None or (row["released_at"] is not None and row["registration_id"] is None)
        assert owner is None or (owner["state"] is not RegistrationState.CANCELLED and owner["left_at"] is None)


def lets_three_wait(step: "Step", _before: View, after: View) -> None:
    """Whoever asks has three questions that wait at most, asks before the start, and is in nobody's journal."""
    if step.name != "ask_trainers" or step.refusal is not None:
        return
    rows = [row for row in step.after.rows("trainer_questions") if row["registration_id"] == step.asker]
    assert 0 < sum(row["released_at"] is None for row in rows) <= 3
    assert step.after.at < after.start
    assert after.events(step.before) == []


LAWS = (
    loses_no_mark,
    journals_every_tap,
    owns_questions_while_one_comes,
    lets_three_wait,
    keeps_what_one_person_says_alone,
    counts_nothing_unconfirmed,
)
