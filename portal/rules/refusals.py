"""Business refusals: one exception class a reason. The French sentence of each code is in web/messages.py."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar


class Refusal(Exception):
    """A command that may not be done; nothing was changed. `status` is the HTTP status of its page."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details


class NotFound(Refusal):
    """The object does not exist, or not for this person."""

    code = "not_found"
    status = 404


class SessionNotPublished(Refusal):
    """A draft takes no registration."""

    code = "session_not_published"


class SessionCancelled(Refusal):
    """The session was cancelled."""

    code = "session_cancelled"


class SessionStarted(Refusal):
    """The first meeting has begun."""

    code = "session_started"


class NotYetOpen(Refusal):
    """Registration opens later; `opens_at` says when."""

    code = "not_yet_open"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at=opens_at)


class RegistrationClosed(Refusal):
    """Registration closed at `closes_at`."""

    code = "registration_closed"

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at=closes_at)


class AlreadyRegistered(Refusal):
    """The person has a live registration in this session; `name` says who."""

    code = "already_registered"


class GroupLargerThanQuota(Refusal):
    """A group that comes together or not at all passes its partner's quota (`size`, `quota`)."""

    code = "group_larger_than_quota"

    def __init__(self, size: int, quota: int) -> None:
        super().__init__(size=size, quota=quota)


class SamePersonTwice(Refusal):
    """One form names the same person twice."""

    code = "same_person_twice"


class PersonBlocked(Refusal):
    """`name` said "ce n’est pas moi": nobody registers that person again."""

    code = "person_blocked"

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


class OptionsMissing(Refusal):
    """A question to choose from offers at least two different options."""

    code = "options_missing"
    status = 422


class NobodyNamed(Refusal):
    """A registration form without a person."""

    code = "nobody_named"
    status = 422


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


class StaleVersion(Refusal):
    """The row changed since the page was drawn: the page shows the present state."""

    code = "stale_version"


class NotLive(Refusal):
    """The registration is no longer live (`state` says what it is)."""

    code = "not_live"


class NotConfirmed(Refusal):
    """Only a confirmed seat can be handed to a colleague."""

    code = "not_confirmed"


class ReasonMissing(Refusal):
    """A reason is due and was not given."""

    code = "reason_missing"
    status = 422


class NothingChanged(Refusal):
    """The command would change nothing."""

    code = "nothing_changed"


class MeetingStarted(Refusal):
    """A meeting that has begun is not moved."""

    code = "meeting_started"


class MeetingInPast(Refusal):
    """A meeting must lie in the future and end after it starts."""

    code = "meeting_in_past"
    status = 422


class DeadlinesDisordered(Refusal):
    """A registration window or a deadline out of order (`field` says which)."""

    code = "deadlines_disordered"
    status = 422


class SessionIncomplete(Refusal):
    """A session without a meeting is not published."""

    code = "session_incomplete"
    status = 422


class AlreadyPublished(Refusal):
    """The draft was published meanwhile."""

    code = "already_published"


class WorkshopNotPublished(Refusal):
    """A session is published after its workshop."""

    code = "workshop_not_published"
    status = 422


class CancellationPlanned(Refusal):
    """The session is about to be cancelled: it is restored first."""

    code = "cancellation_planned"


class AddressTaken(Refusal):
    """The address belongs to another account or person."""

    code = "address_taken"


class CodeWrong(Refusal):
    """The sign-in code does not match; `left` tries remain."""

    code = "code_wrong"
    status = 422


class ChallengeOver(Refusal):
    """The sign-in link or code expired, was used, or was tried too often."""

    code = "challenge_over"
    status = 410


class OtherBrowser(Refusal):
    """The link was opened in another browser than the one that asked."""

    code = "other_browser"
    status = 422


class TooManyRequests(Refusal):
    """A limit on sign-in or mail-sending requests; `minutes` says how long to wait."""

    code = "too_many_requests"
    status = 429


class SecondFactorWrong(Refusal):
    """The second-factor code does not match or was used."""

    code = "second_factor_wrong"
    status = 422


class RequestWaiting(Refusal):
    """A request to join of this account still awaits its answer."""

    code = "request_waiting"


class AlreadyDecided(Refusal):
    """Somebody decided already."""

    code = "already_decided"


class PresenceTooEarly(Refusal):
    """Presence is marked from the day of the meeting (`first`) on."""

    code = "presence_too_early"

    def __init__(self, first: date) -> None:
        super().__init__(first=first)


class PresenceOver(Refusal):
    """Presence no longer changes after the day `last`."""

    code = "presence_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class SessionNotOver(Refusal):
    """A session is closed after its last meeting."""

    code = "session_not_over"


class SessionClosed(Refusal):
    """The session was closed already: outcomes are corrected one by one."""

    code = "session_closed"


class PresenceMissing(Refusal):
    """Presence is not marked for everybody (`names` says for whom not)."""

    code = "presence_missing"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names=", ".join(names))


class OutcomeMissing(Refusal):
    """Somebody was never there, and nobody said whether that was excused (`names` says who)."""

    code = "outcome_missing"
    status = 422

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names=", ".join(names))


class OutcomeOver(Refusal):
    """An outcome no longer changes after the day `last`."""

    code = "outcome_over"

    def __init__(self, last: date) -> None:
        super().__init__(last=last)


class NoQuota(Refusal):
    """Nothing limits a partner in this session now: there is nothing to raise."""

    code = "no_quota"


class BelowQuota(Refusal):
    """A partner's own limit is never under that of the session (`quota`)."""

    code = "below_quota"
    status = 422

    def __init__(self, quota: int) -> None:
        super().__init__(quota=quota)


class LineStillMoves(Refusal):
    """Trainers give seats once the line has stopped moving by itself, at `freeze_at`."""

    code = "line_still_moves"

    def __init__(self, freeze_at: datetime) -> None:
        super().__init__(freeze_at=freeze_at)


class NobodyWaits(Refusal):
    """There is nobody in the line to ask."""

    code = "nobody_waits"


class AskedAlready(Refusal):
    """Those who wait were asked in the last 24 hours."""

    code = "asked_already"


class AccountClosed(Refusal):
    """The account was closed: who may reopen it does so first."""

    code = "account_closed"


class LastAdministrator(Refusal):
    """The last administrator keeps the role."""

    code = "last_administrator"


class LastCoordinator(Refusal):
    """A partner keeps at least one coordinator."""

    code = "last_coordinator"


class ChangeNoteMissing(Refusal):
    """Publishing a revision asks for a note on what changed."""

    code = "change_note_missing"
    status = 422


class EditedMeanwhile(Refusal):
    """Somebody else saved this page since it was opened."""

    code = "edited_meanwhile"


class KeptForPartners(Refusal):
    """A sheet that only who acts for a partner, gives sessions or manages may read."""

    code = "kept_for_partners"
    status = 403


class SheetIncomplete(Refusal):
    """A sheet is published with a summary and a text."""

    code = "sheet_incomplete"
    status = 422


class NothingToPublish(Refusal):
    """The sheet has no draft: what is online is its last text."""

    code = "nothing_to_publish"


class NeverPublished(Refusal):
    """A sheet that was never published cannot come back online."""

    code = "never_published"


class FileNotKept(Refusal):
    """The disk is full or refuses to write; nothing was kept."""

    code = "file_not_kept"
    status = 503


class FileEmpty(Refusal):
    """The file sent holds nothing."""

    code = "file_empty"
    status = 422


class FileTooLarge(Refusal):
    """The file is larger than `limit` bytes; `megabytes` is the same for the sentence."""

    code = "file_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit, megabytes=limit // (1024 * 1024))


class FileTypeRefused(Refusal):
    """Files of this type are not taken; `extension` is what the name says."""

    code = "file_type_refused"
    status = 422

    def __init__(self, extension: str) -> None:
        super().__init__(extension=extension)


class FileNotWhatItSays(Refusal):
    """The content is not what the extension of the name says."""

    code = "file_not_what_it_says"
    status = 422


class FileUnreadable(Refusal):
    """The file is damaged and cannot be opened."""

    code = "file_unreadable"
    status = 422


class FileProtected(Refusal):
    """The file opens with a password only."""

    code = "file_protected"
    status = 422


class FileWithMacros(Refusal):
    """The file holds macros, which run on the reader's machine."""

    code = "file_with_macros"
    status = 422


class FileExpandsTooMuch(Refusal):
    """The file unfolds to far more than its size: too many members, bytes or pixels."""

    code = "file_expands_too_much"
    status = 422


class PhoneUnreadable(Refusal):
    """No telephone number can be read from what was typed."""

    code = "phone_unreadable"
    status = 422


class EnterpriseNumberWrong(Refusal):
    """The enterprise number does not have its ten digits or its check digits."""

    code = "enterprise_number_wrong"
    status = 422


class EnterpriseNumberTaken(Refusal):
    """Another partner (`name`) has this enterprise number."""

    code = "enterprise_number_taken"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class PossibleDuplicate(Refusal):
    """The new partner looks like others (`suspects`); confirming creates it all the same."""

    code = "possible_duplicate"
    status = 422


class DatesDisordered(Refusal):
    """The end comes before the start."""

    code = "dates_disordered"
    status = 422


class ParentCircular(Refusal):
    """A partner cannot be part of itself, nor of one of its own services."""

    code = "parent_circular"
    status = 422


class MailOver(Refusal):
    """The message left, or was dropped: there is nothing to try again."""

    code = "mail_over"


class MailPast(Refusal):
    """What the message is about is past."""

    code = "mail_past"


class MailErased(Refusal):
    """The message carried a secret, and its words are gone."""

    code = "mail_erased"


class MailLeaving(Refusal):
    """A worker is sending the message at this moment."""

    code = "mail_leaving"


class MailOvertaken(Refusal):
    """A newer message about the same calendar entry has left: the older one would undo it."""

    code = "mail_overtaken"
