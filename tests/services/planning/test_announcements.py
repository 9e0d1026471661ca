"""Announcing sessions, on both engines: who hears, once, with the way out; ten minutes to undo."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.database import writing
from portal.mail.wire.outbox import letter_of
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.network.partners import Contact, Partner, Site, Theme
from portal.models.planning.announcements import Announcement, MailPreference
from portal.models.planning.sessions import TrainingSession
from portal.models.post.inbound import Bounce
from portal.models.post.mail import OutboxMessage
from portal.rules.base.dates import datetime_long
from portal.rules.base.states import BounceWeight, ContactKind, MembershipRole, MessageState, Seeding, SessionStatus
from portal.rules.refusals.planning import AnnouncementLeft, NobodyToTell, NothingToAnnounce, StartsTooSoon
from portal.rules.refusals.registrations import SessionNotPublished
from portal.services.planning import announcements, planning
from portal.services.planning.announcements import Announce
from portal.services.post import mail_preferences, outbox
from portal.services.registrations import interests
from portal.services.registrations.interests import Wish
from tests.factories import World

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(world: World) -> Account:
    return world.staff()


def contact(world: World, email: str, partner: Partner | None = None, **values: object) -> Partner:
    """A training contact of a partner."""
    owner = partner or world.partner()
    shown = {"kind": ContactKind.ROLE_MAILBOX, "is_training_contact": True, **values}
    world.save(Contact(partner_id=owner.id, email=email, **shown))
    return owner


def announce(staff: Account, *sessions: TrainingSession, key: str = "form", **values: object) -> int:
    ids = tuple(session.id for session in sessions)
    return announcements.announce(Announce(ids, staff.id, key, **values))  # type: ignore[arg-type] # each test's own


def told(world: World) -> list[str]:
    rows = world.all(OutboxMessage, kind="announcement")
    return sorted(row.to_address for row in rows if row.state is not MessageState.DROPPED)


def test_each_mailbox_hears_once_of_all_that_is_announced(world: World, staff: Account) -> None:
    fadd = contact(world, "Formation@fadd.example.org")
    contact(world, "formation@fadd.example.org", fadd)
    contact(world, "formation@fadd.example.org")
    contact(world, "ancien@example.org", left_on=clock.today())
    contact(world, "autre@example.org", is_training_contact=False)
    contact(world, "fini@example.org", world.partner(status="ended"))
    one, two = world.training_session(), world.training_session(workshop_id=world.workshop("Payer juste").id)

    announce(staff, one, two)

    [row] = world.all(OutboxMessage, kind="announcement")
    assert row.to_address == "formation@fadd.example.org"
    assert all(f"/seances/{session.public_id}" in row.body_text for session in (one, two))
    assert "Payer juste" in row.body_text


def test_a_partner_without_a_training_contact_hears_by_its_coordinators(world: World, staff: Account) -> None:
    mute, silent = contact(world, ""), world.partner()
    world.coordinator(mute, "coordination@example.org")
    world.coordinator(contact(world, "contact@example.org"), "pas-elle@example.org")
    world.membership(world.account("membre@example.org"), silent, MembershipRole.MEMBER)

    announce(staff, world.training_session())

    assert told(world) == ["contact@example.org", "coordination@example.org"]


def test_an_address_that_refuses_our_mails_receives_none_until_it_is_corrected(world: World, staff: Account) -> None:
    contact(world, "contact@example.org")
    contact(world, "refus@example.org")
    why = {"status": "5.1.1", "weight": BounceWeight.UNREACHABLE, "unreachable": True}
    flag = world.save(Bounce(mailbox="refus@example.org", at=NOW, **why))
    training = world.training_session()

    announce(staff, training)
    assert told(world) == ["contact@example.org"]
    with writing() as session:
        session.get_one(Bounce, flag.id).cleared_at = clock.now()
    announce(staff, training, key="again")

    assert told(world) == ["contact@example.org", "contact@example.org", "refus@example.org"]


def test_themes_and_communes_narrow_who_hears(world: World, staff: Account) -> None:
    energy = world.theme("energy", "Énergie")
    near, far = contact(world, "pres@example.org"), contact(world, "loin@example.org")
    contact(world, "sans-theme@example.org")
    with writing() as session:
        here, there = session.get_one(Partner, near.id), session.get_one(Partner, far.id)
        here.themes.append(session.get_one(Theme, energy.id))
        there.themes.append(Theme(code="rent", label="Loyer"))
    world.municipality()
    world.municipality("52025", "Gerpinnes")
    world.save(Site(partner_id=near.id, municipality_nis="52011"))
    world.save(Site(partner_id=far.id, municipality_nis="52025"))
    training = world.training_session()

    announce(staff, training, themes=("energy",))
    assert told(world) == ["pres@example.org"]
    announce(staff, training, key="other", communes=("52025",))
    assert told(world) == ["loin@example.org", "pres@example.org"]


def test_the_interest_list_hears_of_its_own_workshop_unless_publication_told_it(world: World, staff: Account) -> None:
    workshop, late, early = world.workshop(), world.account("tard@example.org"), world.account("tot@example.org")
    interests.note(Wish(workshop.id, early.id))
    draft = world.training_session(workshop_id=workshop.id, status=SessionStatus.DRAFT)
    planning.publish(draft.id, staff.id)
    interests.note(Wish(workshop.id, late.id))
    contact(world, "contact@example.org")

    announce(staff, draft, world.training_session())

    assert told(world) == ["contact@example.org", "tard@example.org"]
    [row] = world.all(OutboxMessage, kind="announcement", to_address="tard@example.org")
    assert row.body_text.count("/seances/") == 1


def test_the_same_form_twice_is_one_announcement(world: World, staff: Account) -> None:
    contact(world, "contact@example.org")
    training = world.training_session()

    first, second = announce(staff, training), announce(staff, training)

    assert (first == second, len(world.all(Announcement)), told(world)) == (True, 1, ["contact@example.org"])
    assert [event.inputs["recipients"] for event in world.all(Event, verb="announced")] == [1]


def test_it_can_be_undone_for_ten_minutes_and_leaves_after(world: World, staff: Account) -> None:
    contact(world, "contact@example.org")
    training = world.training_session()
    undone, kept = announce(staff, training), announce(staff, training, key="other")

    assert outbox.claim(9, timedelta(minutes=1)) == []
    announcements.undo(undone, staff.id)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        with pytest.raises(AnnouncementLeft):
            announcements.undo(kept, staff.id)
        claimed = outbox.claim(9, timedelta(minutes=1))

    keys = {row.id: row.key.split(":")[1] for row in world.all(OutboxMessage)}
    assert [keys[one.id] for one in claimed] == [str(kept)]


def test_who_stopped_hears_of_nothing_and_who_chose_of_that_only(world: World, staff: Account) -> None:
    workshop = world.workshop()
    for box in ("stop@example.org", "choix@example.org"):
        contact(world, box)
        interests.note(Wish(workshop.id, world.account(box).id))
    first = world.training_session()
    announce(staff, first)
    rows = {row.mailbox: row.id for row in world.all(MailPreference)}
    mail_preferences.stop(rows["stop@example.org"])
    assert told(world) == ["choix@example.org"]
    mail_preferences.choose(rows["choix@example.org"], (), ["52025"])

    with pytest.raises(NobodyToTell):
        announce(staff, first, key="again")
    draft = world.training_session(workshop_id=workshop.id, status=SessionStatus.DRAFT)
    planning.publish(draft.id, staff.id)

    assert [row.to_address for row in world.all(OutboxMessage, kind="next_session")] == ["choix@example.org"]


def test_who_stops_while_it_is_being_written_does_not_receive_it(world: World, staff: Account) -> None:
    contact(world, "stop@example.org")
    announce(staff, world.training_session())
    [row] = world.all(MailPreference)
    row.stopped_at = NOW  # as another transaction sees it that read before
    world.save(row)

    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert outbox.send_due() == 0

    [mail] = world.all(OutboxMessage, kind="announcement")
    assert (mail.state, mail.last_error) == (MessageState.DROPPED, mail_preferences.STOPPED)


def test_announcements_alone_carry_the_one_click_way_out(world: World, staff: Account) -> None:
    workshop, account = world.workshop(), world.account("qui@example.org")
    interests.note(Wish(workshop.id, account.id))
    draft = world.training_session(workshop_id=workshop.id, status=SessionStatus.DRAFT)
    world.trainer(draft)
    planning.publish(draft.id, staff.id)
    contact(world, "contact@example.org")
    announce(staff, draft)

    links = {row.kind: (letter_of(row).unsubscribe_url or "", row.stop_link) for row in world.all(OutboxMessage)}

    assert {kind for kind, (url, _mark) in links.items() if url} == {"announcement", "next_session"}
    assert "trainer_invited" in links
    for url, mark in links.values():
        assert "~" not in url
        assert ("~" in mark) == bool(url)


def test_a_full_session_and_one_that_invites_its_list_first_say_so(world: World, staff: Account) -> None:
    contact(world, "contact@example.org")
    later = NOW + timedelta(days=3)
    first = world.training_session(seeding=Seeding.INVITATION, opens_at=later)
    announce(staff, first, world.training_session(capacity=0))

    [mail] = world.all(OutboxMessage, kind="announcement")

    said = " ".join(mail.body_text.split())
    assert said.count("COMPLET") == said.count("BIENTÔT") == 1
    assert "ouvrent à tout le monde le " + " ".join(datetime_long(later).split()) in said
    assert "Qui est sur la liste de cette formation s’inscrit dès maintenant." in said


def test_what_may_not_be_announced_is_refused_and_leaves_nothing(world: World, staff: Account) -> None:
    contact(world, "contact@example.org")
    draft = world.training_session(status=SessionStatus.DRAFT)

    with pytest.raises(SessionNotPublished):
        announce(staff, world.training_session(), draft)
    with pytest.raises(NothingToAnnounce):
        announce(staff)

    assert (world.all(Announcement), told(world)) == ([], [])


@pytest.mark.parametrize(("minutes", "refused"), [(14, True), (15, False)])
def test_a_session_that_starts_before_the_mail_is_read_is_not_announced(
    world: World, staff: Account, minutes: int, refused: bool
) -> None:
    contact(world, "formation@example.org")
    start = NOW + timedelta(minutes=minutes)
    session = world.training_session(starts_at=start, closes_at=start, freeze_at=start)

    with pytest.raises(StartsTooSoon) if refused else nullcontext():
        announce(staff, session)

    assert told(world) == ([] if refused else ["formation@example.org"])
