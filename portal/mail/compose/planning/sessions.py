"""Messages that follow a calendar entry.

The mail that carries the invitation is the confirmation: one message, which says who, what, where and why.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app

from portal.mail.compose.registrations.registrations import about
from portal.mail.entries.meetings import MeetingFacts, record_of
from portal.mail.entries.revisions import Revision
from portal.mail.entries.wordings import heading
from portal.mail.stories.stories import Command
from portal.mail.wire.calendar import Invitation, render
from portal.mail.wire.causes import Cause, EntryNews, entry_news_of
from portal.mail.wire.links import page
from portal.mail.wire.outbox import CalendarPart, Envelope
from portal.mail.wire.personal_links import mark
from portal.mail.wire.places import calendar_place
from portal.mail.wire.words import header_name, names
from portal.rules.base.states import CalendarMethod, SessionStatus
from portal.rules.planning.planning import undo_until
from portal.rules.registrations.transitions import TransitionKind
from portal.settings import current_settings

ALARM_MINUTES = 24 * 60
# What staff may still take back or correct once more: it waits ten minutes.
WAITING_KINDS = ("meeting_moved", "meeting_added", "meeting_removed", "entry_corrected")
NOBODY: Mapping[str, Any] = {
    "how": "",
    "by": "",
    "by_self": False,
    "by_partner": False,
    "partner": "",
    "other": "",
    "note": "",
}


def revision_message(command: Command, revision: Revision) -> Envelope:
    """The one message of a revision: its words, its calendar object, and when it may leave and is past."""
    situation = command.situation
    news = _news(command, revision)
    kind = _kind(command, revision, news)
    meeting = revision.meeting or revision.shown.meeting
    card = meeting if revision.method is CalendarMethod.REQUEST else _card_of_cancel(revision)
    message = command.message or _message_kept(command, revision)
    people = list(revision.shown.people.values())
    sequence = revision.entry.sequence
    return Envelope(
        key=f"{revision.method.value.lower()}:{revision.entry.uid}:{sequence}",
        kind=kind,
        to_address=revision.entry.mailbox,
        to_name=header_name(people) or _trainer_name(command, revision),
        context={**about(situation, message), **(news or NOBODY), **_words(command, revision, card)},
        session_id=situation.training.id,
        calendar=_calendar_part(command, revision, card),
        not_before=_not_before(command, revision, kind),
        expires_at=revision.shown.ends_at if revision.method is CalendarMethod.CANCEL else meeting.starts_at,
        cause=_cause(revision, news, message),
        message_id=revision.entry.first_message_id if sequence == 0 else "",
    )


def _card_of_cancel(revision: Revision) -> MeetingFacts:
    """What goes: the meeting by its present words where it stands as the mailbox knows it, else as it was shown."""
    meeting = revision.meeting
    if meeting is None or record_of(meeting).times_and_place != revision.shown.times_and_place:
        return revision.shown.meeting
    return replace(meeting, notes=(), phone="")


def _message_kept(command: Command, revision: Revision) -> str:
    """What staff had written into the message that is rewritten, unless they move the session once more."""
    return entry_news_of(revision.waiting).message if revision.waiting and not command.was else ""


def _news(command: Command, revision: Revision) -> Mapping[str, Any] | None:
    """What happened to who comes or goes; a message that is rewritten keeps what it was about to tell."""
    coming = revision.method is CalendarMethod.REQUEST
    story = command.story_of(revision.joined if coming else revision.left, gains=coming)
    if story is not None:
        return command.news(story)
    return entry_news_of(revision.waiting).news if revision.waiting else None


def _kind(command: Command, revision: Revision, news: Mapping[str, Any] | None) -> str:
    if revision.method is CalendarMethod.CANCEL:
        return _kind_of_cancel(command, revision, news)
    if revision.waiting is not None and revision.only_words:
        return revision.waiting.kind
    if revision.joined:
        added = news is None and revision.told is None and TransitionKind.RESCHEDULED in command.kinds
        return "meeting_added" if added else "place_confirmed"
    if revision.moved:
        return "meeting_moved"
    newly = revision.before is None or not revision.before.teaches
    if revision.shown.teaches and newly:
        return "trainer_invited"
    return "entry_corrected" if revision.corrects and revision.reworded and not revision.left else "entry_refreshed"


def _kind_of_cancel(command: Command, revision: Revision, news: Mapping[str, Any] | None) -> str:
    if command.situation.training.status is SessionStatus.CANCELLED:
        return "session_cancelled"
    if news is not None:
        return "place_given" if news["how"] == "substituted" else "place_cancelled"
    return "meeting_removed" if revision.meeting is None else "entry_withdrawn"


def _words(command: Command, revision: Revision, card: MeetingFacts) -> dict[str, Any]:
    people = revision.shown.people
    rows = command.situation.rows
    single = next(iter(people)) if len(people) == 1 else None
    told = revision.told if revision.method is CalendarMethod.REQUEST else None
    return {
        "cards": [card],
        "meeting": card,
        "before": told.meeting if told and revision.moved else None,
        "change": _what_changed(told.meeting, card) if told else "",
        "reworded": [word.value for word in revision.reworded] if told else [],
        "former": dict(told.wording or {}) if told else {},
        "heading": heading(command.situation.title, card.title),
        "names": names(list(people.values())),
        "joined": names([people[number] for number in revision.newly]),
        "left": names([told.people[number] for number in revision.left]) if told else "",
        "again": told is not None,
        "teaches": revision.shown.teaches,
        "given_name": rows[single].given_name if single in rows else "",
        "hand_on": "",
        "own_links": [(name, mark(rows[number].registration)) for number, name in people.items() if number in rows],
        "was": [],
        "rank": None,
    }


def _what_changed(before: MeetingFacts, after: MeetingFacts) -> str:
    """What is new of a meeting: its "place" or only its "link" at the same time, "both" time and place, "" its time."""
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        return "both" if before.venue_id != after.venue_id else ""
    return "place" if before.venue_id != after.venue_id else "link"


def _trainer_name(command: Command, revision: Revision) -> str:
    trainers = command.situation.trainers
    named = [account.name for account in trainers if account.email == revision.entry.mailbox and account.called]
    return header_name(named)


def _cause(revision: Revision, news: Mapping[str, Any] | None, message: str) -> Cause:
    shows = revision.before.as_json() if revision.before else None
    told = revision.told.as_json() if revision.told else None
    people = sorted({*revision.shown.people, *revision.left})
    return Cause(registrations=people, entry=EntryNews(shows, told, news, message, revision.corrects))


def _not_before(command: Command, revision: Revision, kind: str) -> datetime | None:
    """A move waits ten minutes, in case it is undone or corrected; not where the meeting is that near."""
    if kind not in WAITING_KINDS:
        return None
    starts = [shown.starts_at for shown in (revision.shown, revision.told) if shown]
    return undo_until(starts, command.situation.now)


def _calendar_part(command: Command, revision: Revision, card: MeetingFacts) -> CalendarPart:
    entry = revision.entry
    return CalendarPart(
        entry_id=entry.id,
        method=revision.method,
        content=render(_invitation(command, revision, card)),
        references=entry.first_message_id if entry.sequence else "",
    )


def _invitation(command: Command, revision: Revision, card: MeetingFacts) -> Invitation:
    situation, entry = command.situation, revision.entry
    settings = current_settings().mail
    people = list(revision.shown.people.values())
    return Invitation(
        uid=entry.uid,
        sequence=entry.sequence,
        dtstamp=entry.dtstamp,
        method=revision.method,
        starts_at=card.starts_at,
        ends_at=card.ends_at,
        summary=heading(situation.title, card.title),
        description=_description(command, revision, card),
        location=calendar_place(card.place, card.online_link),
        url=page(f"/seances/{situation.training.public_id}"),
        organizer_name=settings.sender_name,
        organizer_address=settings.sender_address,
        attendee_name=names(people) or _trainer_name(command, revision),
        attendee_address=entry.mailbox,
        online_link=card.online_link or None,
        lat=card.lat,
        lon=card.lon,
        alarm_minutes=ALARM_MINUTES,
    )


def _description(command: Command, revision: Revision, card: MeetingFacts) -> str:
    """What, for whom, where, whom to call. The public address only: people share their calendars."""
    values = {
        **about(command.situation),
        "meeting": card,
        "names": names(list(revision.shown.people.values())),
        "teaches": revision.shown.teaches,
        "cancelled": revision.method is CalendarMethod.CANCEL,
    }
    text: str = current_app.jinja_env.get_template("mails/_calendar.txt").render(values)
    return text.strip()
