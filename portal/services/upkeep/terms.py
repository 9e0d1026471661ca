"""What is past its term, kind by kind: how its rows are found, and how some of them leave.

`due` only reads, so that nobody waits while it looks; `end` is given the keys of at most a batch of rows, and sends as
many statements for one row as for all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, case, cast, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal import clock
from portal.models.accounts.accounts import Account, AddressChange, Membership, SignIn
from portal.models.attendance.certificates import Certificate
from portal.models.attendance.evaluations import Evaluation, EvaluationTicket
from portal.models.attendance.list_choices import KeptListChoice
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.base.journal import Event
from portal.models.base.search_words import MissedWord
from portal.models.network.partners import Contact, Partner
from portal.models.planning.announcements import MailPreference, SessionMessage
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.feeds import PrivateFeed, TeamFeed
from portal.models.post.inbound import Bounce, InboundMessage
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import ANONYMOUS, JoinRequest, Person
from portal.models.registrations.registrations import FormReceipt, Registration
from portal.rules.base.secrets import new_nonce
from portal.rules.base.states import JoinState, MessageState, PartnerStatus, RegistrationState
from portal.rules.base.text import folded_key
from portal.rules.upkeep.retention import RecordKind, over_before
from portal.services.accounts.accounts import GONE
from portal.services.base import missed_words
from portal.services.upkeep import attendance_terms, file_terms

BATCH = 200  # rows: about a hundredth of a second in which nobody else writes
REFUSED_NAME = "Demande refusée"
NOBODY = ("Personne", "anonyme")

Keys = Sequence[Any]
Due = Callable[[datetime], Select[Any]]
End = Callable[[Session, datetime, Keys], int]


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of rows: `due` selects the `key` of what is past its term, `end` ends some and says how many."""

    name: str
    key: InstrumentedAttribute[Any]
    due: Due
    end: End


def _erased(key: InstrumentedAttribute[Any]) -> End:
    """Ending rows that nothing else leads to: they are deleted."""

    def end(session: Session, _now: datetime, keys: Keys) -> int:
        session.execute(delete(key.class_).where(key.in_(keys)).execution_options(synchronize_session=False))
        return len(keys)

    return end


def _older(key: InstrumentedAttribute[Any], at: InstrumentedAttribute[Any], record: RecordKind) -> Due:
    """Finding the rows that are older than the term of what they tell."""
    return lambda now: select(key).where(at < over_before(record, now))


def _due_cancelled(now: datetime) -> Select[Any]:
    moment = over_before(RecordKind.CANCELLED_REGISTRATION, now)
    ended = or_(Registration.ended_at < moment, and_(Registration.ended_at.is_(None), Registration.joined_at < moment))
    named = (Registration.person_id.is_not(None), Registration.join_request_id.is_not(None))
    told = or_(Registration.cancel_note != "", *named)
    return select(Registration.id).where(Registration.state == RegistrationState.CANCELLED, ended, told)


def _end_cancelled(session: Session, _now: datetime, keys: Keys) -> int:
    """That there was a registration and why it ended stays; whose it was does not."""
    session.execute(_without_words(keys, None))
    return len(keys)


def _due_registrations(now: datetime) -> Select[Any]:
    """The registrations of somebody with a name in sessions that are over, those of one person together."""
    last, moment = func.max(Meeting.ends_at), over_before(RecordKind.REGISTRATION, now)
    over = select(Meeting.session_id).group_by(Meeting.session_id).having(last < moment)
    named = select(Registration.id).join(Person, Person.id == Registration.person_id)
    return named.where(Registration.session_id.in_(over), Person.folded_name != ANONYMOUS).order_by(
        Registration.person_id, Registration.id
    )


def _end_registrations(session: Session, now: datetime, keys: Keys) -> int:
    """Who came, or was to come, becomes nobody: seats, presence and outcomes stay, under a person without a name.

    One person's registrations stay one's. Of the last person of a full batch some may be missing: the next has all.
    """
    statement = select(Registration.id, Registration.person_id, Person.partner_id).join(
        Person, Person.id == Registration.person_id
    )
    rows = session.execute(statement.where(Registration.id.in_(keys)).order_by(Registration.person_id)).all()
    people = {row.person_id: row.partner_id for row in rows}
    if len(rows) == BATCH and len(people) > 1:
        del people[rows[-1].person_id]
    twins = _nobodies(session, people, now)
    renamed = {row.id: twins[row.person_id] for row in rows if row.person_id in twins}
    session.execute(_without_words(list(renamed), case(renamed, value=Registration.id)))
    return len(renamed)


def _nobodies(session: Session, people: dict[int, int], now: datetime) -> dict[int, int]:
    """A new person without a name for each of `people`, given with their partners. They are all alike: whichever comes
    back of those of a partner serves."""
    given_name, family_name = NOBODY
    values = {"given_name": given_name, "family_name": family_name, "folded_name": ANONYMOUS}
    rows = [{"partner_id": one, "created_at": now, "left_on": now, **values} for one in people.values()]
    made: dict[int, list[int]] = {}
    for row in session.execute(insert(Person).returning(Person.id, Person.partner_id), rows):
        made.setdefault(row.partner_id, []).append(row.id)
    return {person_id: made[partner_id].pop() for person_id, partner_id in people.items()}


def _without_words(keys: Keys, person_id: Any) -> Any:
    """No name, no reason, no request, and a personal link that opens nothing any more."""
    values = {"person_id": person_id, "cancel_note": "", "join_request_id": None, "link_nonce": new_nonce()}
    statement = update(Registration).where(Registration.id.in_(keys)).values(values)
    return statement.execution_options(synchronize_session=False)


def _due_people(now: datetime) -> Select[Any]:
    """Who left, or was in the book for years, and of whom no registration tells any more."""
    left = Person.left_on < over_before(RecordKind.CONTACT_WHO_LEFT, now)
    old = Person.created_at < over_before(RecordKind.COLLEAGUE, now)
    return select(Person.id).where(left | old, ~exists().where(Registration.person_id == Person.id))


def _due_contacts(now: datetime) -> Select[Any]:
    """A contact of the directory who left."""
    return select(Contact.id).where(Contact.left_on < clock.local(over_before(RecordKind.CONTACT_WHO_LEFT, now)).date())


def _due_accounts(now: datetime) -> Select[Any]:
    closed = Account.deactivated_at < over_before(RecordKind.CLOSED_ACCOUNT, now)
    return select(Account.id).where(closed, ~Account.email.endswith(GONE))


def _end_accounts(session: Session, _now: datetime, keys: Keys) -> int:
    """A closed account keeps its number, for what it did, and nothing of its person."""
    email = literal("compte-") + cast(Account.id, Text) + GONE
    words = dict.fromkeys(("given_name", "family_name", "phone", "function"), "")
    emptied = update(Account).where(Account.id.in_(keys))
    session.execute(emptied.values(email=email, totp_secret=None, totp_confirmed_at=None, **words))
    for kept in (AddressChange, KeptListChoice):
        session.execute(delete(kept).where(kept.account_id.in_(keys)))
    return len(keys)


def _due_join_requests(now: datetime) -> Select[Any]:
    answered = JoinRequest.state != JoinState.WAITING
    return select(JoinRequest.id).where(answered, JoinRequest.decided_at < over_before(RecordKind.JOIN_REQUEST, now))


def _end_join_requests(session: Session, _now: datetime, keys: Keys) -> int:
    """A request that was answered, and the name of a service that was refused."""
    session.execute(update(Registration).where(Registration.join_request_id.in_(keys)).values(join_request_id=None))
    asked = select(JoinRequest.partner_id).where(JoinRequest.id.in_(keys))
    refused = update(Partner).where(Partner.id.in_(asked), Partner.status == PartnerStatus.REFUSED)
    session.execute(
        refused.values(
            name=REFUSED_NAME,
            folded_name=folded_key(REFUSED_NAME),
            slug=literal("demande-refusee-") + cast(Partner.id, Text),
        ).execution_options(synchronize_session=False)
    )
    session.execute(delete(JoinRequest).where(JoinRequest.id.in_(keys)))
    return len(keys)


def _due_wishes(now: datetime) -> Select[Any]:
    """A wish for a next session that ended, or that nobody has touched for two years."""
    ended = Interest.ended_at < over_before(RecordKind.ENDED_WISH, now)
    return select(Interest.id).where(ended | (Interest.changed_at < over_before(RecordKind.WISH, now)))


def _due_messages(now: datetime) -> Select[Any]:
    """A mail that left, or never will, and is about no meeting to come."""
    moment = over_before(RecordKind.MESSAGE, now)
    coming = exists().where(Meeting.session_id == OutboxMessage.session_id, Meeting.ends_at >= moment)
    old = (OutboxMessage.created_at < moment, OutboxMessage.state != MessageState.WAITING, ~coming)
    return select(OutboxMessage.id).where(*old).order_by(OutboxMessage.created_at)


def _end_messages(session: Session, _now: datetime, keys: Keys) -> int:
    session.execute(update(Bounce).where(Bounce.outbox_id.in_(keys)).values(outbox_id=None))
    session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(keys)))
    return len(keys)


def _due_mailboxes(now: datetime) -> Select[Any]:
    """A mailbox that chose nothing and of which no announcement is kept; one that stopped is kept to be spared."""
    told = exists().where(OutboxMessage.to_address == MailPreference.mailbox, OutboxMessage.stop_link != "")
    chose = [cast(column, Text) != "[]" for column in (MailPreference.themes, MailPreference.communes)]
    old = (MailPreference.created_at < over_before(RecordKind.MESSAGE, now), MailPreference.stopped_at.is_(None))
    return select(MailPreference.id).where(*old, ~or_(*chose), ~told)


def _due_private_feeds(_now: datetime) -> Select[Any]:
    """The calendar address of an account that was closed."""
    closed = select(Account.id).where(Account.deactivated_at.is_not(None))
    return select(PrivateFeed.account_id).where(PrivateFeed.account_id.in_(closed))


def _due_team_feeds(_now: datetime) -> Select[Any]:
    """The address of a team's calendar whose account was closed, or coordinates that association no more."""
    acts = exists().where(
        Membership.account_id == TeamFeed.account_id,
        Membership.partner_id == TeamFeed.partner_id,
        Membership.left_on.is_(None),
    )
    closed = select(Account.id).where(Account.deactivated_at.is_not(None))
    return select(TeamFeed.id).where(TeamFeed.account_id.in_(closed) | ~acts)


def _due_entries(now: datetime) -> Select[Any]:
    """The calendar entries of sessions that are over; their mails have left before them."""
    coming = select(Meeting.session_id).where(Meeting.ends_at >= over_before(RecordKind.MESSAGE, now))
    over = select(TrainingSession.id).where(TrainingSession.id.not_in(coming))
    told = exists().where(OutboxMessage.entry_id == CalendarEntry.id)
    return select(CalendarEntry.id).where(CalendarEntry.session_id.in_(over), ~told)


def _end_entries(session: Session, _now: datetime, keys: Keys) -> int:
    session.execute(update(InboundMessage).where(InboundMessage.entry_id.in_(keys)).values(entry_id=None))
    session.execute(delete(CalendarEntry).where(CalendarEntry.id.in_(keys)))
    return len(keys)


def _by_age(name: str, key: InstrumentedAttribute[Any], at: InstrumentedAttribute[Any], record: RecordKind) -> Step:
    """What is erased when it is older than its term, whatever it holds."""
    return Step(name, key, _older(key, at, record), _erased(key))


STEPS: tuple[Step, ...] = (
    # First: who never came needs no anonymous person.
    Step("cancelled_registrations", Registration.id, _due_cancelled, _end_cancelled),
    Step("registrations", Registration.id, _due_registrations, _end_registrations),
    Step("join_requests", JoinRequest.id, _due_join_requests, _end_join_requests),
    Step("people", Person.id, _due_people, _erased(Person.id)),
    _by_age("certificates", Certificate.id, Certificate.issued_at, RecordKind.CERTIFICATE),
    Step("contacts", Contact.id, _due_contacts, _erased(Contact.id)),
    Step("accounts", Account.id, _due_accounts, _end_accounts),
    Step("wishes", Interest.id, _due_wishes, _erased(Interest.id)),
    Step("messages", OutboxMessage.id, _due_messages, _end_messages),
    _by_age("written_by_hand", SessionMessage.id, SessionMessage.created_at, RecordKind.MESSAGE),
    Step("mailboxes", MailPreference.id, _due_mailboxes, _erased(MailPreference.id)),
    Step("private_feeds", PrivateFeed.account_id, _due_private_feeds, _erased(PrivateFeed.account_id)),
    Step("team_feeds", TeamFeed.id, _due_team_feeds, _erased(TeamFeed.id)),
    Step("entries", CalendarEntry.id, _due_entries, _end_entries),
    _by_age("bounces", Bounce.id, Bounce.at, RecordKind.BOUNCE),
    Step("evaluation_tickets", EvaluationTicket.key, attendance_terms.due_tickets, _erased(EvaluationTicket.key)),
    Step("evaluations", Evaluation.id, attendance_terms.due_evaluations, attendance_terms.end_evaluations),
    Step("trainer_questions", TrainerQuestion.id, attendance_terms.due_trainer_questions, _erased(TrainerQuestion.id)),
    _by_age("declarations", DeclaredPresence.id, DeclaredPresence.declared_at, RecordKind.DECLARATION),
    Step("room_codes", RoomCode.meeting_id, attendance_terms.due_room_codes, _erased(RoomCode.meeting_id)),
    Step("sheet_scans", SheetScan.id, file_terms.due_scans, file_terms.letting_go(SheetScan)),
    Step("session_files", SessionFile.id, file_terms.due_session_files, file_terms.letting_go(SessionFile)),
    Step("missed_words", MissedWord.day, missed_words.due, _erased(MissedWord.day)),
    _by_age("address_changes", AddressChange.id, AddressChange.created_at, RecordKind.JOURNAL),
    _by_age("form_receipts", FormReceipt.key, FormReceipt.at, RecordKind.JOURNAL),
    _by_age("sign_ins", SignIn.id, SignIn.last_seen_at, RecordKind.JOURNAL),
    _by_age("journal", Event.id, Event.at, RecordKind.JOURNAL),
)
