"""Reading the sessions a trainer gives."""

from dataclasses import dataclass

from portal.models.planning.sessions import TrainingSession
from portal.queries.base.paging import Slice, slice_of
from portal.queries.base.sessions import SessionCard, cards, past_sessions
from portal.rules.base.permissions import Actor
from portal.rules.base.states import SessionStatus


@dataclass(frozen=True, slots=True)
class Given:
    """A trainer's own sessions: those to come or under way, the next first; a page of those past, the latest first."""

    coming: tuple[SessionCard, ...]
    past: tuple[SessionCard, ...]
    shown: Slice


def sessions_given(actor: Actor, number: int) -> Given:
    """The sessions `actor` gives, but drafts, with this page of the past ones; five statements."""
    own = TrainingSession.id.in_(actor.teaches)
    over = past_sessions(own)
    shown = slice_of(len(over), number)
    published = own & (TrainingSession.status != SessionStatus.DRAFT)
    coming = cards(published & TrainingSession.id.not_in(over))
    past = cards(TrainingSession.id.in_(over[shown.start : shown.end]))
    return Given(tuple(coming), tuple(reversed(past)), shown)
