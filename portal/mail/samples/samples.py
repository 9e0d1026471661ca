"""One sample of every kind of mail, by the very functions that write it, over invented rows: what staff preview.

Whoever adds a folder under templates/mails adds its sample here; a test of the law asks for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from portal.mail.compose.planning import announcements, attendee_lists, reminders, session_messages, sessions
from portal.mail.compose.planning import still_coming as asking
from portal.mail.compose.post import inbound
from portal.mail.compose.registrations import holds, joining, registrations
from portal.mail.entries.revisions import Revision
from portal.mail.samples import account_samples, attendance_samples
from portal.mail.samples.attendance_samples import NO_TICKET
from portal.mail.samples.sample_scene import Scene, scene
from portal.mail.stories.announcing import Hearing, Reader
from portal.mail.stories.stories import Recipient
from portal.mail.wire import outbox
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import hide
from portal.models.planning.announcements import Announcement, MailPreference
from portal.models.post.inbound import InboundMessage
from portal.models.registrations.people import JoinRequest
from portal.rules.base.states import CancelReason, Outcome, RegistrationState, SessionStatus
from portal.rules.planning.announcements import Listener
from portal.rules.planning.reminders import Term
from portal.rules.registrations.ranks import Rank
from portal.rules.registrations.transitions import Transition, TransitionKind

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
CANCELLED, PENDING = RegistrationState.CANCELLED, RegistrationState.PENDING
HELD, COMPLETED = RegistrationState.HELD, RegistrationState.COMPLETED
WEEK = timedelta(days=7)


class NoSample(KeyError):
    """A kind of mail of which nobody wrote a sample."""


def kinds() -> list[str]:
    """Every kind of mail that has a sample, in alphabetical order."""
    return sorted(SAMPLES)


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail as it would leave, about invented people; no personal link in it works."""

    kind: str
    to_address: str
    subject: str
    text: str
    html: str
    calendar: str


def sample(kind: str) -> Sample:
    """The sample of a kind. Raises NoSample."""
    if kind not in SAMPLES:
        raise NoSample(kind)
    written = SAMPLES[kind](scene())
    subject, text, html = outbox.render(written.kind, written.to_name, written.context)
    calendar = written.calendar.content.decode("utf-8") if written.calendar else ""
    return Sample(written.kind, written.to_address, subject, hide(text), hide(html), calendar)


def _told(at: Scene, done: Transition) -> Envelope:
    command = at.command(done)
    [story] = command.stories
    story.rank = Rank(3, blocked_by_quota=False, moves=True)
    return next(
        iter(registrations.to_person(command, story, {"was": [at.shown(later=-WEEK).meeting], "moved": "date"}))
    )


def _revised(at: Scene, revision: Revision, *done: Transition) -> Envelope:
    return sessions.revision_message(at.command(*done), revision)


def _place_confirmed(at: Scene) -> Envelope:
    seated = at.changed(TransitionKind.SEATED, WAITING, CONFIRMED)
    joined = at.changed(TransitionKind.JOINED_LINE, None, WAITING)
    at.rows[0].registration.state = CONFIRMED
    return _revised(at, at.revision(at.shown(at.rows[0])), joined, seated)


def _place_cancelled(at: Scene) -> Envelope:
    row = at.rows[0].registration
    row.cancel_reason = CancelReason.BY_PARTNER
    return _revised(at, at.removal(at.shown(at.rows[0])), at.changed(TransitionKind.CANCELLED, CONFIRMED, CANCELLED))


def _place_given(at: Scene) -> Envelope:
    one, two = (row.registration.id for row in at.rows)
    lost = Transition(TransitionKind.SUBSTITUTED, one, CONFIRMED, CANCELLED, CancelReason.SUBSTITUTED, other_id=two)
    return _revised(at, at.removal(at.shown(at.rows[0])), lost)


def _meeting_added(at: Scene) -> Envelope:
    done = at.changed(TransitionKind.RESCHEDULED, CONFIRMED, CONFIRMED)
    return _revised(at, at.revision(at.shown(at.rows[0])), done)


def _meeting_moved(at: Scene) -> Envelope:
    person = at.rows[0]
    return _revised(at, at.revision(at.shown(person), at.shown(person, later=-WEEK)))


def _entry_refreshed(at: Scene) -> Envelope:
    one, two = at.rows
    return _revised(at, at.revision(at.shown(one), at.shown(one, two)))


def _entry_corrected(at: Scene) -> Envelope:
    present, former = at.worded(), at.worded(place="Salle Exemple, rue de l’Exemple 2, 6000 Charleroi")
    person = at.rows[0]
    before, after = replace(at.shown(person), wording=former), replace(at.shown(person), wording=present)
    return _revised(at, replace(at.revision(after, before), corrects=True))


def _session_cancelled(at: Scene) -> Envelope:
    at.situation.training.status = SessionStatus.CANCELLED
    return _revised(at, at.removal(at.shown(at.rows[0])))


def _trainer_invited(at: Scene) -> Envelope:
    return _revised(at, at.revision(at.shown(teaches=True)))


def _entry_withdrawn(at: Scene) -> Envelope:
    return _revised(at, at.removal(at.shown(at.rows[0])))


def _meeting_removed(at: Scene) -> Envelope:
    return _revised(at, at.removal(at.shown(at.rows[0]), gone=True))


def _request_refused(at: Scene) -> Envelope:
    at.rows[0].registration.cancel_reason = CancelReason.REJECTED
    done = at.changed(TransitionKind.REJECTED, PENDING, CANCELLED, "La séance s’adresse aux services sociaux.")
    return _told(at, done)


def _no_seat(at: Scene) -> Envelope:
    at.rows[0].registration.cancel_reason = CancelReason.SESSION_STARTED
    return _told(at, at.changed(TransitionKind.MISSED, WAITING, CANCELLED))


def _session_over(at: Scene) -> Envelope:
    at.rows[0].registration.outcome = Outcome.ATTENDED
    command = at.command(at.changed(TransitionKind.COMPLETED, CONFIRMED, COMPLETED))
    command.tickets = {at.rows[0].registration.id: NO_TICKET}
    return next(iter(registrations.to_person(command, command.stories[0])))


def _certificate_changed(at: Scene) -> Envelope:
    at.rows[0].registration.outcome = Outcome.ATTENDED
    done = Transition(TransitionKind.OUTCOME_CORRECTED, at.rows[0].registration.id, COMPLETED, COMPLETED)
    return _told(at, replace(done, note="2026-K7QX-4M2P", certificate=True))


def _partner_summary(at: Scene) -> Envelope:
    command = at.command(at.changed(TransitionKind.SEATED, WAITING, CONFIRMED))
    return next(registrations.summaries(command))


def _approval_needed(at: Scene) -> Envelope:
    command = at.command(at.changed(TransitionKind.ASKED, None, PENDING))
    return next(iter(registrations.approvals(command, [at.staff])))


def _late_changes(at: Scene) -> Envelope:
    at.rows[0].registration.cancel_reason = CancelReason.BY_PARTNER
    at.situation.now = at.situation.start - timedelta(hours=1)
    command = at.command(at.changed(TransitionKind.CANCELLED, CONFIRMED, CANCELLED))
    return next(iter(registrations.late_changes(command)))


def _hold_reminder(at: Scene) -> Envelope:
    row, until = at.rows[0].registration, at.situation.start - WEEK
    row.hold_expires_at = until
    command = at.command(at.changed(TransitionKind.SEAT_HELD, WAITING, HELD))
    return holds.reminder(command, command.stories[0], at.coordinator, [row], until)


def _reminder(at: Scene) -> Envelope:
    who = Recipient(at.rows[0].mailbox, at.rows[0].name, at.rows[0].given_name)
    kits = [("Boîte à outils Énergie", "https://formations.example.org/boite-a-outils/energie")]
    term = Term(at.situation.now, at.situation.start, 7)
    return reminders.envelope(at.situation, term, who, at.rows[:1], kits)


def _next_session(at: Scene) -> Envelope:
    about = registrations.about(at.situation)
    context = {
        "given_name": at.coordinator.given_name,
        "session_title": at.situation.title,
        "starts_at": at.meeting.starts_at,
        "ends_at": at.meeting.ends_at,
        "place": at.meeting.place,
        "more": 0,
        "link": about["session_url"],
        "list_link": about["interest_url"],
        "phone": about["phone"],
        "first_until": None,
        "passes_first": False,
        "choices_url": about["agenda_url"],
        "stop_url": about["agenda_url"],
    }
    return Envelope("next_session", at.coordinator.email, at.coordinator.name, context)


def _request(at: Scene) -> JoinRequest:
    return JoinRequest(
        id=1,
        account=at.coordinator,
        partner=at.rows[0].partner,
        phone="071 00 00 12",
        message="Je rejoins l’équipe de La Passerelle ce mois-ci.",
        reason="Appelez-nous : nous n’avons pas trouvé ce service.".replace(" :", "\u00a0:"),
    )


def _announcement(at: Scene) -> Envelope:
    training = at.situation.training
    reader = Reader(at.coordinator.email, at.coordinator.name, "Fatou", "La Passerelle", Listener(), (training.id,))
    announcement = Announcement(id=1, note="Les places partent vite.", created_at=at.situation.now)
    wants = MailPreference(id=1, mailbox=reader.mailbox, link_nonce="exemple")
    return announcements.envelope(announcement, Hearing([training], [reader]), reader, wants)


def _session_message(at: Scene) -> Envelope:
    words = session_messages.Words("Avant de venir", "Apportez une facture d’énergie récente.", at.trainer.name)
    receiver = session_messages.own_mail(at.rows[0].mailbox, at.rows[:1])
    return session_messages.envelope(at.situation, receiver, words, 1)


def _message_forwarded(at: Scene) -> Envelope:
    words = "Bonjour,\n\nmon collègue peut-il venir à ma place jeudi ?".replace(" ?", "\u202f?")
    written = InboundMessage(id=1, sender="nadia.exemple@example.org", subject="Jeudi", words=words)
    return inbound.forwarded(written, at.staff)


SAMPLES: Mapping[str, Callable[[Scene], Envelope]] = {
    **account_samples.SAMPLES,
    "announcement": _announcement,
    "approval_needed": _approval_needed,
    "attendee_list": lambda at: attendee_lists.to_trainer(at.situation, 0, 2),
    "certificate_changed": _certificate_changed,
    "coordinator_named": lambda at: joining.named_mail(at.rows[0].partner, at.coordinator, at.staff),
    "entry_corrected": _entry_corrected,
    "entry_refreshed": _entry_refreshed,
    "entry_withdrawn": _entry_withdrawn,
    "evaluation_again": attendance_samples.evaluation_again,
    "hold_reminder": _hold_reminder,
    "invitation_declined": lambda at: inbound.question(at.situation, at.shown(at.rows[0]), 1, at.rows[:1]),
    "join_accepted": lambda at: joining.accepted_mail(_request(at)),
    "join_asked": lambda at: joining.asked_mail(_request(at), at.staff),
    "join_received": lambda at: joining.received_mail(_request(at)),
    "join_refused": lambda at: joining.refused_mail(_request(at)),
    "late_changes": _late_changes,
    "mail_distrusted": lambda at: inbound.alert("5.7.1", at.staff),
    "meeting_added": _meeting_added,
    "meeting_moved": _meeting_moved,
    "meeting_removed": _meeting_removed,
    "message_forwarded": _message_forwarded,
    "next_session": _next_session,
    "monday_team": attendance_samples.monday_team,
    "no_seat": _no_seat,
    "partner_summary": _partner_summary,
    "place_cancelled": _place_cancelled,
    "place_confirmed": _place_confirmed,
    "place_given": _place_given,
    "reminder": _reminder,
    "request_received": lambda at: _told(at, at.changed(TransitionKind.ASKED, None, PENDING)),
    "request_refused": _request_refused,
    "session_cancelled": _session_cancelled,
    "session_message": _session_message,
    "session_moved": lambda at: _told(at, at.changed(TransitionKind.RESCHEDULED, WAITING, WAITING)),
    "session_over": _session_over,
    "session_to_close": attendance_samples.session_to_close,
    "still_coming": lambda at: next(asking.to_people(at.situation, list(at.rows))),
    "still_coming_team": lambda at: next(asking.to_coordinators(at.situation, list(at.rows))),
    "trainer_invited": _trainer_invited,
    "waiting": lambda at: _told(at, at.changed(TransitionKind.JOINED_LINE, None, WAITING)),
}
