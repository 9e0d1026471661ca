"""Messages about registrations that carry no calendar entry: to the person, the coordinators, staff and trainers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from portal.mail.entries.situations import Situation
from portal.mail.stories.decisions import Group
from portal.mail.stories.stories import Command, Recipient, Story, spoken
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import mark
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.rules.base.names import NOBODY
from portal.rules.registrations.transitions import TransitionKind

PAST_IS_NEWS = ("no_seat", "place_cancelled", "request_refused", "session_over", "certificate_changed")


def about(situation: Situation, message: str = "") -> dict[str, Any]:
    """What every template about a session may use."""
    return {
        "session_title": situation.title,
        "session_url": page(f"/seances/{situation.training.public_id}"),
        "partner_url": page("/mon-association"),
        "agenda_url": page("/"),
        "interest_url": page(f"/formations/{situation.slug}/prevenez-moi"),
        "phone": situation.training.contact_phone,
        "bring": situation.training.note,
        "word": situation.training.mail_word,
        "day": situation.day,
        "start": situation.start,
        "cancel_deadline": situation.deadlines.cancel_deadline,
        "quota_release": situation.deadlines.quota_release_at,
        "cancel_open": situation.now < situation.deadlines.cancel_deadline,
        "meetings": situation.meetings,
        "message": message,
        "other_dates": situation.other_dates,
        "reason": situation.training.cancel_reason,
        "evaluation_url": situation.training.evaluation_link,
        "own_evaluation": False,
    }


def to_person(command: Command, story: Story, extra: dict[str, Any] | None = None) -> Iterator[Envelope]:
    """The person's own mail, or one to each coordinator who hands it on; never two for the same story."""
    for recipient in command.recipients(story):
        yield _plain(command, story, recipient, extra or {})


def _plain(command: Command, story: Story, recipient: Recipient, extra: dict[str, Any]) -> Envelope:
    situation, kind = command.situation, story.decision.kind
    number = story.row.registration.id
    ticket = "" if recipient.hand_on else command.tickets.get(number, "")
    values = {"cards": situation.meetings, "before": None, "left": "", "again": False, "teaches": False}
    return Envelope(
        kind=kind,
        to_address=recipient.address,
        to_name=header_name([recipient.name]),
        context={
            **about(situation, command.message),
            **command.news(story),
            **values,
            **extra,
            "given_name": recipient.given_name,
            "hand_on": recipient.hand_on,
            "names": story.row.name,
            "own_links": [] if recipient.hand_on else [(story.row.name, mark(story.row.registration))],
            "rank": story.rank,
            "outcome": story.row.registration.outcome,
            "certificate_url": "" if recipient.hand_on else certificate_link(story),
            "team_url": team_page(command, story),
            **({"evaluation_url": ticket_link(ticket), "own_evaluation": True} if ticket else {}),
        },
        session_id=situation.training.id,
        # A ticket stands nowhere else: neither staff nor a backup find it once the mail has left (docs/adr/0022).
        secret=bool(ticket),
        expires_at=_expires(situation, kind),
        cause=Cause(registrations=[number], transition=story.transition.kind.value),
    )


def certificate_link(story: Story) -> str:
    """Where the person's own link gives her certificate; it is always the valid one."""
    return f"{mark(story.row.registration)}/attestation.pdf"


def ticket_link(ticket: str) -> str:
    """Where a ticket opens its evaluation: in clear, for nothing kept beside it could make it again."""
    return page(f"/evaluation/{ticket}")


def _expires(situation: Situation, kind: str) -> datetime | None:
    """News of a session that is over help nobody; that there was no seat, or that it did not take place, do."""
    called_off_late = kind == "session_cancelled" and situation.now >= situation.start
    return None if kind in PAST_IS_NEWS or called_off_late else situation.end


def summaries(command: Command) -> Iterator[Envelope]:
    """One summary a coordinator and partner, of all that the command did to the partner's registrations.

    A move has its own (compose/moves.py): they wait until it cannot be taken back.
    """
    together: dict[tuple[int, bool], list[Story]] = defaultdict(list)
    for story in command.stories:
        if story.decision.group is not None and story.transition.kind is not TransitionKind.RESCHEDULED:
            together[story.row.partner.id, story.unannounced].append(story)
    for stories in together.values():
        for account in command.coordinators(stories[0]):
            if any(story.row.mailbox != account.email for story in stories):
                yield summary(command, account, stories)


def summary(command: Command, account: Account, stories: Sequence[Story]) -> Envelope:
    """What one coordinator reads of these registrations of a partner."""
    in_order = sorted(stories, key=lambda story: story.row.person.book_order if story.row.person else NOBODY)
    groups = {group.value: told for group in Group if (told := [s for s in in_order if s.decision.group is group])}
    actor = command.situation.actor
    return Envelope(
        kind="partner_summary",
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            **about(command.situation, command.message),
            "given_name": unlinkable(account.called),
            "partner": stories[0].row.partner_name,
            "by": "" if actor is None or actor is account else unlinkable(spoken(actor)),
            "by_self": actor is account,
            "groups": groups,
            "was": [],
            "moved": "",
            "team_url": team_page(command, stories[0]),
        },
        session_id=command.situation.training.id,
        cause=Cause(registrations=[story.row.registration.id for story in stories]),
    )


def team_page(command: Command, story: Story) -> str:
    """The page on which the partner's coordinators change its registrations for the session."""
    return page(f"/associations/{story.row.partner.slug}/seances/{command.situation.training.public_id}")


def approvals(command: Command, staff: Iterable[Account]) -> Iterator[Envelope]:
    """Each of the staff is told at once of what waits for approval; a request to join has its own message."""
    stories = [story for story in command.stories if story.decision.staff]
    return _to_accounts(command, "approval_needed", staff, stories)


def late_changes(command: Command) -> Iterator[Envelope]:
    """After the line has stopped, the trainers are told who does not come any more, and who comes instead."""
    if not command.situation.frozen:
        return iter(())
    stories = [story for story in command.stories if story.decision.trainers]
    return _to_accounts(command, "late_changes", command.situation.trainers, stories)


def _to_accounts(
    command: Command, kind: str, accounts: Iterable[Account], stories: Sequence[Story]
) -> Iterator[Envelope]:
    for account in accounts if stories else ():
        yield Envelope(
            kind=kind,
            to_address=account.email,
            to_name=header_name([spoken(account)]),
            context={
                **about(command.situation, command.message),
                "given_name": unlinkable(account.called),
                "stories": stories,
                "partner": stories[0].row.partner_name,
                "desk_url": page("/gestion"),
                "list_url": page(f"/seances/{command.situation.training.public_id}/participants"),
            },
            session_id=command.situation.training.id,
            expires_at=command.situation.end,
            cause=Cause(registrations=[story.row.registration.id for story in stories]),
        )


def waits_for_rank(command: Command) -> bool:
    """Whether some message of the command says a rank."""
    return any(story.decision.kind == "waiting" for story in command.stories)
