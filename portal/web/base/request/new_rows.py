"""What the last form registered, kept in the cookie until the team's page has told it once."""

from collections.abc import Sequence

from flask import session

KEY = "new_rows"


def keep(registration_ids: Sequence[int]) -> None:
    """Remember these registrations for the page that follows."""
    session[KEY] = list(registration_ids)


def take() -> list[int]:
    """The registrations that were kept; none the second time."""
    found: list[int] = session.pop(KEY, [])
    return found
