"""The number of a certificate, where one stands, and which meetings it names."""

import re
from datetime import UTC, datetime, timedelta

from portal.rules.attendance.certificates import CertificateState, as_printed, new_number, state_of
from portal.rules.attendance.outcomes import HalfDay, certified
from portal.rules.base.dates import duration
from portal.rules.base.states import PresenceMark

PRESENT, ABSENT = PresenceMark.PRESENT, PresenceMark.ABSENT
START = datetime(2026, 12, 3, 8, tzinfo=UTC)
MEETINGS = [HalfDay(n, START + timedelta(days=n), START + timedelta(days=n, hours=3)) for n in range(5)]


def test_a_number_is_read_aloud_without_a_doubt_and_never_drawn_twice() -> None:
    numbers = {new_number(2026) for _draw in range(2000)}

    assert len(numbers) == 2000
    assert all(re.fullmatch(r"2026(-[2-9A-HJKMNP-TV-Z]{4}){2}", number) for number in numbers)


def test_small_letters_and_spaces_are_no_other_number() -> None:
    assert as_printed(" 2026-k7qx -4m2p") == "2026-K7QX-4M2P"


def test_a_number_is_valid_then_replaced_or_withdrawn() -> None:
    assert state_of(ended=False, followed=False) is CertificateState.VALID
    assert state_of(ended=True, followed=True) is CertificateState.REPLACED
    assert state_of(ended=True, followed=False) is CertificateState.WITHDRAWN


def test_a_certificate_names_the_meetings_marked_present() -> None:
    marks = {meeting.id: ABSENT if meeting.id == 2 else PRESENT for meeting in MEETINGS}

    assert [one.id for one in certified(MEETINGS, marks, None, None)] == [0, 1, 3, 4]


def test_an_outcome_corrected_by_hand_names_all_that_the_seat_covers() -> None:
    absent = dict.fromkeys(range(5), ABSENT)

    assert [one.id for one in certified(MEETINGS, absent, None, MEETINGS[3].starts_at)] == [0, 1, 2]


def test_a_duration_is_said_in_hours() -> None:
    assert [duration(minutes) for minutes in (210, 180, 45)] == ["3\u00a0h\u00a030", "3\u00a0h", "45\u00a0min"]
