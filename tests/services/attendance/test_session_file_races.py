"""Several phones send the photo of one sheet at once: the limit of a half-day holds. On both engines."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from portal.documents.base import uploads
from portal.models.attendance.session_files import SheetScan
from portal.models.planning.sessions import Meeting
from portal.rules.attendance.session_files import MOST_SCANS, check_scan
from portal.rules.refusals.attendance import TooManyScans
from portal.services.attendance.preparation import session_files as services
from portal.services.attendance.preparation.session_files import NewScan
from tests.documents.files import picture
from tests.factories import World, morning_in
from tests.patience import PATIENCE
from tests.services.registrations.test_races import at_once

PHONES = 8


def phones(world: World) -> list[Callable[[], object]]:
    """Each joins a photo to the sheet of yesterday's half-day."""
    session = world.training_session(starts_at=morning_in(-1))
    [meeting] = world.all(Meeting, session_id=session.id)
    upload = uploads.inspect_scan(picture("JPEG"), "feuille.jpg")
    command = NewScan(session.id, meeting.id, upload, world.trainer(session).id)
    return [lambda: services.attach_scan(command)] * PHONES


def test_of_eight_photos_sent_at_once_six_are_joined(app: Flask, world: World) -> None:
    raised = at_once(app, *phones(world))

    assert [type(error) for error in raised] == [TooManyScans] * (PHONES - MOST_SCANS)
    assert len(world.all(SheetScan)) == MOST_SCANS


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_without_the_lock_all_eight_are(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the session's row read but not locked, each counts none and joins its own."""
    gate = threading.Barrier(PHONES)

    def unlocked(session, model, row_id, *options):  # type: ignore[no-untyped-def] # as lock_row
        return session.get(model, row_id)

    def together(there: int, starts_at: datetime, now: datetime) -> None:
        check_scan(there, starts_at, now)
        gate.wait(PATIENCE)

    monkeypatch.setattr(services, "lock_row", unlocked)
    monkeypatch.setattr(services, "check_scan", together)

    assert at_once(app, *phones(world)) == []
    assert len(world.all(SheetScan)) == PHONES
