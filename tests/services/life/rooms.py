"""Presence in the room: two trainers and staff tap marks on lists they last read at different moments."""

from dataclasses import replace
from typing import TYPE_CHECKING

from portal import clock
from portal.rules.attendance.room_codes import code_of, minute_of
from portal.rules.attendance.taps import Tap
from portal.rules.base.states import NotedBy, PresenceMark, RegistrationState
from portal.services.attendance import declarations, presence, room_codes
from portal.services.attendance.presence import Taps

if TYPE_CHECKING:
    from tests.services.life.drive import Life

MARKS = (PresenceMark.PRESENT, PresenceMark.PRESENT, PresenceMark.ABSENT, PresenceMark.EXCUSED, None)
Sight = dict[tuple[int, int], PresenceMark | None]  # the marks of (meeting, registration) that somebody last read


class Rooms:
    """The commands of those who note presence; each chance is the life's."""

    def read_list(self: "Life", actor_id: int) -> Sight:
        """What the list says now, which its reader goes on believing."""
        rows = self.now.rows("presences")
        self.sights[actor_id] = {(row["meeting_id"], row["registration_id"]): row["mark"] for row in rows}
        return self.sights[actor_id]

    def tap_about(self: "Life", actor_id: int, reason: str) -> None:
        """Some taps at one meeting, on a list read now or long before; some taps of before are sent a second time."""
        meetings = self.now.of(self.session.id).meetings
        meeting = meetings[self.pick(0, len(meetings) - 1)]["id"]
        fresh = actor_id not in self.sights or self.pick(0, 1) == 0
        sight = self.read_list(actor_id) if fresh else self.sights[actor_id]
        rows = self.rows(RegistrationState.CONFIRMED, RegistrationState.CANCELLED, RegistrationState.COMPLETED)
        taps = []
        for _time in range(self.pick(1, 4)) if rows else ():
            self.tapped += 1
            number = rows[self.pick(0, len(rows) - 1)]["id"]
            mark = MARKS[self.pick(0, len(MARKS) - 1)]
            taps.append(Tap(number, sight.get((meeting, number)), mark, f"tap {self.tapped}"))
            sight[meeting, number] = mark
        self.send_taps(Taps(self.session.id, meeting, tuple(taps), actor_id, reason))
        if self.taken and self.pick(0, 2) == 0:
            self.send_again(self.taken[self.pick(0, len(self.taken) - 1)])

    def note_the_rest(self: "Life", actor_id: int, reason: str) -> None:
        """Who has no mark yet, at each meeting, is noted by somebody who has just read the list."""
        for meeting in self.now.of(self.session.id).meetings:
            sight, key = self.read_list(actor_id), meeting["id"]
            left = [row["id"] for row in self.rows(RegistrationState.CONFIRMED) if (key, row["id"]) not in sight]
            taps = tuple(Tap(number, None, MARKS[self.pick(0, 3)], "") for number in left)
            self.send_taps(Taps(self.session.id, key, taps, actor_id, reason))

    def other_marks(self: "Life") -> dict[int, PresenceMark | None]:
        """A mark that somebody corrects at one meeting, after the closing."""
        meetings = self.now.of(self.session.id).meetings
        return {meetings[self.pick(0, len(meetings) - 1)]["id"]: MARKS[self.pick(0, len(MARKS) - 1)]}

    def show_code(self: "Life") -> None:
        self.attempt("show code", lambda: room_codes.switch(self.session.id, on=True, actor_id=self.trainer.id))

    def declare(self: "Life") -> None:
        """Somebody types an address, hers or a team's or nobody's, and the code of a minute, good or not."""
        secrets = self.now.rows("room_codes")
        people = [row["mailbox"] for row in self.now.rows("people") if row["mailbox"]]
        box = people[self.pick(0, len(people) - 1)] if self.pick(0, 7) else "personne@example.org"
        code = code_of(secrets[0]["secret"], minute_of(clock.now()) - self.pick(0, 9) // 3) if secrets else "222222"
        self.attempt("declare", lambda: declarations.declare(code, box), mailbox=box)

    def answer_declarations(self: "Life", actor_id: int) -> None:
        """A trainer confirms what a list of hers shows, read now or long before; or she sets one aside."""
        meeting = self.now.of(self.session.id).meetings[0]["id"]
        fresh = actor_id not in self.sights or self.pick(0, 1) == 0
        sight = self.read_list(actor_id) if fresh else self.sights[actor_id]
        rows = [row["registration_id"] for row in self.now.rows("declared_presences")]
        rows += [row["id"] for row in self.rows(RegistrationState.CONFIRMED)][:1]  # who perhaps declared nothing
        if self.pick(0, 4) == 0 and rows:
            call = declarations.set_aside
            self.attempt("set aside", lambda: call(self.session.id, meeting, rows[0], actor_id))
            return
        taps = tuple(Tap(number, sight.get((meeting, number)), PresenceMark.PRESENT) for number in dict.fromkeys(rows))
        command = Taps(self.session.id, meeting, taps, actor_id, noted_by=NotedBy.TELEPHONE)
        self.attempt("tap", lambda: presence.note(command), taps=taps, meeting_id=meeting, by_telephone=True)

    def send_taps(self: "Life", command: Taps) -> None:
        def note() -> None:
            presence.note(command)
            self.taken.append(command)  # what was refused does not count the second time

        self.attempt("tap", note, taps=tuple(command.taps), meeting_id=command.meeting_id)

    def send_again(self: "Life", command: Taps) -> None:
        """A phone whose answer was lost sends its taps once more, whatever others noted since."""
        keyed = replace(command, taps=tuple(tap for tap in command.taps if tap.key))
        self.attempt("tap", lambda: presence.note(keyed), meeting_id=command.meeting_id)
