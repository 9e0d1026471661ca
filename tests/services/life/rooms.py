"""Presence in the room: two trainers and staff tap marks on lists they last read at different moments."""

from typing import TYPE_CHECKING

from portal.rules.attendance.taps import Tap
from portal.rules.base.states import PresenceMark, RegistrationState
from portal.services.attendance import presence
from portal.services.attendance.presence import Taps

if TYPE_CHECKING:
    from tests.services.life.drive import Life

MARKS = (PresenceMark.PRESENT, PresenceMark.PRESENT, PresenceMark.ABSENT, PresenceMark.EXCUSED, None)
Sight = dict[tuple[int, int], PresenceMark]  # the marks of (meeting, registration) that somebody last read


class Rooms:
    """The commands of those who note presence; each chance is the life's."""

    def read_list(self: "Life", actor_id: int) -> Sight:
        """What the list says now, which its reader goes on believing."""
        rows = self.now.rows("presences")
        self.sights[actor_id] = {(row["meeting_id"], row["registration_id"]): row["mark"] for row in rows}
        return self.sights[actor_id]

    def tap_about(self: "Life", actor_id: int, reason: str) -> None:
        """Some taps at one meeting, on a list read now or long before; some are sent a second time."""
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
        self.send_taps(Taps(self.session.id, meeting, tuple(taps), actor_id, reason))
        if self.pick(0, 3) == 0:
            self.send_taps(Taps(self.session.id, meeting, tuple(taps), actor_id, reason), repeated=True)

    def note_the_rest(self: "Life", actor_id: int, reason: str) -> None:
        """Who has no mark yet, at each meeting, is noted by somebody who has just read the list."""
        for meeting in self.now.of(self.session.id).meetings:
            sight, key = self.read_list(actor_id), meeting["id"]
            left = [row["id"] for row in self.rows(RegistrationState.CONFIRMED) if (key, row["id"]) not in sight]
            taps = tuple(Tap(number, None, MARKS[self.pick(0, 3)], "") for number in left)
            self.send_taps(Taps(self.session.id, key, taps, actor_id, reason))

    def send_taps(self: "Life", command: Taps, *, repeated: bool = False) -> None:
        again = repeated and self.taken == command
        self.taken = None
        self.attempt(
            "tap", lambda: self.take(command), taps=() if again else command.taps, meeting_id=command.meeting_id
        )

    def take(self: "Life", command: Taps) -> None:
        presence.note(command)
        self.taken = command  # only what was not refused counts the second time
