"""What happened to one registration in a command, with all that its messages say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.mail.entries.meetings import MeetingFacts
from portal.mail.entries.situations import Row, Situation
from portal.mail.stories.decisions import SILENT, Decision, decide, gains_seat, how
from portal.mail.wire.words import unlinkable
from portal.models.accounts.accounts import Account
from portal.rules.base.names import full_name
from portal.rules.base.states import RegistrationState
from portal.rules.registrations.ranks import Rank
from portal.rules.registrations.transitions import Transition, TransitionKind

UNANNOUNCED = (RegistrationState.PENDING, RegistrationState.CANCELLED)
GIVE_SEATS = {TransitionKind.SEATED, TransitionKind.SEAT_HELD}
TOLD_BY_REQUEST = (TransitionKind.ASKED, TransitionKind.REJECTED)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a mail goes to, and whom it greets. `hand_on` names the person it is for who has no address of her own."""

    address: str
    name: str
    given_name: str
    hand_on: str = ""


@dataclass(slots=True)
class Story:
    """One transition of one registration, decided. `other` is who took the seat over, or who gave it."""

    row: Row
    transition: Transition
    decision: Decision
    how: str
    other: str = ""
    rank: Rank | None = None

    @property
    def gains(self) -> bool:
        """Whether it brings a seat."""
        return gains_seat(self.transition)

    @property
    def loses(self) -> bool:
        """Whether it takes a seat away, or what is left of one."""
        had_seat = self.transition.before is RegistrationState.CONFIRMED
        return had_seat and self.transition.kind is not TransitionKind.RESCHEDULED

    @property
    def unannounced(self) -> bool:
        """Whether the person never heard of it: typed in a request to join that nobody has accepted.

        Only who asked hears then; else anybody could have the portal write to strangers.
        """
        waits = self.transition.before in (None, RegistrationState.PENDING)
        asked = self.row.registration.join_request_id is not None
        return asked and waits and self.transition.after in UNANNOUNCED

    @property
    def note(self) -> str:
        """The reason that was given, safe in a mail."""
        return unlinkable(self.transition.note)


@dataclass(slots=True)
class Command:
    """A command as its messages see it: what is, what happened, in whose mailboxes, and what staff wrote to all.

    `askers` are the accounts behind requests to join that nobody has accepted; `was` the meetings before they moved;
    `tickets` those of the evaluation, by registration.
    """

    situation: Situation
    stories: list[Story]
    mailboxes: set[str]
    message: str = ""
    askers: dict[int, Account] = field(default_factory=dict)
    was: Sequence[MeetingFacts] = ()
    tickets: Mapping[int, str] = field(default_factory=dict)

    @property
    def kinds(self) -> set[TransitionKind]:
        """What happened, to whomever."""
        return {story.transition.kind for story in self.stories}

    @property
    def unanswered_requests(self) -> set[int]:
        """The requests to join behind stories that only who asked hears of."""
        found = {story.row.registration.join_request_id for story in self.stories if story.unannounced}
        return {number for number in found if number is not None}

    def story_of(self, registration_ids: Iterable[int], gains: bool) -> Story | None:
        """The first story among these registrations that gains, or that loses, a seat."""
        wanted = set(registration_ids)
        found = (story for story in self.stories if story.row.registration.id in wanted)
        return next((story for story in found if (story.gains if gains else story.loses)), None)

    def news(self, story: Story) -> dict[str, Any]:
        """What a template needs to say who did what; fit for JSON."""
        actor = self.situation.actor
        by_self = actor is not None and bool(story.row.mailbox) and actor.email == story.row.mailbox
        return {
            "how": story.how,
            "by": unlinkable(spoken(actor)),
            "by_self": by_self,
            "by_partner": actor in self.situation.coordinators[story.row.partner.id],
            "partner": "" if story.row.partner.individual else story.row.partner_name,
            "other": story.other,
            "note": story.note,
        }

    def recipients(self, story: Story) -> list[Recipient]:
        """The person; without an address the coordinators of the partner, or who acted, who hand the mail on.

        Nobody for a seat without a name.
        """
        row = story.row
        if row.person is None or story.unannounced:
            return []
        if row.mailbox:
            return [Recipient(row.mailbox, row.name, row.given_name)]
        return [
            Recipient(account.email, spoken(account), row.given_name, row.name) for account in self.coordinators(story)
        ]

    def coordinators(self, story: Story) -> list[Account]:
        """Who hears for the partner: its coordinators; while it has none who acted, or who asked to join."""
        if story.unannounced:
            asker = self.askers.get(story.row.registration.join_request_id or 0)
            return [asker] if asker else []
        actor = self.situation.actor
        return self.situation.coordinators[story.row.partner.id] or ([actor] if actor else [])


def spoken(account: Account | None) -> str:
    """The name to say; never the address, which is nobody else's business."""
    return full_name(account.given_name, account.family_name) if account else ""


def tell_stories(situation: Situation, transitions: Sequence[Transition]) -> Iterator[Story]:
    """One story a transition that somebody hears of. Raises Undecided."""
    kinds: dict[int, set[TransitionKind]] = defaultdict(set)
    for transition in transitions:
        kinds[transition.registration_id].add(transition.kind)
    others = _others(situation, transitions)
    for transition in transitions:
        own = kinds[transition.registration_id]
        decision = decide(transition, bool(own & GIVE_SEATS))
        row = situation.rows[transition.registration_id]
        came = how(transition, frozenset(own))
        story = Story(row, transition, decision, came, others.get(transition.registration_id, ""))
        if decision != SILENT and not (story.unannounced and transition.kind in TOLD_BY_REQUEST):
            yield story


def _others(situation: Situation, transitions: Sequence[Transition]) -> dict[int, str]:
    """For both sides of a substitution, the name of the other one."""
    found: dict[int, str] = {}
    for transition in transitions:
        if transition.kind is TransitionKind.SUBSTITUTED and transition.other_id in situation.rows:
            found[transition.registration_id] = situation.rows[transition.other_id].name
            found[transition.other_id] = situation.rows[transition.registration_id].name
    return found
