"""After a declined invitation: the seat freed where that is proven and set so, coming anyway, coming back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.mail.entries.revisions import shown_from
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, PartStat, RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.registrations import NotConfirmed, NotDeclined, NotLive
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry
from portal.services.registrations import line
from portal.services.registrations.acts import Act, acting
from portal.services.registrations.registrations import is_late, session_of


def coming(entry: CalendarEntry) -> bool:
    """Whether the meeting of the entry has not begun."""
    return shown_from(entry.shown).starts_at > clock.now()


def holders(session: Session, entry: CalendarEntry) -> list[Registration]:
    """Whose seats the entry stands for."""
    wanted = select(Registration).where(
        Registration.id.in_([int(number) for number in entry.shown["people"]]),
        Registration.state == RegistrationState.CONFIRMED,
        Registration.left_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(Registration.id)))


def frees(session: Session, entry: CalendarEntry, concerned: Sequence[Registration]) -> bool:
    """Whether it is sure enough to free a seat: one person at that address, every coming meeting proven declined."""
    entries = [one for one in _live(session, entry.session_id, entry.mailbox) if coming(one)]
    proven = all(one.partstat is PartStat.DECLINED and one.answer_proven for one in entries)
    return len(concerned) == 1 and proven and not entry.shown["teaches"]


def _live(session: Session, session_id: int, mailbox: str | None = None) -> list[CalendarEntry]:
    wanted = select(CalendarEntry).where(CalendarEntry.session_id == session_id, CalendarEntry.live.is_(True))
    if mailbox is not None:
        wanted = wanted.where(CalendarEntry.mailbox == mailbox)
    return list(session.scalars(wanted.order_by(CalendarEntry.id).execution_options(populate_existing=True)))


@does(JobKind.DECLINES)
def free(session_id: int) -> None:
    """Free the seats whose invitations were surely declined, while it is still before the start (T11)."""
    with acting(session_id, None, due_first=False) as act:
        if act.now >= act.start:
            return
        for entry in _live(act.session, session_id):
            concerned = holders(act.session, entry) if entry.partstat is PartStat.DECLINED else []
            if concerned and frees(act.session, entry, concerned):
                [row] = concerned
                row.late = is_late(act, row, CancelReason.DECLINED)
                act.end(row, TransitionKind.CANCELLED, CancelReason.DECLINED)
                act.session.flush()


def come_anyway(registration_id: int) -> bool:
    """The person comes although their calendar declined: the invitation leaves once more, for the calendar forgot it.

    Says whether it does: nothing is left to do a second time. Raises NotConfirmed, NotLive.
    """
    with acting(session_of(registration_id), None) as act:
        row = act.registration(registration_id)
        if row.state is not RegistrationState.CONFIRMED or row.person is None:
            raise NotConfirmed
        if row.left_at is not None:
            raise NotLive(state=row.state.value)
        declined = [
            entry
            for entry in _live(act.session, act.training.id, row.person.email or "")
            if entry.partstat is PartStat.DECLINED and coming(entry)
        ]
        for entry in declined:
            entry.partstat, entry.forgotten, entry.answer_comment = None, True, ""
        if declined:
            row.version += 1
            act.journal(Entry(Verb.COMES_ANYWAY, ObjectKind.REGISTRATION, row.id, act.training.id, PartStat.DECLINED))
        return bool(declined)


def come_back(registration_id: int) -> int:
    """Register again after a decline freed the seat, with the date of the first demand; returns the new row's id.

    Raises NotDeclined, AlreadyRegistered, and what `rules.deadlines.check_open` raises.
    """
    with acting(session_of(registration_id), None) as act:
        gone = act.session.get_one(Registration, registration_id)
        if gone.cancel_reason is not CancelReason.DECLINED or gone.person is None:
            raise NotDeclined
        line.check_open_here(act)
        line.already_here(act, gone.person, ())
        return _again(act, gone).id


def _again(act: Act, gone: Registration) -> Registration:
    row = line.take_rank(act, gone.partner_id, gone.person_id, gone.joined_at, gone.credit)
    act.add([row], TransitionKind.JOINED_LINE)
    return row
