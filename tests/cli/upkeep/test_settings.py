"""Settings: what is missing or unsafe ends the start with one sentence."""

from pathlib import Path

import pytest

from config import UnsafeSettings, read_settings

PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "k" * 40,
    "BASE_URL": "https://formations.example.org",
    "MAIL_SERVER": "mail.example.org",
    "MAIL_SENDER": "formations@sambrienne.be",
}


def test_development_needs_nothing(tmp_path: Path) -> None:
    settings = read_settings({"PORTAL_HOME": str(tmp_path)})

    assert (settings.port, settings.base_url) == (8000, "http://localhost:8000")
    assert len(settings.secret_key) >= 32


def test_production_starts_with_all_it_needs(tmp_path: Path) -> None:
    assert read_settings({**PRODUCTION, "PORTAL_HOME": str(tmp_path)}).environment == "production"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "at least 32 characters"),
        ({"BASE_URL": ""}, "BASE_URL must be"),
        ({"BASE_URL": "http://formations.example.org"}, "https://"),
        ({"BASE_URL": "https://formations.example.org/portail"}, "BASE_URL must be"),
        ({"MAIL_SERVER": ""}, "MAIL_SERVER must be set"),
        ({"MAIL_SENDER": "nobody"}, "MAIL_SENDER must be"),
        ({"MAIL_SECURITY": "maybe"}, "MAIL_SECURITY must be one of"),
        ({"MAIL_PORT": "x"}, "MAIL_PORT must be a port"),
        ({"DISK_WARNING": "1 Go"}, "DISK_WARNING must be free megabytes"),
        ({"DISK_WARNING": "-1"}, "DISK_WARNING must be free megabytes"),
        ({"MAIL_RATE": "0"}, "MAIL_RATE must be how many mails a minute"),
        ({"PORT": "70000"}, "PORT must be a port"),
        ({"PORTAL_ENV": "staging"}, "PORTAL_ENV must be one of"),
        ({"DATABASE_URL": "mysql://host/base"}, "DATABASE_URL must start"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG must be off"),
    ],
)
def test_production_refuses_what_is_missing_or_unsafe(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnsafeSettings, match=sentence):
        read_settings({**PRODUCTION, "PORTAL_HOME": str(tmp_path), **change})


def test_development_is_not_shown_to_the_world(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="PORTAL_ENV=production"):
        read_settings({"PORTAL_HOME": str(tmp_path), "HOST": "0.0.0.0"})


def test_a_postgresql_address_gets_its_driver(tmp_path: Path) -> None:
    settings = read_settings({"PORTAL_HOME": str(tmp_path), "DATABASE_URL": "postgres://host/base"})

    assert settings.database_url == "postgresql+psycopg://host/base"
