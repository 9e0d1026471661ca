"""Refusals of a registration, a seat or an answer."""

from datetime import date, datetime

from portal.rules.refusals import Refusal


class SessionNotPublished(Refusal):
    """A draft takes no registration."""

    code = "session_not_published"


class SessionCancelled(Refusal):
    """The session was cancelled."""

    code = "session_cancelled"


class SessionStarted(Refusal):
    """The first meeting has begun."""

    code = "session_started"


class SessionLongOver(Refusal):
    """The session ended so long ago that neither a meeting nor a seat is added to it after the day `last`."""

    code = "session_long_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class NotYetOpen(Refusal):
    """Registration opens later; `opens_at` says when."""

    code = "not_yet_open"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at=opens_at)


class ListFirst(Refusal):
    """Until `opens_at` only those who had asked to hear of the session register: `seats` of those in the form."""

    code = "list_first"

    def __init__(self, opens_at: datetime, seats: int) -> None:
        super().__init__(opens_at=opens_at, seats=seats)


class RegistrationClosed(Refusal):
    """Registration closed at `closes_at`."""

    code = "registration_closed"

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at=closes_at)


class AlreadyRegistered(Refusal):
    """The person has a live registration in this session; `name` says who."""

    code = "already_registered"


class NamesakeRegistered(AlreadyRegistered):
    """Somebody of this name, known without an address, has a registration: perhaps another person."""

    code = "namesake_registered"


class GroupLargerThanQuota(Refusal):
    """A group that comes together or not at all passes its partner's quota (`size`, `quota`)."""

    code = "group_larger_than_quota"

    def __init__(self, size: int, quota: int) -> None:
        super().__init__(size=size, quota=quota)


class GroupLargerThanRoom(Refusal):
    """A group that comes together or not at all passes what the session has to give (`size`, `limit`)."""

    code = "group_larger_than_room"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size=size, limit=limit)


class SamePersonTwice(Refusal):
    """One form names the same person twice."""

    code = "same_person_twice"


class RegisteredTooOften(Refusal):
    """Registrations of this person, or of this mailbox, for this session began and ended too often in a day."""

    code = "registered_too_often"


class TooManyNewAddresses(Refusal):
    """One account gave more new addresses in a day than a team has; `most` is how many it may."""

    code = "too_many_new_addresses"


class AddressCorrectedTooOften(Refusal):
    """The address of this person was corrected several times in a day."""

    code = "address_corrected_too_often"


class NamesakesAlike(SamePersonTwice):
    """One form holds a name twice, both times without an address: one person twice, or two of one name."""

    code = "namesakes_alike"


class NamesakeKnown(Refusal):
    """A correction would make two people of a team alike: one name, no address."""

    code = "namesake_known"


class PersonBlocked(Refusal):
    """`name` said "ce n’est pas moi": nobody registers that person again."""

    code = "person_blocked"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class PersonElsewhere(Refusal):
    """`name` works at another site than the one that the actor is limited to."""

    code = "person_elsewhere"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class LinkUnknown(Refusal):
    """The personal link opens no registration."""

    code = "link_unknown"
    status = 404


class AnswersClosed(Refusal):
    """Questions and arrangements are answered until the line stops, at `freeze_at`."""

    code = "answers_closed"

    def __init__(self, freeze_at: datetime) -> None:
        super().__init__(freeze_at=freeze_at)


class ConsentMissing(Refusal):
    """Arrangements are kept with the person's explicit consent only."""

    code = "consent_missing"
    status = 422


class AnswerMissing(Refusal):
    """A question that must be answered is not, or not with one of its options."""

    code = "answer_missing"
    status = 422

    def __init__(self, label: str) -> None:
        super().__init__(label=label)


class NobodyNamed(Refusal):
    """A registration form without a person."""

    code = "nobody_named"
    status = 422


class SeatNotFree(Refusal):
    """Registering again by one press where no seat is free, or somebody waits."""

    code = "seat_not_free"


class NamesDue(Refusal):
    """Since `deadline` a seat is asked for with a name only."""

    code = "names_due"

    def __init__(self, deadline: datetime) -> None:
        super().__init__(deadline=deadline)


class SeatNeedsName(Refusal):
    """A seat given by decision is for a named person."""

    code = "seat_needs_name"
    status = 422


class AlreadyNamed(Refusal):
    """The seat has a name: it is corrected or replaced, not named."""

    code = "already_named"


class WaitsInGroup(Refusal):
    """The person (`name`) waits with others who come together: her row cannot be taken out."""

    code = "waits_in_group"


class NotLive(Refusal):
    """The registration is no longer live (`state` says what it is)."""

    code = "not_live"


class RequestFirst(Refusal):
    """The registration came with a request to join (`request_id`) that nobody has answered yet."""

    code = "request_first"


class NotConfirmed(Refusal):
    """Only a confirmed seat can be handed to a colleague."""

    code = "not_confirmed"


class NotDeclined(Refusal):
    """No calendar declined this registration's invitation: there is nothing to come back to."""

    code = "not_declined"
