"""The closed vocabularies of the domain: states, reasons, roles, kinds (docs/glossary.md)."""

from enum import StrEnum


class RegistrationState(StrEnum):
    """Where a registration stands (docs/registration.md)."""

    PENDING = "pending"
    WAITLISTED = "waitlisted"
    HELD = "held"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


LIVE = frozenset(
    {
        RegistrationState.PENDING,
        RegistrationState.WAITLISTED,
        RegistrationState.HELD,
        RegistrationState.CONFIRMED,
    }
)
SEATS = frozenset({RegistrationState.HELD, RegistrationState.CONFIRMED, RegistrationState.COMPLETED})
ONE_PER_PERSON = LIVE | {RegistrationState.COMPLETED}


class CancelReason(StrEnum):
    """Why a registration ended."""

    BY_PERSON = "by_person"
    BY_PARTNER = "by_partner"
    BY_STAFF = "by_staff"
    NOT_ME = "not_me"
    SUBSTITUTED = "substituted"
    REJECTED = "rejected"
    HOLD_EXPIRED = "hold_expired"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_STARTED = "session_started"
    DECLINED = "declined"


class Outcome(StrEnum):
    """What a completed registration came to."""

    ATTENDED = "attended"
    PARTIAL = "partial"
    NO_SHOW = "no_show"
    EXCUSED = "excused"


class PresenceMark(StrEnum):
    """What was noted of somebody at a meeting; an excuse is kept without its reason."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"


class NotedBy(StrEnum):
    """How a presence came to be noted: by the trainer in the room, from the paper signed, or by telephone."""

    TRAINER = "trainer"
    PAPER = "paper"
    TELEPHONE = "telephone"


class SessionStatus(StrEnum):
    """Life of a training session."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DONE = "done"
    CANCELLED = "cancelled"


class Seeding(StrEnum):
    """What a session offers to who asked to hear of it: nothing but the message, the first days, or priority."""

    NONE = "none"
    INVITATION = "invitation"
    CREDIT = "credit"


class ContentStatus(StrEnum):
    """Life of a workshop, a sheet or a toolkit."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class PartnerStatus(StrEnum):
    """Life of a partner in the directory."""

    APPLIED = "applied"
    ACTIVE = "active"
    DORMANT = "dormant"
    ENDED = "ended"
    REFUSED = "refused"


class RelationshipKind(StrEnum):
    """What ties a partner to the company; several at once, each with its dates."""

    TENANT_ASSOCIATION = "tenant_association"
    PUBLIC_BODY = "public_body"
    CONTRACTED_RELAY = "contracted_relay"
    HOUSING_OPERATOR = "housing_operator"
    GUEST = "guest"


class Visibility(StrEnum):
    """Who may read a field: everybody, signed-in partners, or staff."""

    PUBLIC = "public"
    NETWORK = "network"
    STAFF = "staff"


class AddressVisibility(StrEnum):
    """Who may read a site's address; HIDDEN never leaves the staff's own form."""

    PUBLIC = "public"
    NETWORK = "network"
    HIDDEN = "hidden"


class ContactKind(StrEnum):
    """A function's mailbox is preferred over a person."""

    ROLE_MAILBOX = "role_mailbox"
    PERSON = "person"


class MembershipRole(StrEnum):
    """What an account may do for a partner."""

    COORDINATOR = "coordinator"
    MEMBER = "member"


class AccountRole(StrEnum):
    """What somebody is invited to do. A trainer is an account that a session can be given to."""

    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    STAFF = "staff"
    ADMIN = "admin"


class JoinState(StrEnum):
    """Life of a request to join."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class MessageState(StrEnum):
    """Life of a message in the outbox."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class CalendarMethod(StrEnum):
    """The two iTIP methods the portal sends."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class PartStat(StrEnum):
    """What a mailbox answered to its invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class InboundKind(StrEnum):
    """What arrived in the portal's own mailbox."""

    REPLY = "reply"
    OTHER_CALENDAR = "other_calendar"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    HUMAN = "human"
    UNREADABLE = "unreadable"


class InboundState(StrEnum):
    """What became of it."""

    APPLIED = "applied"
    IGNORED = "ignored"
    FORWARDED = "forwarded"
    TO_READ = "to_read"
    READ = "read"


class InboundReason(StrEnum):
    """Why it was not applied, or waits for staff."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    FORGED = "forged"
    OTHER_SENDER = "other_sender"
    UNKNOWN_INVITATION = "unknown_invitation"
    OTHER_ATTENDEE = "other_attendee"
    COUNTER = "counter"
    DELEGATED = "delegated"
    SEVERAL_EVENTS = "several_events"
    TRAINER_DECLINED = "trainer_declined"
    TOO_MANY = "too_many"
    FAILED = "failed"
    STALE = "stale"
    REPEATED = "repeated"
    ENDED = "ended"
    FROM_OUTSIDE = "from_outside"
    UNTRACED = "untraced"
    MACHINE = "machine"


class BounceWeight(StrEnum):
    """What one refusal by a mail server says about the address."""

    UNREACHABLE = "unreachable"
    COUNTED = "counted"
    DISTRUSTED = "distrusted"
    FULL = "full"
    PASSING = "passing"


class AttachmentKind(StrEnum):
    """What an attached file is for."""

    GUIDE = "guide"
    CHECKLIST = "checklist"
    TEMPLATE = "template"
    SLIDES = "slides"


class CountKind(StrEnum):
    """What is counted, by day, without persons."""

    VIEW = "view"
    DOWNLOAD = "download"


class SearchKind(StrEnum):
    """What the one search finds."""

    PARTNER = "partner"
    SHEET = "sheet"
    WORKSHOP = "workshop"


class WordKind(StrEnum):
    """What a group of words is: everyday words and acronyms mean the same; of a lead all lead to the first."""

    SYNONYM = "synonym"
    ACRONYM = "acronym"
    LEAD = "lead"
