"""Drafting, publishing and duplicating sessions, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.models.base.journal import Event, Job
from portal.models.planning.sessions import Meeting, RaisedQuota, SessionTrainer, TrainingSession
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.states import ContentStatus, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.planning import (
    AlreadyPublished,
    DeadlinesDisordered,
    MeetingInPast,
    SessionIncomplete,
    WorkshopNotPublished,
)
from portal.services.planning import planning
from portal.services.planning.planning import Draft
from portal.services.planning.session_rows import Settings
from tests.factories import World
from tests.planning_factories import draft, plan

DAY = timedelta(days=1)


def only_session(world: World) -> TrainingSession:
    [row] = world.all(TrainingSession)
    return row


def test_a_draft_keeps_what_staff_chose_and_tells_nobody(world: World) -> None:
    staff, trainer = world.staff(), world.staff("formatrice@example.org")

    public_id = planning.create(draft(world, capacity=18, quota=3, trainer_ids=(trainer.id,)), staff.id)

    row = only_session(world)
    assert (row.public_id, row.status, row.capacity, row.quota) == (public_id, SessionStatus.DRAFT, 18, 3)
    assert [given.account_id for given in world.all(SessionTrainer)] == [trainer.id]
    assert world.all(OutboxMessage) == []
    assert [event.verb for event in world.all(Event)] == ["planned_session"]


def test_a_draft_in_the_past_is_refused_and_leaves_nothing(world: World) -> None:
    with pytest.raises(MeetingInPast):
        planning.create(draft(world, days=-1), world.staff().id)

    assert world.all(TrainingSession) == []


def test_a_draft_of_an_unknown_workshop_venue_or_trainer_is_refused(world: World) -> None:
    staff = world.staff()
    nowhere = Draft(world.workshop().id, (plan(clock.now() + DAY, 999),), Settings())
    for wrong in (draft(world, workshop_id=999), nowhere, draft(world, trainer_ids=(999,))):
        with pytest.raises(NotFound):
            planning.create(wrong, staff.id)


def test_a_window_that_contradicts_itself_is_refused(world: World) -> None:
    late = clock.now() + 40 * DAY
    with pytest.raises(DeadlinesDisordered) as refusal:
        planning.create(draft(world, closes_at=late), world.staff().id)

    assert refusal.value.details == {"field": "closes_at"}


def test_anything_of_a_draft_may_change(world: World) -> None:
    staff, venue = world.staff(), world.venue("Salle Roton")
    planning.create(draft(world, capacity=18), staff.id)
    first = only_session(world)
    two = tuple(plan(clock.now() + days * DAY, venue.id) for days in (40, 47))

    planning.revise_draft(first.id, first.version, Draft(world.workshop().id, two, Settings(capacity=9)), staff.id)

    row = only_session(world)
    assert (row.capacity, row.version) == (9, first.version + 1)
    assert [meeting.venue_id for meeting in world.all(Meeting)] == [venue.id, venue.id]


def test_a_draft_that_somebody_else_saved_is_not_overwritten(world: World) -> None:
    staff = world.staff()
    planning.create(draft(world, capacity=18), staff.id)
    seen = only_session(world)
    planning.revise_draft(seen.id, seen.version, draft(world, capacity=20), staff.id)

    with pytest.raises(EditedMeanwhile):
        planning.revise_draft(seen.id, seen.version, draft(world, capacity=5), staff.id)

    assert only_session(world).capacity == 20


def test_publishing_opens_the_session_plans_its_jobs_and_invites_its_trainers(world: World) -> None:
    staff, trainer = world.staff(), world.staff("formatrice@example.org", totp_confirmed_at=clock.now())
    planning.create(draft(world, quota=3, trainer_ids=(trainer.id,)), staff.id)
    row = only_session(world)

    planning.publish(row.id, staff.id)

    published = only_session(world)
    assert published.status is SessionStatus.PUBLISHED
    assert published.published_at is not None
    planned = {job.kind for job in world.all(Job)}
    assert planned == {"erase_arrangements", "list", "quota_release", "remind", "remind_closing", "start"}
    assert [entry.mailbox for entry in world.all(CalendarEntry)] == ["formatrice@example.org"]
    assert [mail.method for mail in world.all(OutboxMessage)] == ["REQUEST"]


def test_the_start_is_due_at_the_first_meeting(world: World) -> None:
    staff = world.staff()
    wanted = draft(world)
    planning.create(wanted, staff.id)

    planning.publish(only_session(world).id, staff.id)

    assert [job.due_at for job in world.all(Job, kind="start")] == [wanted.meetings[0].starts_at]


def test_a_session_is_published_once(world: World) -> None:
    staff = world.staff()
    planning.create(draft(world), staff.id)
    row = only_session(world)
    planning.publish(row.id, staff.id)

    with pytest.raises(AlreadyPublished):
        planning.publish(row.id, staff.id)
    with pytest.raises(AlreadyPublished):
        planning.revise_draft(row.id, row.version, draft(world), staff.id)


def test_a_session_without_a_place_is_not_published(world: World) -> None:
    staff = world.staff()
    planning.create(Draft(world.workshop().id, (plan(clock.now() + DAY, None),), Settings()), staff.id)

    with pytest.raises(SessionIncomplete):
        planning.publish(only_session(world).id, staff.id)


def test_an_online_session_needs_no_venue(world: World) -> None:
    staff = world.staff()
    online = plan(clock.now() + DAY, None, online_link="https://visio.example.org/salle")
    planning.create(Draft(world.workshop().id, (online,), Settings()), staff.id)

    planning.publish(only_session(world).id, staff.id)

    assert only_session(world).status is SessionStatus.PUBLISHED


def test_a_draft_whose_day_has_passed_is_not_published(world: World) -> None:
    staff = world.staff()
    with time_machine.travel(datetime(2026, 11, 1, 9, tzinfo=UTC)):
        planning.create(draft(world, days=3), staff.id)

    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC)), pytest.raises(MeetingInPast):
        planning.publish(only_session(world).id, staff.id)


def test_a_session_waits_for_its_workshop(world: World) -> None:
    staff, unfinished = world.staff(), world.workshop(status=ContentStatus.DRAFT)
    planning.create(draft(world, workshop_id=unfinished.id), staff.id)

    with pytest.raises(WorkshopNotPublished):
        planning.publish(only_session(world).id, staff.id)

    assert world.all(Job) == []


def test_a_copy_keeps_hours_places_and_people_on_another_day(world: World) -> None:
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        staff, partner = world.staff(), world.partner()
        model = world.training_session(starts_at=datetime(2026, 10, 22, 7, tzinfo=UTC), capacity=7, note="Un stylo.")
        trainer = world.trainer(model)
        world.save(RaisedQuota(session_id=model.id, partner_id=partner.id, quota=6))

        public_id = planning.duplicate(model.id, date(2026, 10, 29), staff.id)

    [copy] = world.all(TrainingSession, public_id=public_id)
    [meeting] = world.all(Meeting, session_id=copy.id)
    assert (copy.status, copy.capacity, copy.note) == (SessionStatus.DRAFT, 7, "Un stylo.")
    # The clocks went back on 25 October: nine o'clock in Brussels is one hour later in UTC.
    assert meeting.starts_at == datetime(2026, 10, 29, 8, tzinfo=UTC)
    assert [row.account_id for row in world.all(SessionTrainer, session_id=copy.id)] == [trainer.id]
    assert [row.quota for row in world.all(RaisedQuota, session_id=copy.id)] == [6]


def test_chosen_deadlines_of_a_copy_keep_their_distance_and_defaults_stay_defaults(world: World) -> None:
    start = clock.now() + 30 * DAY
    model = world.training_session(starts_at=start, closes_at=start - 5 * DAY)

    public_id = planning.duplicate(model.id, clock.local(start + 7 * DAY).date(), world.staff().id)

    [copy] = world.all(TrainingSession, public_id=public_id)
    [meeting] = world.all(Meeting, session_id=copy.id)
    assert copy.closes_at is not None
    assert meeting.starts_at - copy.closes_at == 5 * DAY
    assert copy.cancel_deadline is None


def test_a_copy_is_not_planned_in_the_past(world: World) -> None:
    model = world.training_session()

    with pytest.raises(MeetingInPast):
        planning.duplicate(model.id, clock.today() - DAY, world.staff().id)

    assert len(world.all(TrainingSession)) == 1


def test_a_draft_can_be_thrown_away_but_not_a_published_session(world: World) -> None:
    staff, published = world.staff(), world.training_session()
    planning.create(draft(world), staff.id)
    [unpublished] = world.all(TrainingSession, status=SessionStatus.DRAFT)

    planning.discard(unpublished.id, staff.id)
    with pytest.raises(AlreadyPublished):
        planning.discard(published.id, staff.id)

    assert only_session(world).id == published.id
