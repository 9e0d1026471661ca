"""From when the registered see a file of their session, and how many there may be."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.attendance.session_files import (
    MOST_FILES,
    MOST_SCANS,
    Shown,
    check_room_for_file,
    check_scan,
    shown_now,
)
from portal.rules.refusals.attendance import MeetingNotBegun, TooManyFiles, TooManyScans

END = datetime(2026, 12, 3, 11, 30, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def test_a_file_for_before_is_shown_at_once() -> None:
    assert shown_now(Shown.BEFORE, END, END - timedelta(days=30))


def test_a_file_for_after_is_shown_from_the_end_of_the_last_half_day_on() -> None:
    assert not shown_now(Shown.AFTER, END, END - A_SECOND)
    assert shown_now(Shown.AFTER, END, END)


def test_a_session_takes_twenty_files() -> None:
    check_room_for_file(MOST_FILES - 1)
    with pytest.raises(TooManyFiles):
        check_room_for_file(MOST_FILES)


def test_a_half_day_takes_six_photos_of_its_sheet_once_it_has_begun() -> None:
    check_scan(MOST_SCANS - 1, END, END)
    with pytest.raises(TooManyScans):
        check_scan(MOST_SCANS, END, END)
    with pytest.raises(MeetingNotBegun):
        check_scan(0, END, END - A_SECOND)
