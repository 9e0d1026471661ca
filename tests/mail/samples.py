"""Letters and invitations with sensible defaults, and the names that break mail programs."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.mail.wire.calendar import FeedItem, Invitation
from portal.mail.wire.letters import Letter
from portal.rules.base.states import CalendarMethod

INVITATION = Invitation(
    uid="3f6c@formations.example.org",
    sequence=0,
    dtstamp=datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
    method=CalendarMethod.REQUEST,
    starts_at=datetime(2026, 7, 7, 7, 0, tzinfo=UTC),
    ends_at=datetime(2026, 7, 7, 10, 0, tzinfo=UTC),
    summary="Énergie, atelier 1",
    description="Apportez une facture.\n+32 71 00 00 11",
    location="Salle Sambre, rue de l’Écluse 16, Charleroi",
    url="https://formations.example.org/seances/12",
    organizer_name="La Sambrienne, formations",
    organizer_address="formations@example.org",
    attendee_name="Nadia Benali",
    attendee_address="nadia@partenaire.example.org",
)
LETTER = Letter(
    to_address="nadia@partenaire.example.org",
    to_name="Nadia Benali",
    subject="Votre inscription",
    text="Bonjour,\n\nVotre place est confirmée.\n",
    html="<p>Votre place est confirmée.</p>\n",
    message_id="<m1@formations.example.org>",
    date=datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
    from_address="formations@example.org",
    from_name="La Sambrienne, formations",
)
FEED_ITEM = FeedItem(
    uid="m12@formations.example.org",
    sequence=0,
    dtstamp=datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
    starts_at=datetime(2026, 7, 7, 7, 0, tzinfo=UTC),
    ends_at=datetime(2026, 7, 7, 10, 0, tzinfo=UTC),
    summary="Énergie, atelier 1",
    description="Inscription gratuite.",
    location="Salle Sambre, Charleroi",
    url="https://formations.example.org/seances/12",
)
NAMES = [
    "Dupont, Marie",
    'Le "Chef" Jean',
    "Zoë 🙂, aînée",
    "👩‍👩‍👧 Şükrü Łukasz O’Neil",
    "n" * 200,
    ("Marie-Hélène de la Tour, " * 9)[:200],
    ("Marie Helene de la Tour, " * 9)[:200],
    "🙂" * 200,
    "=?utf-8?q?Faux?= nom",
    "back\\slash; deux : points",
]


def invitation(**changes: Any) -> Invitation:
    """The July invitation, with these fields changed."""
    return replace(INVITATION, **changes)


def letter(**changes: Any) -> Letter:
    """A plain letter, with these fields changed."""
    return replace(LETTER, **changes)


def feed_item(**changes: Any) -> FeedItem:
    """The July meeting in a feed, with these fields changed."""
    return replace(FEED_ITEM, **changes)
