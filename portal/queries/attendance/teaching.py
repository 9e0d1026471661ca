"""Reading the sessions a trainer gives."""

from dataclasses import dataclass

from sqlalchemy import select

from portal import clock
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
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
    given = select(SessionTrainer.session_id).where(SessionTrainer.account_id == actor.account_id)
    own = TrainingSession.id.in_(given)
    over = past_sessions(own)
    shown = slice_of(len(over), number)
    published = own & (TrainingSession.status != SessionStatus.DRAFT)
    not_over = select(Meeting.session_id).where(Meeting.ends_at > clock.now())
    coming = cards(published & TrainingSession.id.in_(not_over))
    past = cards(TrainingSession.id.in_(over[shown.start : shown.end]))
    return Given(tuple(coming), tuple(reversed(past)), shown)
