"""Every kind of mail, written with the names that break mail programs, read back as its reader's program would."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import html5lib
import pytest
import time_machine
import vobject
from flask import Flask
from icalendar import Calendar

from portal.database import writing
from portal.mail.compose.accounts import accounts
from portal.mail.compose.attendance import closings, evaluations
from portal.mail.compose.planning import attendee_lists, reminders, still_coming
from portal.mail.compose.post import inbound
from portal.mail.compose.registrations import interests, joining, mondays
from portal.mail.wire import outbox
from portal.mail.wire.letters import message_for
from portal.mail.wire.outbox import letter_of
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Contact, Partner
from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import JoinRequest, Person
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.closing_reminders import closing_terms
from portal.rules.base.states import CancelReason, ContactKind, Outcome, RegistrationState
from portal.rules.planning.audiences import Audience
from portal.rules.planning.reminders import Term
from portal.rules.registrations.mondays import week_of
from portal.rules.registrations.transitions import Transition, TransitionKind
from portal.services.accounts import accounts as account_services
from portal.services.accounts import address_changes, memberships, second_factor, signing_in
from portal.services.planning import announcements, session_messages
from tests.factories import World
from tests.mail.samples import NAMES
from tests.mail_desk import CANCELLED, PENDING, WAITING, Desk, add_meeting, sent

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
START = datetime(2026, 12, 10, 8, tzinfo=UTC)
FOLDER = Path(__file__).parents[3] / "templates" / "mails"
KINDS = {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}
NASTY = [
    *NAMES,
    "www.piege.example",
    "http://piege.example/cliquez",
    "Gagnez sur piege.example",
    "<script>alert(1)</script>",
    "<a href='https://piege.example'>ici</a>",
    "piege@piege.example",
    "{{ 7 * 7 }} %(name)s 100 %",
    "Ligne\r\nBcc: piege@piege.example",
    "محمد علي",
    "piege\u200b.example",
    "http:\u200b//piege\u2060.example",
]
LINK = re.compile(r"https?://[^\s<>\"]+|\bwww\.\S+|[\w-]+\.(?:example|com)\b")
OURS = "http://localhost"


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context(), time_machine.travel(NOW, tick=False):
        yield


class Post:
    """One life of the portal in which every kind of mail is written, by and about people with this name."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name, self.numbers = world, name[:200], iter(range(100))
        self.partner = world.partner("x" * 3, slug="partenaire")
        with writing() as session:
            session.merge(self.partner).name = self.name
        self.boss = world.account("boss@test.org", given_name=self.name, is_staff=True)
        self.coordinator = world.account("coord@test.org", given_name=self.name, family_name="Test")
        world.membership(self.coordinator, self.partner)
        workshop = world.workshop("Se chauffer sans se ruiner")
        self.session = world.training_session(starts_at=START, workshop_id=workshop.id)
        self.trainer = world.account("trainer@test.org", given_name=self.name, family_name="Anime")
        world.save(SessionTrainer(session_id=self.session.id, account_id=self.trainer.id))
        self.desk = Desk(world, self.session, self.coordinator.id)

    def person(self, email: str | None = "") -> Person:
        address = f"p{next(self.numbers)}@test.org" if email == "" else email
        return self.world.person(self.partner, self.name, "Test", email=address)

    def write(self) -> list[OutboxMessage]:
        self.in_the_line()
        self.held()
        self.seats()
        self.changes()
        self.ends()
        self.accounts()
        return self.world.all(OutboxMessage)

    def in_the_line(self) -> None:
        [waits] = self.desk.register(self.person(), state=WAITING)
        with writing() as session:
            still_coming.ask(session, self.session.id, [waits])
        ended = {CancelReason.REJECTED: TransitionKind.REJECTED, CancelReason.SESSION_STARTED: TransitionKind.MISSED}
        self.desk.act(lambda _: [Transition(TransitionKind.ASKED, waits, None, PENDING)])
        for reason, kind in ended.items():
            row = self.world.registration(self.session, self.person(), WAITING)
            self.desk.act(lambda s, r=row, k=kind, w=reason: [self.desk.moved(s, k, r.id, CANCELLED, w, self.name)])

    def held(self) -> None:
        """A seat without a name, and the reminder of it."""
        row = self.world.seat_to_name(self.session, self.partner, NOW)
        self.desk.act(lambda _: [Transition(TransitionKind.SEAT_HELD, row.id, WAITING, RegistrationState.HELD)])

    def seats(self) -> None:
        self.desk.settle()
        one, two, _shared, _alone, last = self.desk.register(
            self.person(), self.person("info@test.org"), self.person("info@test.org"), self.person(None), self.person()
        )
        sent(self.world)
        self.arrivals(one)
        self.desk.cancel(one, note=self.name)
        self.desk.cancel(two)
        with time_machine.travel(START - timedelta(hours=2), tick=False):
            self.desk.substitute(last, self.person())
        with writing() as session:
            attendee_lists.at_closing(session, self.session.id)
            closings.at_term(session, self.session.id, closing_terms(START)[0])
            reminders.at_term(session, self.session.id, Term(START - timedelta(days=1), START, 1))
        sent(self.world)

    def arrivals(self, number: int) -> None:
        """A declined invitation, a message from a human, a server that distrusts us."""
        mailbox = self.world.get(Person, self.world.get(Registration, number).person_id or 0).email
        [entry] = self.world.all(CalendarEntry, mailbox=mailbox)
        with writing() as session:
            inbound.ask_to_confirm(session, entry, [number])
            written = {"sender": "qui@test.org", "subject": self.name, "words": f"{self.name}\n{self.name}"}
            inbound.forward(session, InboundMessage(id=1, **written))
            inbound.distrusted(session, "5.7.1")

    def changes(self) -> None:
        self.desk.postpone(days=1, message="Le toit fuit.")
        sent(self.world)
        self.desk.reschedule(add_meeting(START + timedelta(days=9)), message="Le toit fuit.")
        sent(self.world)
        self.desk.correct("Se chauffer bien")
        sent(self.world)
        self.desk.reschedule(lambda training: training.meetings.pop())
        with writing() as session:
            session.delete(session.get_one(SessionTrainer, (self.session.id, self.trainer.id)))
        self.desk.settle()

    def over(self) -> None:
        for outcome in (Outcome.ATTENDED, Outcome.NO_SHOW):
            row = self.world.registration(self.session, self.person(), outcome=outcome)
            kind, after = TransitionKind.COMPLETED, RegistrationState.COMPLETED
            self.desk.move_row(kind, row.id, after)
        note = {"note": "2026-K7QX-4M2P", "certificate": True}
        self.desk.act(lambda _: [Transition(TransitionKind.OUTCOME_CORRECTED, row.id, after, after, **note)])

    def ends(self) -> None:
        self.over()
        number = self.world.registration(self.session, self.person()).id
        with writing() as session:
            came = session.get_one(Registration, number)
            training = session.get_one(TrainingSession, self.session.id)
            evaluations.ask_again(session, training, [came], {came.id: "ticket"})
        self.desk.call_off("Plus de chauffage.")

    def accounts(self) -> None:
        request = self.world.save(
            JoinRequest(
                account_id=self.coordinator.id,
                partner_id=self.partner.id,
                created_at=NOW,
                message=self.name,
                reason="Nous vous rappelons.",
            )
        )
        coming = self.world.training_session(starts_at=START, workshop_id=self.session.workshop_id)
        with writing() as session:
            for write in (joining.asked, joining.accepted, joining.refused):
                write(session, request.id)
            joining.coordinator_named(session, self.partner.id, self.boss.id, self.coordinator.id)
            reader, team = session.get_one(Account, self.coordinator.id), session.get_one(Partner, self.partner.id)
            meeting = mondays.WeekMeeting("Se chauffer sans se ruiner", START, [self.name, "Test"])
            outbox.put(session, mondays.envelope(reader, team, week_of(START), [meeting]))
            interests.next_session(
                session, session.get_one(TrainingSession, coming.id), [session.get_one(Account, self.boss.id)]
            )
            accounts.invitation(session, session.get_one(Account, self.boss.id), self.name, "dans l’équipe")
        self.changes_of_accounts()
        self.by_hand()
        signing_in.request_code(signing_in.Asking("qui@test.org", "", "browser", "network"))

    def changes_of_accounts(self) -> None:
        """By and about people of this name: roles, a second factor, an address, an association, a closed account."""
        one = self.world.account("one@test.org", given_name=self.name, family_name="Essai")
        account_services.set_roles(one.id, is_staff=True, is_admin=False, actor_id=self.boss.id)
        second_factor.forget(one.id, self.boss.id)
        for number in range(2):
            self.world.membership(self.world.account(f"m{number}@test.org", given_name=self.name), self.partner)
        mine = self.world.all(Membership, partner_id=self.partner.id)[-1]
        memberships.end_membership(mine.id, self.partner.id, self.boss.id)
        address_changes.ask(one.id, "new@test.org")
        address_changes.plan(one.id, "newer@test.org", self.boss.id)
        account_services.close(one.id, self.boss.id)

    def by_hand(self) -> None:
        """An announcement to a contact of this name, and a message to the participants by somebody of this name."""
        contact = {"kind": ContactKind.PERSON, "name": self.name, "is_training_contact": True}
        self.world.save(Contact(partner_id=self.partner.id, email="contact@test.org", **contact))
        about = {"starts_at": START, "workshop_id": self.session.workshop_id}
        two = [self.world.training_session(**about).id for _number in range(2)]
        announcements.announce(announcements.Announce(tuple(two), self.boss.id, "form"))
        self.world.registration(self.world.get(TrainingSession, two[0]), self.person())
        words = ("Avant de venir", "Apportez une facture.", "form")
        session_messages.write(session_messages.Write(two[0], self.boss.id, Audience.SEATED, *words))


WRITTEN: dict[str, list[OutboxMessage]] = {}


def written(world: World, name: str) -> list[OutboxMessage]:
    """Every mail of one life of the portal; written once for all that read the mails about this name."""
    if name not in WRITTEN:
        WRITTEN[name] = Post(world, name).write()
    return WRITTEN[name]


def parsed(row: OutboxMessage) -> EmailMessage:
    message = message_from_bytes(message_for(letter_of(row)).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    return str(next(part for part in message.walk() if part.get_content_type() == kind).get_content())


def test_one_life_of_the_portal_writes_every_kind(world: World) -> None:
    assert {row.kind for row in written(world, "Noé")} == KINDS


@pytest.mark.parametrize("name", NASTY, scope="module")  # one name after the other, in both tests
def test_no_name_becomes_a_link_markup_or_a_header(world: World, name: str) -> None:
    for row in written(world, name):
        message = parsed(row)
        tree = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree")).parse(row.body_html)
        links = [element.get("href") for element in tree.iter() if str(element.tag).endswith("}a")]
        assert [link for link in links if not link.startswith(OURS)] == []
        assert not [element for element in tree.iter() if str(element.tag).endswith("}script")]
        shown = "\n".join(("".join(tree.itertext()), part(message, "text/plain"), str(message["Subject"])))
        assert [found for found in LINK.findall(shown) if not found.startswith(OURS)] == []
        assert (message["Bcc"], len(message.get_all("To", []))) == (None, 1)
        assert message["To"].addresses[0].addr_spec == row.to_address
        assert "&amp;" not in part(message, "text/plain")


@pytest.mark.parametrize("name", NASTY, scope="module")  # one name after the other, in both tests
def test_two_readers_find_the_same_event_in_every_invitation(world: World, name: str) -> None:
    for row in written(world, name):
        if row.calendar is None:
            continue
        [event] = Calendar.from_ical(row.calendar).walk("VEVENT")
        other = vobject.readOne(row.calendar.decode()).vevent
        assert event.errors == []
        assert str(event["UID"]) == other.uid.value
        assert event["DTSTART"].dt == other.dtstart.value
        assert str(event["SUMMARY"]) == other.summary.value
        assert str(event["DESCRIPTION"]) == other.description.value
        assert other.attendee.value == f"mailto:{row.to_address}"
        assert [found for found in LINK.findall(str(event["DESCRIPTION"])) if not found.startswith(OURS)] == []
        assert all(len(line) <= 75 for line in row.calendar.split(b"\r\n"))


def test_the_text_says_all_that_the_html_says(world: World) -> None:
    """Only the date, drawn as a leaf of a calendar, and the line beside the subject are in the HTML alone."""
    for row in written(world, "Noé"):
        tree = html5lib.parse(row.body_html)
        said = " ".join(row.body_text.lower().split())
        missing = [
            words
            for element in tree.iter()
            if not str(element.get("style", "")).startswith(("display:none", "padding:"))
            for words in [" ".join((element.text or "").lower().split()).strip(" .")]
            if len(words) > 12 and words not in said
        ]
        assert missing == [], row.kind


def test_french_marks_keep_their_spaces(world: World) -> None:
    for row in written(world, "Noé"):
        assert not re.search(r" [?!;:]", row.body_text), row.kind
        assert not re.search(r"[a-zé]'[a-zé]", row.body_text), row.kind


def test_who_is_named_by_a_colleague_reads_who_did_it_and_how_to_undo_it(world: World) -> None:
    post = Post(world, "Fatou")
    post.desk.register(post.person())

    [row] = world.all(OutboxMessage, kind="place_confirmed")
    said = " ".join(row.body_text.split())
    assert "Fatou Test (Fatou) vous a réservé une place" in said
    assert "CE N’EST PAS VOUS ? Dites-le sur la page de l’inscription" in said
    assert f"{OURS}/inscription/" in said


def test_the_session_page_is_the_only_link_in_a_calendar(world: World) -> None:
    post = Post(world, "Noé")
    post.desk.register(post.person())

    [row] = world.all(OutboxMessage, kind="place_confirmed")
    unfolded = (row.calendar or b"").decode().replace("\r\n ", "")
    public_id = world.get(TrainingSession, post.session.id).public_id
    assert set(re.findall(r"http://[^\s\\]+", unfolded)) == {f"{OURS}/seances/{public_id}"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_has_a_subject_and_one_body_for_both_parts(kind: str) -> None:
    assert sorted(path.name for path in (FOLDER / kind).iterdir()) == ["body.html", "subject.txt"]
