"""What every floor reaches for has one typed door: nobody reads around it, a bare string or an untyped row in hand."""

import re
from collections.abc import Iterator
from pathlib import Path

PORTAL = Path(__file__).parents[3] / "portal"


def around(pattern: str, *doors: str) -> Iterator[str]:
    """The lines of the portal that match, but those of the doors."""
    for path in sorted(PORTAL.rglob("*.py")):
        name = path.relative_to(PORTAL).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if name not in doors and re.search(pattern, line):
                yield f"{name}:{number}: {line.strip()}"


def test_settings_are_read_through_their_door() -> None:
    assert list(around(r"[\"']PORTAL[\"']", "settings.py")) == []


def test_the_cause_of_a_message_is_read_through_its_door() -> None:
    """Mypy refuses to look into a row's column, which is an `object`; this refuses the cast around it."""
    of_a_row = r"(?<!envelope)(?<!mail)\.cause\b"

    assert list(around(of_a_row, "mail/wire/causes.py")) == []
    assert list(around(r"^    cause: (?!Mapped\[object\])(?!Cause\b)")) == []


def test_a_message_is_dropped_through_one_door() -> None:
    """Which gives its key back: a dropped row would block one that is owed later."""
    assert list(around(r"(?<![=!])[=:]\s*MessageState\.DROPPED", "mail/wire/outbox.py")) == []


def test_a_registration_is_made_in_one_place() -> None:
    """But the ones that never were: those of a sample mail, and those of the demo's past."""
    made = r"(?<![A-Za-z])Registration\("

    assert {line.split(":")[0] for line in around(made, "models/registrations/registrations.py")} == {
        "services/registrations/line.py",
        "mail/samples/sample_scene.py",
        "cli/demo/sessions.py",
    }
