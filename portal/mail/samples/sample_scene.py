"""Invented rows for the samples of mails: made in memory, never in a database; every name and address is an example."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from portal import clock
from portal.mail.entries.meetings import MeetingFacts
from portal.mail.entries.revisions import Revision, Shown, shown_of
from portal.mail.entries.situations import Row, Situation
from portal.mail.entries.wordings import wording_of
from portal.mail.stories.stories import Command, tell_stories
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CalendarMethod, RegistrationState, SessionStatus
from portal.rules.registrations.transitions import Transition, TransitionKind

LENGTH = timedelta(hours=3)
VENUE = 1
THURSDAY, NINE = 3, time(9)
MAILBOX = "nadia.exemple@example.org"
COORDINATION, TRAINING, TEAM = "coordination@example.org", "formation@example.org", "equipe@example.org"
CONFIRMED, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.CANCELLED


@dataclass(frozen=True, slots=True)
class Scene:
    """A session to come, with two people of one partner, its coordinator, a trainer and somebody of the team."""

    situation: Situation
    coordinator: Account
    trainer: Account
    staff: Account

    @property
    def rows(self) -> tuple[Row, Row]:
        """Nadia, and her colleague Karim."""
        one, two = self.situation.rows.values()
        return one, two

    @property
    def meeting(self) -> MeetingFacts:
        """The one half-day."""
        return self.situation.meetings[0]

    def command(self, *transitions: Transition, message: str = "") -> Command:
        """A command that did this, by the coordinator."""
        stories = list(tell_stories(self.situation, transitions))
        return Command(self.situation, stories, {MAILBOX}, message=message)

    def changed(
        self, kind: TransitionKind, before: RegistrationState | None, after: RegistrationState, note: str = ""
    ) -> Transition:
        """What happened to Nadia's registration."""
        row = self.rows[0].registration
        row.state = after
        return Transition(kind, row.id, before, after, row.cancel_reason, note)

    def shown(self, *people: Row, teaches: bool = False, later: timedelta = timedelta(0)) -> Shown:
        """What an invitation for these people says."""
        meeting = replace(self.meeting, starts_at=self.meeting.starts_at + later, ends_at=self.meeting.ends_at + later)
        return shown_of(meeting, {row.registration.id: row.name for row in people}, teaches=teaches)

    def worded(self, **former: str) -> dict[str, str]:
        """What an invitation says now; or said, with other words in place of some."""
        wording = wording_of(self.situation.title, self.situation.training, self.meeting)
        return replace(wording, **former).as_kept()

    def revision(self, shown: Shown, before: Shown | None = None, gone: bool = False) -> Revision:
        """An invitation, newer than `before`; or the removal of a meeting that is `gone`."""
        method = CalendarMethod.REQUEST
        meeting = None if gone else self.meeting
        return Revision(entry=_entry(method), method=method, shown=shown, before=before, told=before, meeting=meeting)

    def removal(self, shown: Shown, gone: bool = False) -> Revision:
        """The invitation leaves the calendar."""
        revision = self.revision(shown, shown, gone)
        return replace(revision, method=CalendarMethod.CANCEL, entry=_entry(CalendarMethod.CANCEL))


def scene() -> Scene:
    """Invented people, alike every time; the session is on the Thursday in two weeks."""
    now = clock.now()
    days = timedelta(days=14 + (THURSDAY - clock.today().weekday()) % 7)
    start = clock.utc(datetime.combine(clock.today() + days, NINE))
    situation = Situation(_training(start, now), "Se chauffer sans se ruiner", "se-chauffer", now, [_meeting(start)])
    partner = Partner(id=1, slug="la-passerelle", name="La Passerelle", individual=False)
    for number, name in enumerate(("Nadia", "Karim"), start=1):
        row = _row(number, name, partner, now)
        situation.rows[number] = row
    coordinator = _account(1, "Fatou", COORDINATION)
    trainer = _account(2, "Yanis", TRAINING)
    situation.trainers.append(trainer)
    situation.coordinators[partner.id].append(coordinator)
    situation.actor = coordinator
    return Scene(situation, coordinator, trainer, _account(3, "Lise", TEAM))


def _training(start: datetime, now: datetime) -> TrainingSession:
    return TrainingSession(
        id=1,
        public_id="exemple",
        workshop_id=1,
        workshop=Workshop(id=1, slug="se-chauffer", title="Se chauffer sans se ruiner"),
        status=SessionStatus.PUBLISHED,
        contact_phone="071 00 00 11",
        note="Apportez une facture d’énergie récente.",
        mail_word="Le café est servi dès 8\u00a0h\u00a045.",
        evaluation_link="https://example.org/evaluation",
        cancel_reason="La salle n’a plus de chauffage.",
        published_at=now,
        created_at=now,
        meetings=[Meeting(id=1, starts_at=start, ends_at=start + LENGTH)],
    )


def _meeting(start: datetime) -> MeetingFacts:
    return MeetingFacts(
        id=1,
        title="",
        starts_at=start,
        ends_at=start + LENGTH,
        venue_id=VENUE,
        place="Salle Exemple, rue de l’Exemple 1, 6000 Charleroi",
        online_link="",
        notes=("Entrée de plain-pied.", "Bus 1, arrêt Exemple."),
        phone="071 00 00 11",
        lat=50.4108,
        lon=4.4446,
    )


def _row(number: int, name: str, partner: Partner, now: datetime) -> Row:
    person = Person(id=number, given_name=name, family_name="Exemple", email=f"{name.lower()}.exemple@example.org")
    registration = Registration(
        id=number,
        session_id=1,
        partner_id=partner.id,
        state=CONFIRMED,
        joined_at=now,
        confirmed_at=now,
        link_nonce="exemple",
        version=1,
    )
    return Row(registration, person, partner)


def _account(number: int, name: str, email: str) -> Account:
    return Account(id=number, email=email, given_name=name, family_name="Exemple")


def _entry(method: CalendarMethod) -> CalendarEntry:
    first = "<exemple@example.org>"
    return CalendarEntry(
        id=1,
        mailbox=MAILBOX,
        uid="exemple@example.org",
        sequence=1,
        dtstamp=clock.now().replace(microsecond=0),
        method=method,
        first_message_id=first,
    )
