"""The invariants I1 to I14 of docs/registration.md, "What must always hold", judged on the rows after every command."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from portal.rules.base.states import LIVE, SEATS, MessageState, RegistrationState, SessionStatus
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from tests.rules.registrations import places_model as model
from tests.services.life import around_laws, calendars, snapshots, told_laws
from tests.services.life.snapshots import Row, Snapshot, View

if TYPE_CHECKING:
    from tests.services.life.drive import Step

# Only who asked to join hears of these: the people they typed may know nothing of it.
ASKED_BY_A_STRANGER = (RegistrationState.PENDING, RegistrationState.CANCELLED)
WAITING = (RegistrationState.PENDING, RegistrationState.WAITLISTED, RegistrationState.HELD)
TERMINAL = (RegistrationState.COMPLETED, RegistrationState.CANCELLED)
SERVED = ("T4", "T6")
STATES = frozenset(state.value for state in RegistrationState)


def check(step: "Step", laws: "Sequence[Law] | None" = None) -> None:
    """Judge one command by these laws, by all of them when none is named."""
    done = step.refusal is None and step.name != "correct" and not is_due(step.after)
    for law in laws or (*LAWS, *AFTER_A_COMMAND):
        if done or law not in AFTER_A_COMMAND:
            law(step, step.before.of(step.session_id), step.after.of(step.session_id))


def is_due(snapshot: Snapshot) -> bool:
    """Whether a job waits that the next command does first; a mail or an erasure is left to the worker."""
    waiting = [row for row in snapshot.rows("jobs") if row["done_at"] is None and row["due_at"] <= snapshot.at]
    return any(row["kind"] in jobs.DECIDING for row in waiting)


Law = Callable[["Step", View, View], None]


def keeps_to_the_limit(step: "Step", before: View, after: View) -> None:
    """I1: no command but T17 raises the seats above capacity and allowance."""
    room = after.room()
    assert after.seats() <= max(before.seats(), room.limit) + step.forced


def changes_nothing_when_refused(step: "Step", before: View, after: View) -> None:
    """I2: a refused command, and a form sent twice, change nothing but what was due."""
    if step.refusal is None and not step.repeated:
        return
    if step.was_due:
        assert all(event["actor_id"] is None for event in after.events(step.before))
    else:
        assert difference(step.before, step.after) == {}


def has_one_row_per_person(_step: "Step", _before: View, after: View) -> None:
    """I3 and I4: one live or completed row per person and session; a confirmed seat has a person."""
    rows = [row for row in after.registrations.values() if row["state"] is not RegistrationState.CANCELLED]
    people = Counter(row["person_id"] for row in rows if row["person_id"] is not None)
    assert all(count == 1 for count in people.values())
    assert all(row["person_id"] for row in rows if row["state"] in SEATS - {RegistrationState.HELD})


def never_leaves_an_end(_step: "Step", before: View, after: View) -> None:
    """I5: a terminal state is never left."""
    for number, row in before.registrations.items():
        if row["state"] in TERMINAL:
            now = after.registrations[number]
            assert (now["state"], now["cancel_reason"]) == (row["state"], row["cancel_reason"])


def serves_the_smallest_key(step: "Step", before: View, after: View) -> None:
    """I7 and I8: whoever was served had the smallest key of the eligible, a group whole; replayed from the journal."""
    rows, room, now = after.registrations, before, step.after.at
    states = {number: row["state"] for number, row in before.registrations.items()}
    joined: set[int] = set()
    events = [event for event in after.events(step.before) if event["verb"] != "allocated"]
    for place, event in enumerate(events):
        number = event["object_id"]
        if event["object_kind"] == "session":
            room = after
        if event["object_kind"] != "registration" or event["after"] not in STATES:
            continue
        if event["verb"] in SERVED and states[number] is RegistrationState.WAITLISTED:
            lines = [line for line in after.lines(now, joined) if line.id in states]
            lines = [model.replace(line, state=states[line.id]) for line in lines]
            moving = model.replace(_room(room, step), moves=now < room.deadlines.freeze_at)
            best = _best(moving, lines)
            served = {number, *_companions(events[place + 1 :], rows, rows[number])}
            assert best and {line.id for line in best} == served, f"{served} was served before {best}"
            states.update(dict.fromkeys(served, RegistrationState.CONFIRMED))
        else:
            states[number] = RegistrationState(event["after"])
            joined |= {number} if event["after"] == "waitlisted" and event["before"] != "waitlisted" else set()


def _room(view: View, step: "Step") -> model.Room:
    return view.room(step.after.at)


def _best(room: model.Room, lines: list[model.Line]) -> model.Members | None:
    candidates = model.eligible_entries(room, lines, [])
    return min(candidates, key=lambda entry: model.key_of(entry, lines, []), default=None)


def _companions(later: list[Row], rows: dict[int, Row], row: Row) -> set[int]:
    if not row["together"] or not row["group_key"]:
        return set()
    found = set()
    for event in later:
        other = rows.get(event["object_id"])
        if event["verb"] not in SERVED or other is None or other["group_key"] != row["group_key"]:
            break
        found.add(other["id"])
    return found


def never_splits_a_group(_step: "Step", _before: View, after: View) -> None:
    """I8: while some of those who come together wait, none of them has a seat, but by decision."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in after.registrations.values():
        if row["together"]:
            groups[row["group_key"]].append(row)
    for members in groups.values():
        if any(row["state"] in WAITING[:2] for row in members):
            assert all(row["forced"] for row in members if row["state"] in SEATS)


def keeps_to_the_quota(step: "Step", before: View, after: View) -> None:
    """I9: before the release no command but T17 raises a partner's seats above its quota."""
    if step.was_due and before.room(step.after.at).quota is None:
        return  # the release was due and came first; the command moved the session, and its release with it
    for partner in {row["partner_id"] for row in after.registrations.values()}:
        quota = after.quota(partner)
        if quota is not None:
            assert after.seats(partner) <= max(before.seats(partner), quota) + step.forced


def substitutes_one_for_one(step: "Step", before: View, after: View) -> None:
    """I10: a substitution keeps seats, quotas, the date and the forced mark, and serves nobody from the line."""
    if step.name != "substitute" or step.refusal is not None or step.was_due:
        return
    assert before.seats() == after.seats()
    assert not [event for event in after.events(step.before) if event["verb"] in SERVED]
    for row in after.registrations.values():
        old = before.registrations.get(row["replaces_id"] or 0)
        if old is not None and old["state"] is RegistrationState.CONFIRMED:
            kept = ("partner_id", "joined_at", "group_key", "forced")
            assert [row[name] for name in kept] == [old[name] for name in kept]


def keeps_the_date(_step: "Step", before: View, after: View) -> None:
    """Whoever waits keeps the date of joining, whatever staff decide; only a seat taken over brings another."""
    for number, row in before.registrations.items():
        if after.registrations[number]["replaces_id"] == row["replaces_id"]:
            assert after.registrations[number]["joined_at"] == row["joined_at"]


def shows_the_truth(step: "Step", _before: View, after: View) -> None:
    """I11: in whatever order mails arrive, each calendar shows the coming meetings of its holders and no other.

    One that declined forgot what it declined, and shows it again once its people come anyway.
    """
    letters, gone = calendars.on_their_way(step.after, after.id), calendars.thrown_away(step.after)
    due, free = calendars.due(after), calendars.declined_now(after)
    for seed in range(2):
        shown = calendars.shown(letters, random.Random(seed), step.after.at, gone)
        for box in due.keys() | shown.keys():
            present, meant = Counter(shown.get(box, ())), Counter(due.get(box, ()))
            assert present <= meant
            assert meant - present <= Counter(free[box])


def leaves_begun_meetings_alone(step: "Step", before: View, after: View) -> None:
    """I11: the entries of meetings that have begun are never touched."""
    begun = {row["id"] for row in after.meetings if row["starts_at"] <= step.after.at}
    for key, entry in step.before.tables["calendar_entries"].items():
        if entry["meeting_id"] in begun & {row["id"] for row in before.meetings}:
            assert step.after.tables["calendar_entries"][key] == entry


def tells_who_is_concerned(step: "Step", before: View, after: View) -> None:
    """I12: whoever's registration changed hears of it, and by one plain mail at most."""
    mail = _mail_by_box(step.after)
    earlier = _mail_by_box(step.before)
    for number, row in after.registrations.items():
        known = before.registrations.get(number)
        changed = (known is None or known["state"] is not row["state"]) and row["person_id"] is not None
        if changed and not (row["join_request_id"] and row["state"] in ASKED_BY_A_STRANGER):
            box = step.after.get("people", row["person_id"])["email"]
            assert not box or mail[box] != earlier[box], f"nobody told {box}"
    written = step.after.tables["outbox"].keys() - step.before.tables["outbox"].keys()
    plain = [step.after.tables["outbox"][key]["key"].split(":") for key in written]
    told = Counter((key[1], *key[2:]) for key in plain if key[0] in PERSONAL)
    assert all(count <= 1 + step.was_due for count in told.values())


PERSONAL = ("waiting", "request_received", "request_refused", "place_confirmed", "place_cancelled", "place_given")


def _mail_by_box(snapshot: Snapshot) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in snapshot.rows("outbox"):
        found[row["to_address"]].append(row)
    return found


def numbers_its_revisions(step: "Step", _before: View, after: View) -> None:
    """I13: every revision of a UID has a higher SEQUENCE than the one before; a retry is the same."""
    last: dict[str, int] = {}
    for row in calendars.on_their_way(step.after, after.id):
        event = calendars.parsed(row["calendar"])
        assert event["sequence"] > last.get(event["uid"], -1)
        last[event["uid"]] = event["sequence"]


def reminds_who_comes(snapshot: Snapshot) -> None:
    """A reminder that may leave now, and was never tried, names those who come by that mailbox, and a true hour."""
    for row in snapshot.rows("outbox"):
        fresh = row["state"] is MessageState.WAITING and row["attempts"] == 0 and row["not_before"] <= snapshot.at
        if row["kind"] != "reminder" or not fresh or row["lease_until"] is not None:
            continue
        view = snapshot.of(row["session_id"])
        assert view.published
        assert row["cause"]["starts_at"] in [meeting["starts_at"].isoformat() for meeting in view.meetings]
        for number in row["cause"]["registrations"]:
            seat = view.registrations[number]
            assert seat["state"] is RegistrationState.CONFIRMED
            assert seat["left_at"] is None
            assert (snapshot.get("people", seat["person_id"])["email"] or row["to_address"]) == row["to_address"]


def serves_whom_it_can(step: "Step", before: View, after: View) -> None:
    """I6: no eligible entry remains while a seat is free."""
    changed = {
        number
        for number, row in after.registrations.items()
        if number not in before.registrations or before.registrations[number]["state"] is not row["state"]
    }
    assert model.eligible_entries(after.room(), after.lines(joined=changed), []) == []


def ends_with_the_session(step: "Step", _before: View, after: View) -> None:
    """I14: after the start nobody waits; after a cancellation nothing is live."""
    states = {row["state"] for row in after.registrations.values()}
    if step.after.at >= after.start:
        assert states.isdisjoint(WAITING)
    if after.session["status"] is SessionStatus.CANCELLED:
        assert states.isdisjoint(LIVE)


def gives_nameless_seats_back(step: "Step", _before: View, after: View) -> None:
    """T10: a seat without a name is held until its day, and that day is never past the cancel deadline."""
    for row in after.registrations.values():
        if row["state"] is RegistrationState.HELD:
            assert step.after.at < row["hold_expires_at"] <= after.deadlines.cancel_deadline


def replays_change_nothing(step: "Step", _before: View, after: View) -> None:
    """I6, I12, I13: what is done once more finds nothing to do, writes nothing and tells nobody."""
    for kind in (JobKind.SETTLE, JobKind.START, JobKind.HOLDS):
        jobs.handlers[kind](after.id)
    assert difference(step.after, snapshots.take()) == {}


def difference(one: Snapshot, other: Snapshot) -> dict[str, Any]:
    """The tables that differ, with the rows that do."""
    return {
        name: [row for key, row in other.tables[name].items() if rows.get(key) != row] or "rows are gone"
        for name, rows in one.tables.items()
        if rows != other.tables[name]
    }


LAWS = (
    keeps_to_the_limit,
    changes_nothing_when_refused,
    has_one_row_per_person,
    never_leaves_an_end,
    serves_the_smallest_key,
    never_splits_a_group,
    keeps_to_the_quota,
    substitutes_one_for_one,
    keeps_the_date,
    shows_the_truth,
    leaves_begun_meetings_alone,
    tells_who_is_concerned,
    numbers_its_revisions,
    *told_laws.LAWS,
    *around_laws.LAWS,
)
AFTER_A_COMMAND = (
    serves_whom_it_can,
    ends_with_the_session,
    gives_nameless_seats_back,
    *around_laws.AFTER_A_COMMAND,
    replays_change_nothing,
)
