"""The mail server, the worker that speaks to it, the calendars that answer, and staff who press "Réessayer"."""

from datetime import timedelta
from typing import TYPE_CHECKING

from portal import clock
from portal.rules.base.states import MessageState, PartStat, RegistrationState
from portal.services.planning import reminders
from portal.services.post import desk_outbox, inbound, outbox, outbox_records
from portal.services.registrations import declines
from tests.mail.replies import PROGRAMS, Answer
from tests.services.life import calendars, laws, snapshots

if TYPE_CHECKING:
    from tests.services.life.drive import Life
    from tests.services.life.snapshots import Row

CONFIRMED = RegistrationState.CONFIRMED
WEIGHTS = {"send": 6, "outage": 2, "retry": 1, "answer_invitation": 3, "change_of_heart": 4, "come_anyway": 3}
HOURS = (1, 2, 5, 11)


class PostOffice:
    """Which mails may have left is known here without the portal's help: `Life.left` holds their numbers."""

    def send(self: "Life") -> None:
        """A worker takes some of the mail; all, some or none of it leaves, and now and then the worker dies."""
        self.seen = None
        reminders.drop_untrue()
        laws.reminds_who_comes(snapshots.take())
        for message in outbox.claim(self.pick(1, 6), timedelta(minutes=5)):
            fate = 1 if clock.now() < self.away_until else self.pick(0, 8)
            if fate == 1:
                outbox_records.release([message.id], "away")
                continue
            self.left.add(message.id)
            match fate:
                case 0:
                    outbox_records.record_later(message.id, message.attempts + 1, "cut after DATA")
                case 2:
                    pass  # it died: the lease runs out, and nobody knows whether the mail left
                case _:
                    outbox_records.record_sent([message.id])

    def outage(self: "Life") -> None:
        """The mail server goes away for hours; what happens meanwhile goes on happening."""
        self.away_until = clock.now() + timedelta(hours=HOURS[self.pick(0, 3)])
        self.send()
        self.traveller.shift(timedelta(minutes=40))

    def retry(self: "Life") -> None:
        """Staff press "Réessayer" beside some mail, whatever its state."""
        rows = [row for row in self.now.rows("outbox") if row["state"] is not MessageState.SENT]
        if rows:
            number = rows[self.pick(0, len(rows) - 1)]["id"]
            self.attempt("retry", lambda: desk_outbox.retry(number, self.staff.id))

    def answer_invitation(self: "Life") -> None:
        """A calendar answers one of its entries: of any age, to any revision, now and then by somebody else."""
        if entry := self._entry(all_ages=self.pick(0, 3) == 3):
            word = ("ACCEPTED", "TENTATIVE", "DECLINED", "DECLINED")[self.pick(0, 3)]
            older, sender = self.pick(0, 5) // 5, "eve@example.net" if self.pick(0, 7) == 7 else ""
            self._answer(entry, word, older, sender)

    def change_of_heart(self: "Life") -> None:
        """Somebody declines what her calendar just received, reads "Confirmez-vous ?", and comes anyway."""
        self.send()
        if entry := self._entry(all_ages=False):
            self._answer(entry, "DECLINED")
            self.come_anyway()

    def _entry(self: "Life", *, all_ages: bool) -> "Row | None":
        """An entry of which a calendar program knows something: a message about it has left."""
        known = {row["entry_id"] for row in self.now.rows("outbox") if row["id"] in self.left}
        entries = [row for row in self.now.rows("calendar_entries") if row["id"] in known]
        found = [row for row in entries if all_ages or (row["live"] and row["shown"]["people"])]
        return found[self.pick(0, len(found) - 1)] if found else None

    def _answer(self: "Life", entry: "Row", word: str, older: int = 0, sender: str = "") -> None:
        letters = [row for row in self.now.rows("outbox") if row["entry_id"] == entry["id"] and row["id"] in self.left]
        seen = max(calendars.parsed(row["calendar"])["sequence"] for row in letters)
        dtstamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
        answer = Answer(entry["uid"], word, entry["mailbox"], max(seen - older, 0), dtstamp, sender=sender)
        raw = list(PROGRAMS.values())[self.pick(0, 4)](answer)
        self.attempt("answer_invitation", lambda: inbound.receive(raw))

    def come_anyway(self: "Life") -> None:
        """Most often somebody whose calendar declined."""
        boxes = {row["mailbox"] for row in self.now.rows("calendar_entries") if row["partstat"] is PartStat.DECLINED}
        people = {row["id"] for row in self.now.rows("people") if row["email"] in boxes}
        declined = [row["id"] for row in self.rows(CONFIRMED) if row["person_id"] in people]
        found = self.one(CONFIRMED)
        if declined and self.pick(0, 7):
            number = declined[self.pick(0, len(declined) - 1)]
            self.attempt("come_anyway", lambda: declines.come_anyway(number))
        elif found:
            self.attempt("come_anyway", lambda: declines.come_anyway(found[0]))
