"""Who, in the demo, waits for a next date of the first workshop: one person, and three partners for their teams."""

from collections.abc import Mapping

from portal.services.registrations import interests
from portal.services.registrations.interests import Wish

TEAMS = ((3, "52011"), (2, "52012"), (5, None))  # people, and the municipality that suits them


def load(workshop_id: int, desks: Mapping[str, tuple[int, int]], member_id: int) -> None:
    """Put them on the list."""
    for (partner_id, account_id), (seats, nis) in zip(desks.values(), TEAMS, strict=False):
        interests.note(Wish(workshop_id, account_id, seats, partner_id, nis))
    interests.note(Wish(workshop_id, member_id))
