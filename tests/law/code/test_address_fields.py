"""Every mail address that somebody types goes through the one field that takes it as mail programs paste it."""

from pathlib import Path

ROOT = Path(__file__).parents[3]
FIELD = "portal/web/base/forms/base.py"
SAMPLES = "portal/web/base/forms/samples.py"  # one field of each kind, never sent


def test_only_one_field_takes_mail_addresses() -> None:
    made = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "portal").rglob("*.py")
        if "EmailField(" in path.read_text(encoding="utf-8")
    ]

    assert sorted(made) == [FIELD, SAMPLES]
