"""Words corrected after invitations left: whether calendars hear of it, now or later, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.database import writing
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting
from portal.models.planning.workshops import Venue, Workshop
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.states import MessageState
from portal.rules.refusals.planning import TellingUndecided
from portal.services.base import jobs
from portal.services.planning import (
    rewordings,
    session_cancellations,
    session_changes,
    session_moves,
    venues,
    workshops,
)
from portal.services.planning.venues import Room
from portal.services.planning.workshops import Programme
from tests.factories import World
from tests.mail_desk import event_of
from tests.planning_factories import deliver, moving, plans, settings_of
from tests.services.planning.session_scene import Scene

FATOU = "fatou@example.org"


def room_of(world: World, scene: Scene, **changed: object) -> tuple[int, Room]:
    [meeting] = world.all(Meeting, session_id=scene.session.id)
    venue = world.get(Venue, meeting.venue_id or 0)
    names = ("name", "street", "postcode", "municipality_nis", "step_free", "bus", "latitude", "longitude")
    return venue.id, replace(Room(**{name: getattr(venue, name) for name in names}), **changed)


def correct_street(world: World, scene: Scene, tell: bool | None, street: str = "rue Corrigée 9") -> None:
    venue_id, room = room_of(world, scene, street=street)
    venues.revise(venue_id, room, scene.staff.id, tell)


def to_fatou(world: World, *kinds: str) -> list[OutboxMessage]:
    found = [
        row for row in world.all(OutboxMessage, to_address=FATOU) if row.calendar and row.state != MessageState.DROPPED
    ]
    return [row for row in sorted(found, key=lambda row: row.id) if not kinds or row.kind in kinds]


def invited(world: World, people: int = 1) -> Scene:
    scene = Scene(world, people=people)
    deliver(world)
    return scene


def test_a_street_that_matters_reaches_every_calendar_one_revision_later(world: World) -> None:
    scene = invited(world, people=2)

    correct_street(world, scene, tell=True)

    first, second = to_fatou(world)
    assert (second.kind, second.method, event_of(second)["sequence"]) == ("entry_corrected", "REQUEST", 1)
    assert event_of(second)["uid"] == event_of(first)["uid"]
    assert "rue Corrigée 9" in str(event_of(second)["location"])
    assert "Adresse corrigée" in second.subject
    assert "rue de l’Exemple 1" in second.body_text.replace("\n", " ")
    assert len(world.all(OutboxMessage, kind="entry_corrected")) == 2


def test_a_comma_tells_nobody_and_the_journal_says_so(world: World) -> None:
    scene = invited(world)

    correct_street(world, scene, tell=False)

    assert [row.kind for row in to_fatou(world)] == ["place_confirmed"]
    [event] = world.all(Event, verb="reworded")
    assert (event.session_id, event.after, event.inputs) == (scene.session.id, "untold", {"words": ["place"]})


def test_a_correction_is_refused_until_somebody_says_whether_to_tell(world: World) -> None:
    scene = invited(world)

    with pytest.raises(TellingUndecided):
        correct_street(world, scene, tell=None)

    [meeting] = world.all(Meeting)
    assert world.get(Venue, meeting.venue_id or 0).street == "rue de l’Exemple 1"
    assert world.all(Event, verb="reworded") == []


def test_what_no_invitation_shows_asks_nothing(world: World) -> None:
    scene = invited(world)
    venue_id, room = room_of(world, scene, phone="071 00 00 99")

    venues.revise(venue_id, room, scene.staff.id)
    workshop = world.get(Workshop, scene.training().workshop_id)
    workshops.revise(workshop.id, workshop.version, Programme(workshop.title, "Autrement dit."), scene.staff.id)

    assert world.all(Event, verb="reworded") == []


def test_without_invitations_a_correction_asks_nothing(world: World) -> None:
    scene = Scene(world, people=0)

    correct_street(world, scene, tell=None)

    assert world.all(OutboxMessage) == []


def test_it_is_told_afterwards_and_once(world: World) -> None:
    scene = invited(world)
    correct_street(world, scene, tell=False)

    for _ in range(2):
        rewordings.tell_now([scene.session.id], scene.staff.id)

    assert [(row.kind, event_of(row)["sequence"]) for row in to_fatou(world)] == [
        ("place_confirmed", 0),
        ("entry_corrected", 1),
    ]


def test_what_has_not_left_yet_takes_the_corrected_words_and_stays_one_mail(world: World) -> None:
    scene = Scene(world, people=1)

    correct_street(world, scene, tell=False)

    [only] = to_fatou(world)
    assert (only.kind, event_of(only)["sequence"]) == ("place_confirmed", 0)
    assert "rue Corrigée 9" in str(event_of(only)["location"])


def test_two_corrections_within_ten_minutes_are_one_mail_and_one_undone_is_none(world: World) -> None:
    scene = invited(world)
    correct_street(world, scene, tell=True)

    correct_street(world, scene, tell=True, street="rue Recorrigée 10")

    [_, second] = to_fatou(world)
    assert (event_of(second)["sequence"], "rue Recorrigée 10" in second.body_text) == (1, True)
    correct_street(world, scene, tell=True, street="rue de l’Exemple 1")
    assert [row.kind for row in to_fatou(world)] == ["place_confirmed"]


def test_a_move_after_a_silent_correction_carries_it_and_nothing_is_left_to_tell(world: World) -> None:
    scene = invited(world)
    correct_street(world, scene, tell=False)

    scene.move(7)
    rewordings.tell_now([scene.session.id], scene.staff.id)

    moved = to_fatou(world)[-1]
    assert (moved.kind, len(to_fatou(world))) == ("meeting_moved", 2)
    assert "rue Corrigée 9" in str(event_of(moved)["location"])


def test_a_move_keeps_the_word_of_the_team_when_a_word_is_corrected_before_it_leaves(world: World) -> None:
    scene = invited(world)
    later = plans(world, scene.session, shift=timedelta(days=7))
    session_moves.reschedule(replace(moving(world, scene.session, scene.staff.id, *later), message="Le toit fuit."))

    correct_street(world, scene, tell=False)

    moved = to_fatou(world)[-1]
    assert (moved.kind, "Le toit fuit." in moved.body_text) == ("meeting_moved", True)
    assert "rue Corrigée 9" in str(event_of(moved)["location"])


def test_a_move_taken_back_after_a_silent_correction_still_tells_nobody(world: World) -> None:
    scene = invited(world)
    scene.move(7)
    correct_street(world, scene, tell=False)

    session_moves.take_move_back(scene.session.id, scene.training().version, scene.staff.id)

    assert [row.kind for row in to_fatou(world)] == ["place_confirmed"]
    rewordings.tell_now([scene.session.id], scene.staff.id)
    assert [row.kind for row in to_fatou(world)] == ["place_confirmed", "entry_corrected"]


def test_a_cancellation_after_a_silent_correction_says_the_present_words(world: World) -> None:
    scene = invited(world)
    correct_street(world, scene, tell=False)

    session_cancellations.cancel(scene.session.id, "Panne.", scene.staff.id)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        jobs.run_due()

    cancelled = to_fatou(world)[-1]
    assert (cancelled.kind, cancelled.method, len(to_fatou(world))) == ("session_cancelled", "CANCEL", 2)
    assert "rue Corrigée 9" in str(event_of(cancelled)["location"])


def test_what_is_being_cancelled_asks_nothing(world: World) -> None:
    scene = invited(world)
    session_cancellations.cancel(scene.session.id, "Panne.", scene.staff.id)

    correct_street(world, scene, tell=None)

    assert world.all(Event, verb="reworded") == []


@pytest.mark.parametrize("tell", [True, False])
def test_note_and_phone_of_a_session_ask_too(world: World, tell: bool) -> None:
    scene = invited(world)
    settings = replace(settings_of(scene.training()), note="Apportez une facture.")

    with pytest.raises(TellingUndecided):
        session_changes.change_settings(scene.session.id, scene.training().version, settings, scene.staff.id)
    session_changes.change_settings(scene.session.id, scene.training().version, settings, scene.staff.id, tell)

    kinds = [row.kind for row in to_fatou(world)]
    assert kinds == ["place_confirmed", "entry_corrected"] if tell else ["place_confirmed"]
    assert ("Apportez une facture." in str(event_of(to_fatou(world)[-1])["description"])) is tell


@pytest.mark.parametrize("tell", [True, False])
def test_the_title_of_a_workshop_asks_too(world: World, tell: bool) -> None:
    scene = invited(world)
    workshop = world.get(Workshop, scene.training().workshop_id)
    wanted = Programme("Un titre corrigé")

    with pytest.raises(TellingUndecided):
        workshops.revise(workshop.id, workshop.version, wanted, scene.staff.id)
    workshops.revise(workshop.id, workshop.version, wanted, scene.staff.id, tell)

    assert (event_of(to_fatou(world)[-1])["summary"] == "Un titre corrigé") is tell


@pytest.mark.parametrize("tell", [True, False])
def test_the_title_of_a_meeting_asks_too(world: World, tell: bool) -> None:
    scene = invited(world)
    [plan] = plans(world, scene.session)
    command = moving(world, scene.session, scene.staff.id, replace(plan, title="Première matinée"))

    for tried in (session_moves.check_reschedule, session_moves.reschedule):
        with pytest.raises(TellingUndecided), world.app.app_context():
            tried(command)
    session_moves.reschedule(replace(command, tell=tell))

    assert str(event_of(to_fatou(world)[-1])["summary"]).endswith("Première matinée") is tell
    assert len(to_fatou(world)) == (2 if tell else 1)


def test_entries_of_an_older_portal_are_told_as_well(world: World) -> None:
    """They hold no words; the correction itself knows what they show."""
    scene = invited(world)
    with writing() as session:
        for entry in session.query(CalendarEntry):
            entry.shown = {name: value for name, value in entry.shown.items() if name != "wording"}

    correct_street(world, scene, tell=True)

    assert [row.kind for row in to_fatou(world)] == ["place_confirmed", "entry_corrected"]


def test_a_meeting_that_has_begun_is_left_alone(world: World) -> None:
    scene = invited(world)
    with writing() as session:
        for meeting in session.query(Meeting):
            meeting.starts_at, meeting.ends_at = (
                moment - timedelta(days=90) for moment in (meeting.starts_at, meeting.ends_at)
            )

    correct_street(world, scene, tell=None)

    assert len(to_fatou(world)) == 1
