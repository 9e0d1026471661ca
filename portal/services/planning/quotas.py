"""Raising what one partner may have of a session's seats."""

from portal import clock
from portal.models.planning.seating import deadlines_of
from portal.models.planning.sessions import RaisedQuota, TrainingSession
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import check_published
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.planning import BelowQuota, NoQuota
from portal.services.base.journal import Entry
from portal.services.registrations.acts import Act, acting


def raise_quota(session_id: int, partner_id: int, quota: int, actor_id: int) -> None:
    """Let one partner have `quota` seats; the session's own limit takes a raise back. Who waits is served at once.

    A lower number evicts nobody. Raises NoQuota (none, or released), BelowQuota, NothingChanged,
    SessionNotPublished, SessionCancelled, SessionStarted (it is over).
    """
    with acting(session_id, actor_id) as act:
        training = act.training
        check_published(training.status)
        check_raise(training, quota)
        row = act.session.get(RaisedQuota, (session_id, partner_id))
        before = row.quota if row else training.quota or 0
        if quota == before:
            raise NothingChanged
        _put(act, row, partner_id, quota)
        training.version += 1
        inputs = {"partner": partner_id}
        act.journal(
            Entry(Verb.RAISED_QUOTA, ObjectKind.SESSION, session_id, session_id, f"{before}", f"{quota}", inputs=inputs)
        )


def check_raise(training: TrainingSession, quota: int) -> None:
    """Raise NoQuota (none, or released) or BelowQuota, before anything is shown or done."""
    now = clock.now()
    if training.quota is None or now >= deadlines_of(training, now).quota_release_at:
        raise NoQuota
    if quota < training.quota:
        raise BelowQuota(quota=training.quota)


def _put(act: Act, row: RaisedQuota | None, partner_id: int, quota: int) -> None:
    """The session's rows are changed through it, so that allocation in the same act sees them."""
    if row is None:
        act.training.raised_quotas.append(RaisedQuota(partner_id=partner_id, quota=quota))
    elif quota == act.training.quota:
        act.training.raised_quotas.remove(row)
    else:
        row.quota = quota
