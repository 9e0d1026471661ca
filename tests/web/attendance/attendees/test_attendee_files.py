"""The lists that leave as files: what they hold, and that leaving is noted."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pypdfium2
import pytest
from python_calamine import load_workbook

from portal import clock
from portal.mail.entries.meetings import facts
from portal.mail.entries.revisions import shown_of
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import CalendarEntry
from portal.rules.base.states import CalendarMethod, PartStat, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.attendance.attendees.conftest import DURING, START, address, seat


def test_the_workbook_holds_the_list_and_is_never_kept(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    seat(world, session, partner, "Luc", "Démo")
    seat(world, session, partner, "Karim", "Test", state=RegistrationState.WAITLISTED)

    response = signed_in.get(address(session, ".xlsx"))

    assert response.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.headers["Content-Disposition"] == 'attachment; filename="participants-2026-12-03.xlsx"'
    assert response.headers["Cache-Control"] == "no-store"
    lines = list(load_workbook(BytesIO(response.data)).get_sheet_by_index(0).to_python())
    assert [line[:2] for line in lines[-2:]] == [["Démo", "Luc"], ["Test", "Karim"]]
    assert "2 janvier 2027" in lines[4][0]


def test_the_csv_says_who_was_present_and_what_calendars_answered(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one, two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Modèle")
    meeting = world.all(Meeting, session_id=session.id)[0]
    entry = CalendarEntry(session_id=session.id, meeting_id=meeting.id, mailbox="luc@example.org", live=True)
    entry.dtstamp = entry.created_at = clock.now()
    entry.method, entry.partstat = CalendarMethod.REQUEST, PartStat.DECLINED
    meant = facts(meeting, None, None)
    entry.shown = shown_of(meant, {one.id: "Luc Démo"}, teaches=False).as_json()
    world.save(entry)
    world.noted(one.id, meeting.id)
    world.noted(two.id, meeting.id, False)

    response = signed_in.get(address(session, ".csv"))

    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="participants-2026-12-03.csv"'
    lines = list(csv.reader(StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [(line[0], *line[5:7], line[8]) for line in lines[1:3]] == [
        ("Démo", "Inscription confirmée", "Invitation refusée", "Présence"),
        ("Modèle", "Inscription confirmée", "", "Absence"),
    ]


def test_the_sign_in_sheet_has_who_is_confirmed_and_room_for_others(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    seat(world, session, partner, "Luc", "Démo")
    seat(world, session, partner, "Karim", "Test", state=RegistrationState.WAITLISTED)
    seat(world, session, partner, "Inès", "Partie", left_at=START - timedelta(days=1))

    response = signed_in.get(f"/seances/{session.public_id}/emargement.pdf")

    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="emargement-2026-12-03.pdf"'
    assert response.headers["Cache-Control"] == "no-store"
    text = pypdfium2.PdfDocument(response.data)[0].get_textpage().get_text_range()
    assert "Démo Luc" in text and "Yanis Esquisse" in text and "Sans inscription" in text
    assert "Karim" not in text and "Partie" not in text


@pytest.mark.parametrize(
    ("path", "inputs"),
    [
        ("participants.xlsx", {"kind": "xlsx", "people": 2}),
        ("participants.csv", {"kind": "csv", "people": 2}),
        ("emargement.pdf", {"kind": "pdf", "people": 1}),
    ],
)
def test_each_download_is_journalled_with_who_and_how_many(
    client: CheckedClient, world: World, session: TrainingSession, path: str, inputs: dict[str, object]
) -> None:
    partner, trainer = world.partner(), world.trainer(session)
    seat(world, session, partner, "Luc", "Démo")
    seat(world, session, partner, "Karim", "Test", state=RegistrationState.WAITLISTED)

    client.sign_in(world.token_of(trainer)).get(f"/seances/{session.public_id}/{path}")

    (noted,) = world.all(Event, verb="downloaded_list")
    assert (noted.actor_id, noted.session_id, noted.at) == (trainer.id, session.id, DURING)
    assert noted.inputs == inputs
