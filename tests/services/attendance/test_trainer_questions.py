"""Questions to the trainers: asked, released, hidden, dismissed, and gone with who gave up; on both engines."""

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from portal import clock
from portal.database import writing
from portal.mail.compose.planning import attendee_lists
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.base.journal import Event
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance.preparation import trainer_questions as queries
from portal.rules.attendance.trainer_questions import MOST_WAITING
from portal.rules.base.permissions import Actor
from portal.rules.base.states import CancelReason, RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import (
    TooManyTrainerQuestions,
    TrainerQuestionGone,
    TrainerQuestionReleased,
    TrainerQuestionsClosed,
)
from portal.rules.refusals.registrations import NotLive, SessionCancelled
from portal.services.attendance.preparation.trainer_questions import ask, dismiss, hide, release, take_back
from portal.services.base import jobs
from portal.services.crossings import corrections
from portal.services.planning import session_cancellations
from portal.services.registrations import answers, registrations
from portal.services.registrations.people import NewPerson
from portal.services.upkeep import retention
from tests.factories import World, morning_in
from tests.patience import PATIENCE
from tests.services.registrations.test_races import at_once
from tests.statements import statements_of

SECRET = "Zébulon demande"
DAY = timedelta(days=1)


class Hall:
    """A session with a trainer, and somebody confirmed who has an address of her own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.session: TrainingSession = world.training_session()
        self.trainer = world.trainer(self.session)
        self.partner = world.partner("FADD")
        self.row = self.seat()

    def seat(self, state: RegistrationState = RegistrationState.CONFIRMED) -> Registration:
        return self.world.registration(self.session, self.world.person(self.partner), state)

    def asked(self, text: str = SECRET, row: Registration | None = None) -> int:
        """The number of a question that waits."""
        ask((row or self.row).id, text)
        return max(one.id for one in self.world.all(TrainerQuestion))

    def released(self, text: str = SECRET, row: Registration | None = None) -> int:
        number = self.asked(text, row)
        release(self.session.id, number, text, self.trainer.id)
        return number

    def questions(self) -> list[tuple[str, bool, bool]]:
        """Each question: its words, whether it is released, whether it leads to somebody."""
        rows = self.world.all(TrainerQuestion)
        return [(row.text, row.released_at is not None, row.registration_id is not None) for row in rows]


@pytest.fixture
def hall(world: World) -> Hall:
    return Hall(world)


def test_a_question_waits_until_it_is_released_in_the_words_of_who_released_it(hall: Hall) -> None:
    number = hall.asked("Et pour M. Zébulon ?")
    before = hall.questions()
    release(hall.session.id, number, "Et pour une personne seule ?", hall.trainer.id)

    assert before == [("Et pour M. Zébulon ?", False, True)]
    assert hall.questions() == [("Et pour une personne seule ?", True, True)]


@pytest.mark.parametrize("state", [RegistrationState.PENDING, RegistrationState.WAITLISTED])
def test_who_waits_for_a_seat_asks_too(hall: Hall, state: RegistrationState) -> None:
    hall.asked(row=hall.seat(state))

    assert hall.questions() == [(SECRET, False, True)]


def test_the_same_form_sent_twice_is_one_question(hall: Hall) -> None:
    hall.asked()
    hall.asked()
    hall.asked("Une autre")

    assert [text for text, *_rest in hall.questions()] == [SECRET, "Une autre"]


def test_no_more_than_three_wait_and_a_released_one_makes_room(hall: Hall) -> None:
    numbers = [hall.asked(f"Question {number}") for number in range(MOST_WAITING)]
    with pytest.raises(TooManyTrainerQuestions):
        hall.asked("De trop")
    hall.asked("D’une autre personne", hall.seat())
    release(hall.session.id, numbers[0], "Question 0", hall.trainer.id)
    hall.asked("Encore une")

    assert [text for text, *_rest in hall.questions()][MOST_WAITING:] == ["D’une autre personne", "Encore une"]


def test_nothing_is_asked_once_the_session_started_is_cancelled_or_one_gave_up(world: World, hall: Hall) -> None:
    gone = hall.seat(RegistrationState.CANCELLED)
    off = world.training_session(status=SessionStatus.CANCELLED)
    off_row = world.registration(off, world.person(hall.partner), RegistrationState.CANCELLED)
    begun = world.training_session(starts_at=clock.now())
    begun_row = world.registration(begun, world.person(hall.partner))

    for row, refusal in ((gone, NotLive), (off_row, SessionCancelled), (begun_row, TrainerQuestionsClosed)):
        with pytest.raises(refusal):
            ask(row.id, SECRET)
    with pytest.raises(NotFound):
        ask(9999, SECRET)
    assert hall.questions() == []


def test_its_author_takes_a_question_back_released_or_not_and_nobody_elses(hall: Hall) -> None:
    waiting, released = hall.asked("Attend"), hall.released("Publiée")
    for number in (waiting, released):
        with pytest.raises(TrainerQuestionGone):
            take_back(hall.seat().id, number)
    kept = len(hall.questions())
    for number in (waiting, released):
        take_back(hall.row.id, number)

    assert (kept, hall.questions()) == (2, [])
    with pytest.raises(TrainerQuestionGone):
        take_back(hall.row.id, waiting)


def test_a_release_sent_twice_is_one_and_other_words_are_refused(world: World, hall: Hall) -> None:
    number = hall.released()
    release(hall.session.id, number, SECRET, hall.trainer.id)
    with pytest.raises(TrainerQuestionReleased):
        release(hall.session.id, number, "Autrement", hall.trainer.id)

    assert hall.questions() == [(SECRET, True, True)]
    assert len(world.all(Event, verb="released_question")) == 1


def test_a_hidden_question_waits_again_and_only_what_waits_is_dismissed(hall: Hall) -> None:
    number = hall.released()
    with pytest.raises(TrainerQuestionReleased):
        dismiss(hall.session.id, number, hall.trainer.id)
    hide(hall.session.id, number, hall.trainer.id)
    hidden = hall.questions()
    dismiss(hall.session.id, number, hall.trainer.id)

    assert (hidden, hall.questions()) == ([(SECRET, False, True)], [])


@pytest.mark.parametrize("act", [hide, dismiss, lambda *given: release(*given[:2], SECRET, given[2])])
def test_a_question_is_moderated_in_its_own_session_only(
    world: World, hall: Hall, act: Callable[[int, int, int], None]
) -> None:
    number, other = hall.asked(), world.training_session()

    with pytest.raises(TrainerQuestionGone):
        act(other.id, number, hall.trainer.id)
    assert hall.questions() == [(SECRET, False, True)]


def test_the_journal_holds_what_moderators_did_and_neither_words_nor_askers(world: World, hall: Hall) -> None:
    number = hall.released()
    hide(hall.session.id, number, hall.trainer.id)
    dismiss(hall.session.id, number, hall.trainer.id)
    take_back(hall.row.id, hall.asked())

    events = world.all(Event)
    said = {(one.verb, one.actor_id, one.object_kind, one.object_id, one.reason) for one in events}
    whole = [hall.trainer.id, "session", hall.session.id, ""]
    assert said == {(verb, *whole) for verb in ("released_question", "hid_question", "dismissed_question")}
    assert not any("bulon" in str(vars(one)) for one in events)


def give_up(hall: Hall) -> None:
    registrations.cancel(hall.row.id, hall.row.version, CancelReason.BY_PERSON, None)


def not_me(hall: Hall) -> None:
    registrations.cancel(hall.row.id, hall.row.version, CancelReason.NOT_ME, None)


def give_the_seat_away(hall: Hall) -> None:
    colleague = NewPerson("Lina", "Ligne", "lina@example.org")
    registrations.substitute(hall.row.id, hall.row.version, colleague, None)


def call_off(hall: Hall) -> None:
    session_cancellations.cancel(hall.session.id, "grève", hall.world.staff().id)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        jobs.run_due()


def correct_the_address(hall: Hall) -> None:
    person = hall.world.get(Person, hall.row.person_id or 0)
    typed = NewPerson(person.given_name, person.family_name, "chef@example.org", person.function)
    corrections.correct(person.id, person.version, typed, None)


def leave_the_rest(hall: Hall) -> None:
    hall.world.meeting(hall.session, morning_in(31))
    with time_machine.travel(morning_in(30) + timedelta(hours=1)):
        registrations.cancel(hall.row.id, hall.row.version, CancelReason.BY_PERSON, None)


@pytest.mark.parametrize(
    "act",
    [give_up, not_me, give_the_seat_away, call_off, correct_the_address, leave_the_rest],
    ids=lambda act: act.__name__,
)
def test_what_waits_goes_with_its_author_and_what_is_released_is_nobodys(
    hall: Hall, act: Callable[[Hall], None]
) -> None:
    hall.asked("Attend")
    hall.released("Publiée")
    other = hall.seat()
    hall.asked("D’une autre", other)
    act(hall)

    others = [] if act is call_off else [("D’une autre", False, True)]
    assert hall.questions() == [("Publiée", True, False), *others]


def test_thirty_days_after_the_last_meeting_the_night_erases_them_all(world: World, hall: Hall) -> None:
    hall.asked("Attend")
    hall.released("Publiée")
    later = world.meeting(hall.session, morning_in(40))
    kept = world.registration(world.training_session(starts_at=morning_in(60)), world.person(hall.partner))
    hall.asked("D’une séance à venir", kept)
    last = clock.utc(datetime.combine(clock.local(later.ends_at).date() + 30 * DAY, time(23, 59)))

    with time_machine.travel(last, tick=False):
        retention.keep_to_terms(0)
        still = hall.questions()
    with time_machine.travel(last + timedelta(minutes=2), tick=False):
        retention.keep_to_terms(0)

    assert len(still) == 3
    assert hall.questions() == [("D’une séance à venir", False, True)]
    [night] = [one for one in world.all(Event, verb="kept_to_terms") if one.inputs.get("trainer_questions")]
    assert night.inputs["trainer_questions"] == 2


def test_trainers_hear_of_what_waits_in_the_mail_that_they_get_anyway(world: World, hall: Hall) -> None:
    hall.asked()
    hall.asked("Une autre", hall.seat())
    hall.released("Publiée", hall.seat())
    with writing() as session:
        attendee_lists.at_closing(session, hall.session.id)

    [mail] = world.all(OutboxMessage, kind="attendee_list")
    assert "2 questions attendent votre relecture." in mail.body_html
    assert f"/seances/{hall.session.public_id}/questions" in mail.body_text
    assert SECRET not in mail.body_text and "Publiée" not in mail.body_text


def test_a_page_costs_as_many_statements_for_one_question_as_for_three(app: Flask, world: World, hall: Hall) -> None:
    trainer = Actor(hall.trainer.id, teaches=frozenset({hall.session.id}))
    cost = []
    for number in range(3):
        hall.asked(f"Question {number}", hall.seat())
        hall.released(f"Publiée {number}", hall.seat())
        cost.append(len(statements_of(app, lambda: queries.moderator_page(trainer, hall.session.public_id))))

    assert cost[0] == cost[2] > 0
    assert len(statements_of(app, lambda: queries.counts([hall.session.id, 9999]))) == 1


def test_eight_questions_at_once_leave_three_that_wait(app: Flask, hall: Hall) -> None:
    raised = at_once(app, *[lambda number=number: ask(hall.row.id, f"Question {number}") for number in range(8)])

    assert len(hall.questions()) == MOST_WAITING
    assert [type(error) for error in raised] == [TooManyTrainerQuestions] * (8 - MOST_WAITING)


def test_one_form_posted_many_times_at_once_is_one_question(app: Flask, hall: Hall) -> None:
    raised = at_once(app, *[lambda: ask(hall.row.id, SECRET)] * 8)

    assert (raised, len(hall.questions())) == ([], 1)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_without_the_lock_more_than_three_wait(app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the session's lock off, each has counted before any is written."""
    counted = threading.Barrier(8)

    def unlocked(session, model, row_id, *options):  # type: ignore[no-untyped-def] # as lock_row
        return session.scalars(select(model).where(model.id == row_id).options(*options)).one()

    def wait(*_row: object) -> None:
        counted.wait(PATIENCE)

    monkeypatch.setattr(answers, "lock_row", unlocked)
    event.listen(TrainerQuestion, "before_insert", wait)
    try:
        raised = at_once(app, *[lambda number=number: ask(hall.row.id, f"Question {number}") for number in range(8)])
    finally:
        event.remove(TrainerQuestion, "before_insert", wait)

    assert (raised, len(hall.questions())) == ([], 8)
