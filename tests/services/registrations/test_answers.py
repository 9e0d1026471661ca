"""What participants tell: kept with consent, until the line stops, erased in time; on both engines."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from portal import clock
from portal.models.base.journal import Event, Job
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, SessionStatus
from portal.rules.planning.planning import MeetingPlan
from portal.rules.refusals import NotFound
from portal.rules.refusals.registrations import AnswerMissing, AnswersClosed, ConsentMissing, NotLive
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.planning import planning, questions, session_moves
from portal.services.planning.questions import NewQuestion
from portal.services.planning.session_moves import Reschedule
from portal.services.registrations import answers, erasure, registrations
from portal.services.registrations.answers import Reply
from tests.factories import World
from tests.services.registrations.test_races import at_once

STEP_FREE, LARGE_PRINT = ArrangementKind.STEP_FREE, ArrangementKind.LARGE_PRINT
DAY = timedelta(days=1)


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session()


@pytest.fixture
def row(world: World, session: TrainingSession) -> Registration:
    return world.registration(session, world.person(world.partner()))


def asked(world: World, session: TrainingSession, days: int = 30, required: bool = False) -> int:
    staff = world.staff()
    typed = NewQuestion(session.id, "Comment venez-vous", QuestionKind.CHOICE, "Train\nBus", required, days)
    return questions.add(typed, staff.id)


def needs(world: World) -> set[ArrangementKind]:
    return {row.kind for row in world.all(Arrangement)}


def test_arrangements_are_kept_with_consent_and_replaced_by_the_next_reply(world: World, row: Registration) -> None:
    answers.reply(Reply(row.id, arrangements=frozenset({STEP_FREE, LARGE_PRINT}), consent=True))
    answers.reply(Reply(row.id, arrangements=frozenset({STEP_FREE}), consent=True))

    assert needs(world) == {STEP_FREE}


def test_without_consent_nothing_is_kept(world: World, row: Registration) -> None:
    with pytest.raises(ConsentMissing):
        answers.reply(Reply(row.id, arrangements=frozenset({STEP_FREE})))

    assert world.all(Arrangement) == []


def test_an_arrangement_asked_for_again_keeps_the_date_of_its_consent(world: World, row: Registration) -> None:
    answers.reply(Reply(row.id, arrangements=frozenset({STEP_FREE}), consent=True))
    [first] = world.all(Arrangement)

    with time_machine.travel(clock.now() + DAY):
        answers.reply(Reply(row.id, arrangements=frozenset({STEP_FREE, LARGE_PRINT}), consent=True))

    dates = {arrangement.kind: arrangement.consented_at for arrangement in world.all(Arrangement)}
    assert dates[STEP_FREE] == first.consented_at < dates[LARGE_PRINT]


def test_the_journal_says_that_somebody_answered_never_what(
    world: World, session: TrainingSession, row: Registration
) -> None:
    question = asked(world, session)
    answers.reply(Reply(row.id, {question: ("Bus",)}, frozenset({STEP_FREE}), consent=True))

    [event] = world.all(Event, verb="answered")
    assert (event.before, event.after, event.reason, event.inputs) == ("", "", "", {})


def test_a_required_question_is_answered_with_one_of_its_options(
    world: World, session: TrainingSession, row: Registration
) -> None:
    question = asked(world, session, required=True)

    for given in ({}, {question: ("Avion",)}):
        with pytest.raises(AnswerMissing):
            answers.reply(Reply(row.id, given))
    answers.reply(Reply(row.id, {question: ("Bus",)}))

    assert [answer.value for answer in world.all(Answer)] == ["Bus"]


def test_after_the_freeze_answers_no_longer_change(world: World, row: Registration) -> None:
    with time_machine.travel(clock.now() + 30 * DAY), pytest.raises(AnswersClosed):
        answers.reply(Reply(row.id))


def test_who_has_cancelled_tells_nothing_more_and_what_was_told_is_gone(
    world: World, session: TrainingSession, row: Registration
) -> None:
    question = asked(world, session)
    answers.reply(Reply(row.id, {question: ("Bus",)}, frozenset({STEP_FREE}), consent=True))

    registrations.cancel(row.id, row.version, CancelReason.BY_PERSON, None)

    assert world.all(Arrangement) == []
    assert world.all(Answer) == []
    with pytest.raises(NotLive):
        answers.reply(Reply(row.id))


def test_publishing_plans_the_erasure_and_a_move_moves_it(world: World) -> None:
    staff = world.staff()
    draft = world.training_session(status=SessionStatus.DRAFT, published_at=None)
    asked(world, draft, days=3)
    planning.publish(draft.id, staff.id)
    [meeting] = world.all(Meeting)
    assert erasures(world) == (meeting.ends_at + 7 * DAY, meeting.ends_at + 3 * DAY)

    later = MeetingPlan(meeting.starts_at + DAY, meeting.ends_at + DAY, meeting.venue_id, "", "", meeting.id)
    version = world.get(TrainingSession, draft.id).version
    session_moves.reschedule(Reschedule(draft.id, version, (later,), staff.id))

    assert erasures(world) == (meeting.ends_at + 8 * DAY, meeting.ends_at + 4 * DAY)


def erasures(world: World) -> tuple[datetime, datetime]:
    due = {job.kind: job.due_at for job in world.all(Job)}
    return due[JobKind.ERASE_ARRANGEMENTS], due[JobKind.ERASE_ANSWERS]


@pytest.mark.parametrize(("days", "left"), [(36, 1), (38, 0), (90, 0)])
def test_arrangements_are_erased_a_week_after_the_session_however_late_the_job(
    world: World, session: TrainingSession, row: Registration, days: int, left: int
) -> None:
    answers.reply(Reply(row.id, arrangements=frozenset({STEP_FREE}), consent=True))

    with time_machine.travel(clock.now() + days * DAY):
        for _twice in range(2):
            erasure.erase_arrangements(session.id)

    assert len(world.all(Arrangement)) == left
    assert len(world.all(Event, verb="erased_arrangements")) == 1 - left


def test_each_question_has_its_own_end_of_life(world: World, session: TrainingSession, row: Registration) -> None:
    soon, later = asked(world, session, days=1), asked(world, session, days=60)
    answers.reply(Reply(row.id, {soon: ("Bus",), later: ("Train",)}))

    with time_machine.travel(clock.now() + 40 * DAY):
        jobs.run_due()
        assert [answer.question_id for answer in world.all(Answer)] == [later]
    with time_machine.travel(clock.now() + 100 * DAY):
        jobs.run_due()
        assert world.all(Answer) == []


def test_a_removed_question_takes_its_answers_along(world: World, session: TrainingSession, row: Registration) -> None:
    question = asked(world, session)
    answers.reply(Reply(row.id, {question: ("Bus",)}))

    questions.remove(session.id, question, world.staff().id)

    assert world.all(Question) == []
    assert world.all(Answer) == []


def test_a_question_of_another_session_is_not_removed(world: World, session: TrainingSession) -> None:
    question = asked(world, session)

    with pytest.raises(NotFound):
        questions.remove(world.training_session().id, question, world.staff().id)


def test_a_copied_session_asks_the_same_and_a_discarded_draft_leaves_nothing(
    world: World, session: TrainingSession
) -> None:
    asked(world, session)
    staff = world.staff()

    public_id = planning.duplicate(session.id, clock.today() + 60 * DAY, staff.id)

    [copy] = world.all(TrainingSession, public_id=public_id)
    assert [question.label for question in world.all(Question, session_id=copy.id)] == ["Comment venez-vous"]
    questions.add(NewQuestion(copy.id, "Un mot", QuestionKind.SHORT_TEXT), staff.id)
    planning.discard(copy.id, staff.id)
    assert world.all(Question, session_id=copy.id) == []


def test_what_is_told_while_the_seat_is_given_up_does_not_stay(app: Flask, world: World, row: Registration) -> None:
    told = Reply(row.id, arrangements=frozenset({STEP_FREE, LARGE_PRINT}), consent=True)

    raised = at_once(
        app,
        *[lambda: answers.reply(told)] * 4,
        lambda: registrations.cancel(row.id, row.version, CancelReason.BY_PERSON, None),
    )

    assert {type(error) for error in raised} <= {NotLive}
    assert world.all(Arrangement) == []
