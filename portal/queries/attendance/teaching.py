"""Reading the sessions a trainer gives."""

from dataclasses import dataclass

from portal import clock
from portal.models.planning.sessions import TrainingSession
from portal.queries.base.sessions import SessionCard, cards
from portal.rules.base.permissions import Actor
from portal.rules.base.states import SessionStatus


@dataclass(frozen=True, slots=True)
class Given:
    """A trainer's own sessions: those to come or under way, the next first; those past, the latest first."""

    coming: tuple[SessionCard, ...]
    past: tuple[SessionCard, ...]


def sessions_given(actor: Actor) -> Given:
    """The sessions `actor` gives, but drafts; two statements."""
    own = TrainingSession.id.in_(actor.teaches) & (TrainingSession.status != SessionStatus.DRAFT)
    found = cards(own)
    now = clock.now()
    coming = tuple(card for card in found if card.meetings[-1].ends_at > now)
    past = tuple(card for card in reversed(found) if card.meetings[-1].ends_at <= now)
    return Given(coming, past)
