"""Writing to a session's participants, on both engines: each alone, once, remembered."""

import pytest
import time_machine

from portal import clock
from portal.mail.wire.outbox import letter_of
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.announcements import SessionMessage
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import RegistrationState
from portal.rules.planning.audiences import Audience
from portal.rules.refusals.planning import NobodyToTell
from portal.rules.registrations.pace import MESSAGE_PAUSE
from portal.services.planning import session_messages
from portal.services.planning.session_messages import Write
from tests.factories import World

WAITING = RegistrationState.WAITLISTED


class Scene:
    """A session of one partner with a trainer who writes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.partner: Partner = world.partner("Relogeas")
        self.session: TrainingSession = world.training_session(contact_email="formations@relais.example.org")
        self.trainer: Account = world.trainer(self.session)

    def seat(self, name: str, email: str | None = "", **values: object) -> int:
        address = f"{name.lower()}@example.org" if email == "" else email
        person = self.world.person(self.partner, name, "Essai", email=address)
        return self.world.registration(self.session, person, **values).id  # type: ignore[arg-type]

    def write(self, audience: Audience, key: str = "form") -> int:
        body = "Apportez une facture.\nÀ demain."
        return session_messages.write(Write(self.session.id, self.trainer.id, audience, "Avant de venir", body, key))

    def mails(self) -> dict[str, OutboxMessage]:
        return {row.to_address: row for row in self.world.all(OutboxMessage, kind="session_message")}


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_each_reads_a_mail_of_her_own_with_no_other_name(scene: Scene) -> None:
    scene.seat("Lina")
    scene.seat("Hugo")
    elsewhere = scene.world.training_session()
    scene.world.registration(elsewhere, scene.world.person(scene.partner, "Samir"))

    assert scene.write(Audience.SEATED) == 2

    mail = scene.mails()["lina@example.org"]
    said = mail.body_text
    assert mail.subject == "Avant de venir"
    for words in ("Bonjour Lina,", "Yanis Esquisse vous écrit", "Apportez une facture."):
        assert words.lower() in said.lower()
    assert "Hugo" not in said
    assert (mail.to_name, letter_of(mail).reply_to) == ("Lina Essai", "formations@relais.example.org")
    assert letter_of(mail).unsubscribe_url is None


def test_a_shared_mailbox_hears_once_and_who_has_none_by_the_coordinator(scene: Scene, world: World) -> None:
    coordinator = world.coordinator(scene.partner, "coordination@example.org")
    scene.seat("Lina", "info@example.org")
    scene.seat("Hugo", "info@example.org")
    scene.seat("Maud", None)

    scene.write(Audience.ALL)

    assert sorted(scene.mails()) == [coordinator.email, "info@example.org"]
    assert "Bonjour Hugo et Lina," in scene.mails()["info@example.org"].body_text
    assert "À transmettre à Maud Essai" in scene.mails()[coordinator.email].body_text


def test_the_present_the_absent_and_those_who_wait_are_told_apart(scene: Scene, world: World) -> None:
    marks = {"Lina": True, "Hugo": False}
    [meeting] = [row.id for row in world.all(Meeting, session_id=scene.session.id)]
    for name, present in marks.items():
        number = scene.seat(name)
        world.noted(number, meeting, present)
    scene.seat("Maud", state=WAITING)
    told = {}
    start = clock.now()
    for turn, audience in enumerate((Audience.PRESENT, Audience.ABSENT, Audience.WAITING)):
        before = set(scene.mails())
        with time_machine.travel(start + turn * MESSAGE_PAUSE, tick=False):
            scene.write(audience, audience.value)
        told[audience.value] = sorted(set(scene.mails()) - before)

    assert told == {"present": ["lina@example.org"], "absent": ["hugo@example.org"], "waiting": ["maud@example.org"]}


def test_the_same_form_twice_is_one_message_and_one_event(scene: Scene, world: World) -> None:
    scene.seat("Lina")

    assert [scene.write(Audience.SEATED), scene.write(Audience.SEATED)] == [1, 1]

    assert (len(world.all(OutboxMessage)), len(world.all(SessionMessage))) == (1, 1)
    [event] = world.all(Event, verb="wrote_to_participants")
    assert (event.session_id, event.inputs) == (scene.session.id, {"audience": "seated", "recipients": 1})


def test_a_message_to_nobody_leaves_nothing(scene: Scene, world: World) -> None:
    with pytest.raises(NobodyToTell):
        scene.write(Audience.WAITING)

    assert world.all(SessionMessage) == []
