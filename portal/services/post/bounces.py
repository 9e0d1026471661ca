"""What mail servers say of the addresses we write to: kept, weighed, shown, and forgotten once corrected."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.post import inbound as compose
from portal.mail.incoming.incoming import Incoming
from portal.mail.incoming.incoming_reports import Report
from portal.mail.wire.bounce_addresses import bounced_message
from portal.mail.wire.causes import cause_of
from portal.mail.wire.failures import DeliveryFailure
from portal.mail.wire.resending import send_to
from portal.models.post.inbound import Bounce
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import LIVE, BounceWeight, InboundReason, InboundState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.post.bounces import WINDOW, flags, gravest, weigh
from portal.services.base import jobs
from portal.services.base.journal import Entry, record

NO_SUCH_ADDRESS = "5.1.3"
# Where somebody stands is said anew at a corrected address anyway (services/registrations/people.py).
SAID_ANEW = ("waiting", "request_received")


def take_in(session: Session, incoming: Incoming) -> tuple[InboundState, InboundReason | None]:
    """Keep what a delivery report says of one of our messages, inside the caller's `writing()`.

    The report names it by the address it came to, which we sealed, or by our Message-ID; else no address is touched.
    """
    message = _ours(session, incoming)
    if message is None:
        return InboundState.IGNORED, InboundReason.UNTRACED
    failed = [report for report in _about(message.to_address, incoming.reports) if report.failed]
    if failed:
        weighed = {weigh(report.status, report.detail): report.status for report in reversed(failed)}
        weight = gravest(weighed)
        keep(session, message, weight, weighed[weight])
    return InboundState.APPLIED, None


def _about(mailbox: str, reports: Sequence[Report]) -> Sequence[Report]:
    """Those that name this mailbox; where none does, all: its mails may be handed on to another address."""
    return [report for report in reports if mailbox in report.recipients] or reports


def _ours(session: Session, incoming: Incoming) -> OutboxMessage | None:
    number = bounced_message(incoming.delivered_to)
    if number is not None:
        return session.get(OutboxMessage, number)
    returned = select(OutboxMessage).where(OutboxMessage.message_id.in_(incoming.returned_ids))
    return session.scalars(returned.order_by(OutboxMessage.id)).first()


def refused(message_id: int, refusal: DeliveryFailure) -> None:
    """Keep that the server refused this message's recipient while we spoke to it; no code: no address at all."""
    with writing() as session:
        message = session.get(OutboxMessage, message_id)
        if message is not None:
            status = refusal.status or (str(refusal.code) if refusal.code else NO_SUCH_ADDRESS)
            keep(session, message, weigh(status, refusal.detail if refusal.code else ""), status)


def keep(session: Session, message: OutboxMessage, weight: BounceWeight, status: str) -> None:
    """Keep one refusal of one message, once for each weight, inside the caller's `writing()`.

    Every one is shown with its message and beside its person; only what flags the address stops anything.
    """
    now = clock.now()
    seen = select(Bounce.id).where(Bounce.outbox_id == message.id, Bounce.weight == weight)
    if session.scalar(seen.limit(1)) is not None:
        return
    earlier = select(Bounce.at).where(
        Bounce.mailbox == message.to_address,
        Bounce.weight == BounceWeight.COUNTED,
        Bounce.cleared_at.is_(None),
        Bounce.at > now - WINDOW,
    )
    unreachable = flags(weight, session.scalars(earlier), now)
    row = Bounce(mailbox=message.to_address, at=now, status=status, weight=weight, outbox_id=message.id)
    row.unreachable = unreachable
    session.add(row)
    inputs = {"status": status, "weight": weight.value, "unreachable": unreachable}
    record(session, None, Entry(Verb.BOUNCED, ObjectKind.MAIL, message.id, message.session_id, inputs=inputs))
    if weight is BounceWeight.DISTRUSTED:
        compose.distrusted(session, status)


def corrected(session: Session, person: Person, before: str) -> int:
    """The person has another address: what the old one refused is written to the new one; returns how many.

    Invitations are not among it: the calendar entries follow by themselves (mail/entries). The new address starts
    without a past. Inside the caller's `writing()`.
    """
    after = person.email or ""
    if not before or not after:
        return 0
    forget(session, after)
    own = {row.id: row for row in _live_rows(session, Person.id == person.id)}
    lost = [message for message in _lost(session, before) if _speaks_only_of(message, own)]
    for message in lost:
        send_to(session, message, after, own)
    return len(lost)


def _speaks_only_of(message: OutboxMessage, own: Collection[int]) -> bool:
    people = cause_of(message).registrations
    return people is not None and set(own) >= set(people)


def confirm(person_id: int, actor_id: int | None) -> None:
    """The address is good, its people say: it is reachable again, and what it refused leaves once more.

    Raises NotFound; an address that refuses nothing stays as it is.
    """
    with writing() as session:
        mailbox = lock_row(session, Person, person_id).email or ""
        lost = _lost(session, mailbox)
        entries = select(CalendarEntry).where(CalendarEntry.id.in_(_refused_entries(mailbox)), CalendarEntry.live)
        sessions = set()
        for entry in session.scalars(entries):
            # What never arrived is sent whole: the next revision finds that the mailbox shows nothing.
            entry.forgotten = True
            sessions.add(entry.session_id)
        if forget(session, mailbox):
            record(session, actor_id, Entry(Verb.CONFIRMED_ADDRESS, ObjectKind.PERSON, person_id))
        own = {row.id: row for row in _live_rows(session, Person.email == mailbox)}
        for message in lost:
            send_to(session, message, mailbox, own)
        for session_id in sessions:
            jobs.plan(session, jobs.JobKind.SETTLE, session_id, clock.now() - timedelta(seconds=1))
    for session_id in sessions:
        jobs.do_due(session_id)


def _live_rows(session: Session, whose: ColumnElement[bool]) -> list[Registration]:
    live = select(Registration).join(Person, Person.id == Registration.person_id)
    return list(session.scalars(live.where(whose, Registration.state.in_(LIVE))))


def _refused_entries(mailbox: str) -> Select[int | None]:
    refused = select(OutboxMessage.entry_id).join(Bounce, Bounce.outbox_id == OutboxMessage.id)
    return refused.where(Bounce.mailbox == mailbox, Bounce.cleared_at.is_(None), OutboxMessage.entry_id.is_not(None))


def _lost(session: Session, mailbox: str) -> list[OutboxMessage]:
    """What did not arrive there, is still of use and is no secret, the newest of each kind."""
    newest = (
        select(func.max(OutboxMessage.id))
        .join(Bounce, Bounce.outbox_id == OutboxMessage.id)
        .where(
            Bounce.mailbox == mailbox,
            Bounce.cleared_at.is_(None),
            OutboxMessage.entry_id.is_(None),
            OutboxMessage.secret.is_(False),
            # An announcement is no service: whoever refused it may not want it, and it is not said twice.
            OutboxMessage.stop_link == "",
            OutboxMessage.kind.not_in(SAID_ANEW),
            (OutboxMessage.expires_at > clock.now()) | OutboxMessage.expires_at.is_(None),
        )
        .group_by(OutboxMessage.kind, OutboxMessage.session_id, OutboxMessage.to_name)
    )
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(newest)).order_by(OutboxMessage.id)))


def forget(session: Session, mailbox: str) -> int:
    """What was held against the address no longer counts; returns how many refusals that were."""
    open_ones = update(Bounce).where(Bounce.mailbox == mailbox, Bounce.cleared_at.is_(None))
    return session.connection().execute(open_ones.values(cleared_at=clock.now())).rowcount
