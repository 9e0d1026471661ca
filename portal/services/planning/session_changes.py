"""Changing a published session: settings and seats. Dates: session_moves; cancellation: session_cancellations."""

from collections.abc import Sequence

from portal.models.planning.seating import end_of
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import check_published
from portal.rules.planning.rewordings import Word
from portal.rules.refusals.base import NothingChanged
from portal.rules.registrations.deadlines import check_grows
from portal.services.base.journal import Entry
from portal.services.planning import rewordings
from portal.services.planning.session_rows import Settings, check_version, plan_jobs, put_settings, put_trainers
from portal.services.registrations import holds
from portal.services.registrations.acts import Act, acting


def change_settings(session_id: int, version: int, settings: Settings, actor_id: int, tell: bool | None = None) -> None:
    """Change the settings of a published session; a seat that this frees is given out at once.

    A lower capacity or quota evicts nobody. `tell`: whether calendars that show the note or the phone hear of new
    ones; None is for where none does. Raises EditedMeanwhile, DeadlinesDisordered, NotFound, SessionNotPublished,
    SessionCancelled, SessionStarted (it is closed), SessionLongOver (more seats), TellingUndecided.
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        check_version(act.training, version)
        before = act.training.capacity
        _check_seats(act, settings.capacity + settings.allowance)
        rewordings.note_in(act, _new_words(act.training, settings), tell)
        put_settings(act.session, act.training, settings, act.start)
        holds.cap(act)
        _changed(act, Verb.CHANGED_SETTINGS, before=f"{before}", after=f"{settings.capacity}")


def _new_words(training: TrainingSession, settings: Settings) -> list[Word]:
    """Which words of the invitations the settings change."""
    changed = {
        Word.NOTE: training.note != settings.note,
        Word.PHONE: training.contact_phone != settings.contact_phone,
    }
    return [word for word, differs in changed.items() if differs]


def set_trainers(session_id: int, version: int, trainer_ids: Sequence[int], actor_id: int) -> None:
    """Change who gives a published session: who comes and who goes hear of it, and nobody else.

    Raises EditedMeanwhile, NothingChanged, NotFound (an account), SessionNotPublished, SessionCancelled, SessionStarted
    (it is closed).
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        check_version(act.training, version)
        before = [row.account_id for row in act.training.trainers]
        if set(before) == set(trainer_ids):
            raise NothingChanged
        put_trainers(act.session, act.training, trainer_ids)
        _changed(act, Verb.CHANGED_TRAINERS, before=_numbers(before), after=_numbers(trainer_ids))


def _numbers(account_ids: Sequence[int]) -> str:
    return ", ".join(map(str, account_ids))


def set_capacity(session_id: int, capacity: int, allowance: int, actor_id: int) -> None:
    """Change how many seats a published session has; fewer evict nobody.

    Raises NothingChanged, SessionNotPublished, SessionCancelled, SessionStarted (it is closed), SessionLongOver (more).
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        _check_seats(act, capacity + allowance)
        before = (act.training.capacity, act.training.allowance)
        if before == (capacity, allowance):
            raise NothingChanged
        act.training.capacity, act.training.allowance = capacity, allowance
        _changed(act, Verb.CHANGED_CAPACITY, before=f"{before[0]}+{before[1]}", after=f"{capacity}+{allowance}")


def _check_seats(act: Act, wanted: int) -> None:
    """Let through what adds no seat to a session that ended long ago."""
    if wanted > act.training.capacity + act.training.allowance:
        check_grows(end_of(act.training), act.now)


def _changed(act: Act, verb: Verb, before: str = "", after: str = "", reason: str = "") -> None:
    act.training.version += 1
    plan_jobs(act.session, act.training, act.now)
    act.journal(Entry(verb, ObjectKind.SESSION, act.training.id, act.training.id, before, after, reason))
