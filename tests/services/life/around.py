"""What happens around a line: requests to join, raised quotas, "ce n’est pas moi", answers, wishes, closing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from portal import clock
from portal.models.registrations.answers import Question
from portal.rules.base.states import CancelReason, JoinState, Outcome, RegistrationState
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind
from portal.services.attendance import outcomes
from portal.services.attendance.outcomes import Close, Correction
from portal.services.attendance.preparation import trainer_questions
from portal.services.planning import quotas
from portal.services.registrations import answers, interests, joining, registrations
from portal.services.registrations.answers import Reply
from portal.services.registrations.interests import Wish
from portal.services.registrations.joining import Ask

if TYPE_CHECKING:
    from tests.services.life.drive import Life

COMPLETED = RegistrationState.COMPLETED
ERASE_AFTER = 3
# How long nobody closes it, the worker coming by meanwhile: not at all, for two reminders, for months, for ever.
NEGLECTED = ((), (), (), (4,), (4, 12), (20,), (4, 35), (4, 35), (10, 200), (370,))
WEIGHTS = {"ask_to_join": 4, "decide_request": 4, "raise_quota": 2, "not_me": 2, "reply": 4, "wish": 2, "wrap_up": 1}


class Around:
    """The commands of a life that are not its line's own; each chance is the life's."""

    def prepare(self: "Life") -> None:
        """One question, two strangers, and somebody of the first partner with an account of her own."""
        world = self.world
        asked = Question(session_id=self.session.id, label="Comment venez-vous ?", kind=QuestionKind.SHORT_TEXT)
        asked.erase_after_days = ERASE_AFTER
        self.question = world.save(asked)
        self.strangers = [world.account(f"stranger{number}@example.org") for number in range(2)]
        self.wishers = [world.account("own0@example.org"), self.actors[0]]
        self.asked = 0
        self.questions = 0

    def ask_to_join(self: "Life") -> None:
        partner = self.pick(0, 2)
        chosen = self.some_people(partner, 2)
        stranger = self.strangers[self.pick(0, 1)]
        if self.has_room_for(len(chosen)):
            self.asked += 1
            command = Ask(
                account_id=stranger.id,
                asker=chosen[0],
                phone="",
                partner_id=self.partners[partner].id,
                session_id=self.session.id,
                people=chosen,
                form_key=f"ask {self.asked}",
            )
            self.attempt("ask_to_join", lambda: joining.ask(command))

    def decide_request(self: "Life") -> None:
        waiting = [row["id"] for row in self.now.rows("join_requests") if row["state"] is JoinState.WAITING]
        if waiting:
            number, accepted = waiting[self.pick(0, len(waiting) - 1)], self.pick(0, 3) > 0
            refuse = lambda: joining.refuse(number, "trop loin", self.staff.id)  # noqa: E731 (two of a kind)
            accept = lambda: joining.accept(number, self.staff.id)  # noqa: E731 (two of a kind)
            self.attempt("decide_request", accept if accepted else refuse)

    def raise_quota(self: "Life") -> None:
        partner, quota = self.partners[self.pick(0, 2)], self.pick(1, 5)
        self.attempt("raise_quota", lambda: quotas.raise_quota(self.session.id, partner.id, quota, self.staff.id))

    def not_me(self: "Life") -> None:
        if found := self.one():
            self.attempt("not_me", lambda: registrations.cancel(*found, CancelReason.NOT_ME, None))

    def reply(self: "Life") -> None:
        if found := self.one():
            kinds = list(ArrangementKind)[: self.pick(0, 2)]
            told = {self.question.id: ("En train",) if self.pick(0, 2) else ()}
            command = Reply(found[0], told, frozenset(kinds), consent=True)
            self.attempt("reply", lambda: answers.reply(command))
            self.ask_the_trainers(found[0])

    def ask_the_trainers(self: "Life", registration_id: int) -> None:
        """Who replies asks the trainers as well; every third question is released, the oldest one first."""
        self.questions += 1
        text = f"Question {self.questions}"
        self.attempt("ask_trainers", lambda: trainer_questions.ask(registration_id, text), asker=registration_id)
        waiting = [row for row in self.now.rows("trainer_questions") if row["released_at"] is None]
        if waiting and self.questions % 3 == 0:
            given = self.session.id, waiting[0]["id"], waiting[0]["text"], self.trainer.id
            self.attempt("release_question", lambda: trainer_questions.release(*given))

    def wish(self: "Life") -> None:
        owner = self.pick(0, 1)
        partner_id = self.partners[0].id if owner else None
        wish = Wish(self.session.workshop_id, self.wishers[owner].id, self.pick(1, 4) if owner else 1, partner_id)
        self.attempt("wish", lambda: interests.note(wish))

    def wrap_up(self: "Life", surely: bool = False) -> None:
        """Once the session is over: presence is marked, it is closed, an outcome is corrected.

        Now and then by the trainer or without a reason, which is refused when it is late; not if `surely`.
        """
        view = self.now.of(self.session.id)
        if not view.published or clock.now() < max(row["ends_at"] for row in view.meetings):
            return
        actor = self.staff if surely or self.pick(0, 7) else self.trainer
        reason = "liste retrouvée" if surely or self.pick(0, 7) else ""
        for _time in range(self.pick(1, 6)):
            self.tap_about((self.trainer, self.second, self.staff)[self.pick(0, 2)].id, reason)
        if surely or self.pick(0, 3):
            self.note_the_rest(actor.id, reason)
        self.attempt("close", lambda: outcomes.close(Close(self.session.id, actor.id, reason)))
        if self.pick(0, 2) == 0:
            self.tap_about(self.second.id, reason)
        if done := self.rows(COMPLETED):
            row, outcome = done[self.pick(0, len(done) - 1)], list(Outcome)[self.pick(0, 3)]
            marks = self.other_marks() if self.pick(0, 1) else {}
            command = Correction(row["id"], row["version"], outcome, actor.id, reason, marks)
            said = tuple(((meeting, row["id"]), mark) for meeting, mark in marks.items())
            self.attempt("correct_outcome", lambda: outcomes.correct(command), marks=said)

    def grow_old(self: "Life") -> None:
        """The session passes and is closed, at once or long after; then what was told in confidence is erased."""
        view = self.now.of(self.session.id)
        if clock.now() + timedelta(hours=1) < view.start and self.pick(0, 4) == 0:
            self.change_ones_mind(view.start)
        end = max(row["ends_at"] for row in view.meetings)
        self.traveller.move_to(max(end, clock.now()) + timedelta(hours=1))
        self.work()
        for days in NEGLECTED[self.pick(0, len(NEGLECTED) - 1)]:
            self.traveller.shift(timedelta(days=days))
            self.work()
        if self.pick(0, 11) == 0:
            self.call_off()
        self.wrap_up()
        self.traveller.shift(timedelta(days=30))
        self.work()
        self.wrap_up(surely=True)

    def change_ones_mind(self: "Life", start: datetime) -> None:
        """Minutes before the start staff call the session off; the worker may come late."""
        self.traveller.move_to(start - timedelta(minutes=(6, 9, 12, 14, 16, 40)[self.pick(0, 5)]))
        self.work()
        self.call_off()
        if self.pick(0, 1):
            self.traveller.shift(timedelta(minutes=11))
            self.work()
