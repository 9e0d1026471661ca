"""How long a sign-in lasts, and when it asks for the second factor again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FACTOR_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Terms:
    """A sign-in ends when it was not used for `idle`, and once it is `whole` old, however often it was used."""

    idle: timedelta
    whole: timedelta

    def over(self, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
        """Whether a sign-in of that age and last use has ended."""
        return now - last_seen_at > self.idle or now - created_at > self.whole


PARTNER = Terms(idle=timedelta(days=30), whole=timedelta(days=180))
# Whoever opens the data of others: staff, administrators, trainers with their lists.
TEAM = Terms(idle=timedelta(hours=12), whole=timedelta(days=30))


def factor_is_due(shown_at: datetime | None, now: datetime) -> bool:
    """Whether a sign-in of staff has to show the second factor, for the first time or again."""
    return shown_at is None or now - shown_at > FACTOR_AGAIN
