"""Who hears of announced sessions: read the same way for a preview and for the sending, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal import clock
from portal.database import insert_new
from portal.mail.entries.fullness import full_among
from portal.mail.stories.stories import spoken
from portal.mail.wire.words import unlinkable
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Contact, Partner
from portal.models.planning.announcements import MailPreference
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Venue, Workshop
from portal.models.post.inbound import Bounce
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.interests import Interest
from portal.rules.base.names import in_order
from portal.rules.base.secrets import new_nonce
from portal.rules.base.states import ContactKind, MembershipRole, PartnerStatus
from portal.rules.base.text import fold_email
from portal.rules.planning.announcements import Announced, Listener, Narrowing, heard_by


@dataclass(frozen=True, slots=True)
class Reader:
    """One mailbox that hears, and of which sessions. `partner` is whose contact it is, "" for a wish alone."""

    mailbox: str
    name: str
    greeting: str
    partner: str
    listener: Listener
    session_ids: tuple[int, ...] = ()


@dataclass(slots=True)
class Hearing:
    """Sessions to announce, in order, and who hears of them.

    `silent` counts those who asked to hear nothing, `refused` the addresses that refuse our mails; `full` are the
    sessions without a free seat.
    """

    sessions: list[TrainingSession] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    silent: int = 0
    refused: int = 0
    full: Collection[int] = ()


def read(session: Session, session_ids: Collection[int], narrowing: Narrowing) -> Hearing:
    """The sessions and everybody who hears of one of them, by partner and name; writes nothing."""
    trainings = _sessions(session, session_ids)
    found = _merged([*_contacts(session, narrowing), *_wishers(session, trainings, narrowing)])
    preferences = {row.mailbox: row for row in session.scalars(_preferences(found))}
    announced = [_announced(training) for training in trainings]
    readers = [_heard(reader, preferences.get(reader.mailbox), announced) for reader in found.values()]
    hearing = sorted((reader for reader in readers if reader.session_ids), key=_by_partner)
    refused = set(session.scalars(_refused([reader.mailbox for reader in hearing])))
    reached = [reader for reader in hearing if reader.mailbox not in refused]
    silent = sum(reader.listener.stopped for reader in readers)
    return Hearing(trainings, reached, silent, len(refused), full_among(session, session_ids))


def _by_partner(reader: Reader) -> tuple[str, str, str]:
    return in_order(reader.partner), in_order(reader.name), reader.mailbox


def _refused(mailboxes: Sequence[str]) -> Select[str]:
    """Writing on to addresses that refuse us would cost the good name of our domain."""
    flagged = select(Bounce.mailbox).where(Bounce.unreachable.is_(True), Bounce.cleared_at.is_(None))
    return flagged.where(Bounce.mailbox.in_(mailboxes))


def preferences_of(session: Session, mailboxes: Iterable[str]) -> dict[str, MailPreference]:
    """What these mailboxes want to hear; a mailbox without a row receives one that wants everything."""
    wanted = sorted(set(mailboxes))
    known = set(session.scalars(select(MailPreference.mailbox).where(MailPreference.mailbox.in_(wanted))))
    now = clock.now()
    insert_new(
        session,
        MailPreference,
        [
            {"mailbox": one, "link_nonce": new_nonce(), "themes": [], "communes": [], "created_at": now}
            for one in wanted
            if one not in known
        ],
    )
    return {row.mailbox: row for row in session.scalars(_preferences(wanted))}


def _preferences(mailboxes: Iterable[str]) -> Select[MailPreference]:
    return select(MailPreference).where(MailPreference.mailbox.in_(list(mailboxes)))


def _sessions(session: Session, session_ids: Collection[int]) -> list[TrainingSession]:
    place = selectinload(TrainingSession.meetings).joinedload(Meeting.venue).joinedload(Venue.municipality)
    about = joinedload(TrainingSession.workshop).selectinload(Workshop.themes)
    statement = select(TrainingSession).where(TrainingSession.id.in_(session_ids)).options(place, about)
    return sorted(session.scalars(statement), key=lambda one: (one.meetings[0].starts_at, one.id))


def _announced(training: TrainingSession) -> Announced:
    return Announced(
        session_id=training.id,
        workshop_id=training.workshop_id,
        themes=frozenset(theme.code for theme in training.workshop.themes),
        communes=frozenset(one.venue.municipality_nis for one in training.meetings if one.venue is not None),
    )


def _contacts(session: Session, narrowing: Narrowing) -> Iterator[Reader]:
    """The training contacts of active partners within the themes and communes; its coordinators where it has none."""
    known = (Partner.themes, Partner.areas, Partner.sites, Partner.contacts)
    team = selectinload(Partner.memberships).joinedload(Membership.account)
    statement = select(Partner).where(Partner.status == PartnerStatus.ACTIVE, Partner.individual.is_(False))
    for partner in session.scalars(statement.options(*map(selectinload, known), team).order_by(Partner.id)):
        if narrowing.holds(frozenset(theme.code for theme in partner.themes), _communes(partner)):
            yield from [*map(_contact, _reachable(partner))] or map(_coordinator, _coordination(partner))


def _reachable(partner: Partner) -> list[tuple[Contact, Partner]]:
    contacts = [one for one in partner.contacts if one.is_training_contact and one.email and one.left_on is None]
    return [(contact, partner) for contact in contacts]


def _coordination(partner: Partner) -> list[tuple[Account, Partner]]:
    current = [one for one in partner.memberships if one.left_on is None and one.role is MembershipRole.COORDINATOR]
    return [(one.account, partner) for one in current if one.account.deactivated_at is None]


def _communes(partner: Partner) -> frozenset[str]:
    return frozenset({*(area.nis for area in partner.areas), *(site.municipality_nis for site in partner.sites)})


def _contact(reached: tuple[Contact, Partner]) -> Reader:
    contact, partner = reached
    name = unlinkable(contact.name)
    greeting = name if contact.kind is ContactKind.PERSON else ""
    return Reader(fold_email(contact.email), name, greeting, unlinkable(partner.name), Listener(is_contact=True))


def _coordinator(reached: tuple[Account, Partner]) -> Reader:
    account, partner = reached
    name, greeting = unlinkable(spoken(account)), unlinkable(account.called)
    return Reader(account.email, name, greeting, unlinkable(partner.name), Listener(is_contact=True))


def _wishers(session: Session, trainings: Sequence[TrainingSession], narrowing: Narrowing) -> list[Reader]:
    """Who asked to hear of one of these workshops, where the commune suits, with what publication has told."""
    statement = (
        select(Interest, Account)
        .join(Account, Account.id == Interest.account_id)
        .where(
            Interest.workshop_id.in_({training.workshop_id for training in trainings}),
            Interest.ended_at.is_(None),
            Account.deactivated_at.is_(None),
        )
        .order_by(Interest.id)
    )
    rows = [(wish, account) for wish, account in session.execute(statement) if _suits(wish, narrowing)]
    heard_of = _heard_of(session, trainings, {account.id for _wish, account in rows})
    return [_wisher(wish, account, heard_of[account.id]) for wish, account in rows]


def _suits(wish: Interest, narrowing: Narrowing) -> bool:
    nis = wish.municipality_nis
    return narrowing.takes(frozenset(), frozenset({nis} if nis else ()))


def _wisher(wish: Interest, account: Account, heard_of: set[int]) -> Reader:
    name = unlinkable(spoken(account))
    listener = Listener(wishes=frozenset({wish.workshop_id}), heard_of=frozenset(heard_of))
    return Reader(account.email, name, unlinkable(account.called), "", listener)


def _heard_of(
    session: Session, trainings: Sequence[TrainingSession], account_ids: Collection[int]
) -> dict[int, set[int]]:
    """By account, the sessions of which the mail of publication has told it."""
    keys = {f"next-session:{one.id}:{account}": (account, one.id) for one in trainings for account in account_ids}
    heard_of: dict[int, set[int]] = defaultdict(set)
    for key in session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))):
        account_id, session_id = keys[key]
        heard_of[account_id].add(session_id)
    return heard_of


def _merged(readers: Iterable[Reader]) -> dict[str, Reader]:
    """One reader a mailbox: the first one's name, everybody's reasons to hear."""
    found: dict[str, Reader] = {}
    for reader in readers:
        known = found.get(reader.mailbox)
        found[reader.mailbox] = replace(known, listener=_both(known.listener, reader.listener)) if known else reader
    return found


def _both(one: Listener, other: Listener) -> Listener:
    contact = one.is_contact or other.is_contact
    return Listener(contact, one.wishes | other.wishes, one.heard_of | other.heard_of)


def _heard(reader: Reader, preference: MailPreference | None, announced: Sequence[Announced]) -> Reader:
    listener = reader.listener
    if preference is not None:
        choice = Narrowing(frozenset(preference.themes), frozenset(preference.communes))
        listener = replace(listener, stopped=preference.stopped_at is not None, choice=choice)
    return replace(reader, listener=listener, session_ids=heard_by(listener, announced))
