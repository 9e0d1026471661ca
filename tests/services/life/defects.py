"""Deliberate defects of the real services: each must be seen by the law that it breaks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.database import writing
from portal.mail import telling
from portal.mail.compose.attendance import closings
from portal.mail.compose.planning import sessions
from portal.mail.entries import entries
from portal.mail.entries.revisions import shown_from
from portal.mail.entries.states import EntryState
from portal.mail.stories import decisions
from portal.models.planning.seating import lines_of, room_of
from portal.rules.attendance.closing_reminders import ClosingTerm
from portal.rules.attendance.windows import Window
from portal.rules.base.states import Outcome, RegistrationState
from portal.rules.planning import planning
from portal.rules.refusals import Refusal
from portal.rules.registrations import places
from portal.rules.registrations.transitions import TransitionKind
from portal.services.attendance import certificates, outcomes
from portal.services.attendance.preparation import trainer_questions
from portal.services.base import jobs
from portal.services.planning import session_cancellations, session_jobs
from portal.services.registrations import acts, answers, approvals, blocks, interests, registrations
from tests.services.life import around_laws, closing_laws, laws, room_laws, told_laws
from tests.services.life.drive import MONDAY

CONFIRMED, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.CANCELLED
Patch = pytest.MonkeyPatch


def questions_outlive_the_seat(patch: Patch) -> None:
    patch.setattr(answers, "disown_questions", lambda *_given: None)


def questions_without_end(patch: Patch) -> None:
    patch.setattr(trainer_questions, "MOST_WAITING", 99)


def quota_ignored(patch: Patch) -> None:
    patch.setattr(acts, "room_of", lambda *given: replace(room_of(*given), quota=None))


def capacity_ignored(patch: Patch) -> None:
    patch.setattr(acts, "room_of", lambda *given: replace(room_of(*given), capacity=99))


def first_come_instead_of_fair(patch: Patch) -> None:
    patch.setattr(places, "_key", lambda entry, seats: (-entry.credit, 0, entry.joined_at, entry.ids[0]))


def credit_ignored(patch: Patch) -> None:
    def lines(*given: Any, **more: Any) -> list[places.Line]:
        return [replace(line, credit=0) for line in lines_of(*given, **more)]

    patch.setattr(acts, "lines_of", lines)


def group_split(patch: Patch) -> None:
    def lines(*given: Any, **more: Any) -> list[places.Line]:
        return [replace(line, together=False) for line in lines_of(*given, **more)]

    patch.setattr(acts, "lines_of", lines)


def holds_never_end(patch: Patch) -> None:
    patch.setitem(jobs.handlers, jobs.JobKind.HOLDS, lambda session_id: None)


def direct_registration_past_the_line(patch: Patch) -> None:
    """Whoever registers while a seat is free takes it, before the rule was asked."""
    real = registrations.join

    def join(act: acts.Act, joining: Any) -> Any:
        rows = real(act, joining)
        here = lines_of(acts.live_registrations(act.session, act.training.id), act.deadlines, act.now)
        if places.free_seats(room_of(act.training, act.deadlines, act.now), here):
            for row in (row for row in rows if row.person_id):
                act.move(row, TransitionKind.SEATED, CONFIRMED)
        return rows

    patch.setattr(registrations, "join", join)


def nobody_moves_up_when_a_seat_frees(patch: Patch) -> None:
    real = acts._awards
    patch.setattr(acts, "_awards", lambda act, line: real(act, line) if act.joined else [])


def forced_mark_lost_at_substitution(patch: Patch) -> None:
    real = registrations._take_over

    def take_over(act: acts.Act, row: Any, successor: Any) -> None:
        real(act, row, successor)
        successor.forced = False

    patch.setattr(registrations, "_take_over", take_over)


def line_asked_at_substitution(patch: Patch) -> None:
    """The seat is given back first, and the line is asked before the colleague has it."""
    real = registrations._take_over

    def take_over(act: acts.Act, row: Any, successor: Any) -> None:
        act.session.flush()
        acts._seat(act, acts._awards(act, acts.live_registrations(act.session, act.training.id)))
        if successor.state is not CONFIRMED:
            real(act, row, successor)

    patch.setattr(registrations, "_take_over", take_over)


def date_lost_at_approval(patch: Patch) -> None:
    real = acts.Act.move

    def move(act: acts.Act, row: Any, kind: TransitionKind, *rest: Any) -> None:
        real(act, row, kind, *rest)
        if kind is TransitionKind.APPROVED:
            row.joined_at = act.now

    patch.setattr(acts.Act, "move", move)


def refusal_kept_half(patch: Patch) -> None:
    """What a refused command had written stays."""

    @contextmanager
    def keeping() -> Iterator[Any]:
        refused: Refusal | None = None
        with writing() as session:
            try:
                yield session
            except Refusal as refusal:
                refused = refusal
        if refused is not None:
            raise refused

    patch.setattr(acts, "writing", keeping)


def cancel_per_person_on_a_shared_mailbox(patch: Patch) -> None:
    """A shared mailbox's entry is taken away with the first who leaves it."""
    real = entries.settle

    def settle(session: Any, situation: Any, mailboxes: Any = None, **how: Any) -> Any:
        gone = {row.mailbox for row in situation.rows.values() if row.registration.state is CANCELLED}
        kept = {number: row for number, row in situation.rows.items() if row.mailbox not in gone}
        return real(session, replace(situation, rows=kept), mailboxes, **how)

    patch.setattr(entries, "settle", settle)


def one_sequence_for_all(patch: Patch) -> None:
    real = sessions.render
    patch.setattr(sessions, "render", lambda event: real(replace(event, sequence=0, dtstamp=MONDAY)))


def cancelled_without_a_word(patch: Patch) -> None:
    patch.setitem(decisions.DECISIONS, TransitionKind.CANCELLED, lambda *_: decisions.SILENT)  # type: ignore[arg-type]


def start_forgets_who_waits(patch: Patch) -> None:
    patch.setitem(jobs.handlers, jobs.JobKind.START, lambda session_id: None)


def admission_forgotten(patch: Patch) -> None:
    patch.setitem(jobs.handlers, jobs.JobKind.ADMIT, lambda session_id: None)


def needs_outlive_the_seat(patch: Patch) -> None:
    patch.setattr(answers, "forget", lambda *_given: None)


def needs_kept_for_ever(patch: Patch) -> None:
    patch.setitem(jobs.handlers, jobs.JobKind.ERASE_ARRANGEMENTS, lambda session_id: None)


def not_me_forgotten(patch: Patch) -> None:
    """Who said that it was not her is registered again."""
    patch.setattr(blocks, "block", lambda session, person: None)


def presence_of_one_meeting_is_enough(patch: Patch) -> None:
    patch.setattr(outcomes, "outcome_of", lambda found: Outcome.ATTENDED if found.minutes else Outcome.NO_SHOW)


def certificate_outlives_the_attendance(patch: Patch) -> None:
    patch.setattr(certificates, "withdraw", lambda _session, _registration_id, _at: "")


def raised_quota_ignored(patch: Patch) -> None:
    patch.setattr(acts, "room_of", lambda *given: replace(room_of(*given), raised={}))


def wish_never_ends(patch: Patch) -> None:
    patch.setattr(interests, "answered", lambda _wishes, coming: [None] * len(coming.mailboxes))


def nobody_recalled(patch: Patch) -> None:
    """A session that nobody closes is recalled to nobody."""
    patch.setitem(jobs.handlers, jobs.JobKind.REMIND_CLOSING, lambda session_id: None)


def recalled_though_closed(patch: Patch) -> None:
    """The job is not forgotten with the closing, and does not look whether the session was closed."""

    def remind(session_id: int) -> None:
        with writing() as session:
            closings.at_term(session, session_id, ClosingTerm(clock.now(), 2))

    patch.setattr(outcomes.jobs, "forget", lambda *_given: False)
    patch.setitem(jobs.handlers, jobs.JobKind.REMIND_CLOSING, remind)


def late_without_a_reason(patch: Patch) -> None:
    patch.setattr(Window, "reason_to_keep", lambda *_given: "")


def late_cancellation_lost(patch: Patch) -> None:
    """A worker that comes after the start forgets what staff asked for before it."""

    def carry_out(act: acts.Act) -> None:
        if act.now < act.start:
            session_cancellations.carry_out(act)
        else:
            act.training.cancel_reason = ""

    patch.setattr(session_jobs, "carry_out", carry_out)


def cancellation_pushed_to_the_start(patch: Patch) -> None:
    patch.setattr(planning, "LEAD", timedelta(0))


def forced_past_the_request(patch: Patch) -> None:
    patch.setattr(approvals, "_check_no_request_waits", lambda *_given: None)


def silent_where_the_calendar_shows_nothing(patch: Patch) -> None:
    """What a calendar threw away counts as never told."""
    real = entries.state_of

    def state_of(*given: Any, **asked: bool) -> EntryState:
        state = real(*given, **asked)
        return replace(state, told=state.shows)

    patch.setattr(entries, "state_of", state_of)


def who_left_a_shared_mailbox_unsaid(patch: Patch) -> None:
    real = sessions._words
    patch.setattr(sessions, "_words", lambda *given: {**real(*given), "left": ""})


def invitation_not_said_again(patch: Patch) -> None:
    """Who comes anyway is sent nothing: the entry is what it was."""
    patch.setattr(entries, "_differs", lambda entry, shown: shown is None or shown_from(entry.shown).hash != shown.hash)


def moved_without_a_word(patch: Patch) -> None:
    """Whoever has no calendar entry hears of no move."""
    patch.setattr(telling, "tell_moves", lambda *_given: ())


def every_row_touched_by_every_command(patch: Patch) -> None:
    """Each command touches every row it reads: doing it once more is not nothing."""
    real = acts.conclude

    def conclude(act: acts.Act) -> None:
        for row in acts.live_registrations(act.session, act.training.id):
            row.version += 1
        real(act)

    patch.setattr(acts, "conclude", conclude)


# What breaks, which law notices, which commands bring it about, and the seed to begin with: some defects show rarely.
DEFECTS: list[tuple[Callable[[Patch], None], laws.Law, tuple[str, ...], int]] = [
    (quota_ignored, laws.keeps_to_the_quota, ("register", "set_capacity"), 1),
    (capacity_ignored, laws.keeps_to_the_limit, ("register",), 2),
    (first_come_instead_of_fair, laws.serves_the_smallest_key, ("register", "set_capacity", "cancel"), 9),
    (credit_ignored, laws.serves_the_smallest_key, ("register", "cancel"), 1),
    (group_split, laws.never_splits_a_group, ("register", "cancel"), 1),
    (holds_never_end, laws.gives_nameless_seats_back, ("register", "travel"), 9),
    (direct_registration_past_the_line, laws.serves_the_smallest_key, ("register", "cancel"), 1),
    (nobody_moves_up_when_a_seat_frees, laws.serves_whom_it_can, ("register", "cancel"), 1),
    (forced_mark_lost_at_substitution, laws.substitutes_one_for_one, ("force", "substitute"), 0),
    (line_asked_at_substitution, laws.substitutes_one_for_one, ("register", "substitute"), 1),
    (date_lost_at_approval, laws.keeps_the_date, ("approve", "register", "travel"), 6),
    (refusal_kept_half, laws.changes_nothing_when_refused, ("force", "register", "name_seat"), 9),
    (cancel_per_person_on_a_shared_mailbox, laws.shows_the_truth, ("register", "cancel", "send"), 2),
    (one_sequence_for_all, laws.numbers_its_revisions, ("reschedule", "send"), 1),
    (cancelled_without_a_word, laws.tells_who_is_concerned, ("register", "cancel"), 2),
    (start_forgets_who_waits, laws.ends_with_the_session, ("register",), 1),
    (admission_forgotten, around_laws.admits_as_staff_decided, ("ask_to_join", "decide_request"), 1),
    (needs_outlive_the_seat, around_laws.erases_what_was_told, ("reply", "cancel"), 2),
    (questions_outlive_the_seat, room_laws.owns_questions_while_one_comes, ("reply", "cancel"), 2),
    (questions_without_end, room_laws.lets_three_wait, ("reply",), 1),
    (needs_kept_for_ever, around_laws.erases_what_was_told, ("reply",), 4),
    (not_me_forgotten, around_laws.leaves_who_said_no_alone, ("not_me", "register"), 1),
    (presence_of_one_meeting_is_enough, around_laws.gives_each_an_outcome, ("register",), 1),
    (certificate_outlives_the_attendance, around_laws.certifies_who_attended, ("register", "wrap_up"), 5),
    (raised_quota_ignored, laws.serves_whom_it_can, ("raise_quota", "register"), 1),
    (wish_never_ends, around_laws.ends_the_wish_of_who_comes, ("wish", "register"), 8),
    (nobody_recalled, closing_laws.recalls_what_nobody_closed, ("register",), 1),
    (recalled_though_closed, closing_laws.recalls_nothing_that_is_closed, ("register",), 0),
    (late_without_a_reason, closing_laws.is_late_with_a_reason_only, ("register",), 4),
    (late_cancellation_lost, closing_laws.carries_out_what_was_asked, ("register",), 16),
    (cancellation_pushed_to_the_start, closing_laws.carries_out_what_was_asked, ("register",), 0),
    (forced_past_the_request, around_laws.admits_as_staff_decided, ("ask_to_join", "force"), 1),
    (
        silent_where_the_calendar_shows_nothing,
        told_laws.tells_what_was_lost,
        ("change_of_heart", "register", "cancel"),
        16,
    ),
    (who_left_a_shared_mailbox_unsaid, told_laws.tells_what_was_lost, ("force", "cancel", "substitute", "send"), 1),
    (invitation_not_said_again, laws.shows_the_truth, ("change_of_heart", "register"), 1),
    (moved_without_a_word, told_laws.knows_the_dates, ("register", "reschedule", "send"), 1),
    (every_row_touched_by_every_command, laws.replays_change_nothing, (), 1),
]
