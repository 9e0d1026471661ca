"""A list of meetings names half-days: two of one day would read as one date said twice."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
# A meeting's day without its half, in Python and in a template.
DAY_ALONE = re.compile(r"date_short\((?:meeting|one)\.starts_at\)|(?:meeting|one)\.starts_at\s*\|\s*date_short")


def naming_days_alone() -> set[str]:
    files = [
        *(ROOT / "portal").rglob("*.py"),
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "templates").rglob("*.txt"),
    ]
    return {path.relative_to(ROOT).as_posix() for path in files if DAY_ALONE.search(path.read_text(encoding="utf-8"))}


def test_no_list_of_meetings_names_their_days_alone() -> None:
    assert naming_days_alone() == set()


def test_what_named_days_alone_would_be_found() -> None:
    assert DAY_ALONE.search("date_short(meeting.starts_at) for meeting in card.meetings")
    assert DAY_ALONE.search("{{ meeting.starts_at|date_short }}")
