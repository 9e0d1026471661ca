"""Personal links: in the mail that leaves, never at rest; and who said "ce n’est pas moi". On both engines."""

import pytest

from portal.mail.wire.outbox import letter_of
from portal.mail.wire.personal_links import address_of, reveal
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.registrations import my_registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.refusals.registrations import LinkUnknown, PersonBlocked
from portal.services.crossings import corrections
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

FATOU = NewPerson("Fatou", "Exemple", "fatou@example.org")


class Desk:
    """Fatou, registered by the coordinator of her partner."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.partner = world.partner("FADD Solidarité")
        self.coordinator = world.coordinator(self.partner, "coordination@example.org")
        self.session = world.training_session(capacity=3)
        [self.row_id] = self.register(FATOU)

    def register(self, *typed: NewPerson) -> list[int]:
        key = f"form {len(self.world.all(Registration))}"
        return registrations.register(Register(self.session.id, self.partner.id, typed, self.coordinator.id, key))

    @property
    def row(self) -> Registration:
        return self.world.get(Registration, self.row_id)

    @property
    def token(self) -> str:
        return address_of(self.row).rpartition("/")[2]

    def letters(self, address: str) -> list[OutboxMessage]:
        return [message for message in self.world.all(OutboxMessage) if message.to_address == address]


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_a_mark_that_somebody_made_up_of_5000_digits_stays_text(world: World) -> None:
    typed = f"http://localhost/inscription/~{'9' * 5000}~abc"

    with world.app.app_context():
        assert reveal(typed) == typed


def test_the_mail_that_leaves_holds_the_link_and_the_outbox_does_not(desk: Desk) -> None:
    [message] = desk.letters("fatou@example.org")
    letter = letter_of(message)

    assert f"/inscription/{desk.token}" in letter.text
    assert f"/inscription/{desk.token}" in letter.html
    assert desk.token not in message.body_text + message.body_html + str(message.cause)


def test_no_calendar_and_no_coordinators_copy_holds_a_link(desk: Desk) -> None:
    desk.register(NewPerson("Noé", "Épreuve"))

    for message in desk.world.all(OutboxMessage):
        assert b"/inscription/" not in (message.calendar or b"")
    copies = desk.letters("coordination@example.org")
    for message in copies:
        assert "/inscription/" not in message.body_text + message.body_html
    [handed_on] = [message for message in copies if message.kind == "place_confirmed"]
    assert "Voir mon association" in handed_on.body_text
    assert "sur la page de l’inscription" not in handed_on.body_html


def test_two_people_of_one_mailbox_have_a_link_each(desk: Desk) -> None:
    desk.register(NewPerson("Ali", "Brouillon", "fatou@example.org"))

    letter = letter_of(desk.letters("fatou@example.org")[-1])
    assert letter.text.count("/inscription/") == 2


def test_the_link_opens_its_registration_and_no_other_token_does(desk: Desk) -> None:
    [other] = desk.register(NewPerson("Ali", "Brouillon", "ali@example.org"))

    assert my_registration.by_token(desk.token).id == desk.row_id
    digest = desk.token.partition("-")[2]
    for forged in ("", "1", f"{other}-{digest}", f"{desk.row_id}-", f"{'9' * 30}-{digest}", f"²-{digest}", "é-é"):
        with pytest.raises(LinkUnknown):
            my_registration.by_token(forged)


def test_after_a_corrected_address_only_the_new_mailbox_opens_the_registration(desk: Desk) -> None:
    before = desk.token
    person = desk.world.get(Person, desk.row.person_id or 0)

    corrections.correct(
        person.id, person.version, NewPerson("Fatou", "Exemple", "fatou.exemple@example.org"), desk.coordinator.id
    )

    with pytest.raises(LinkUnknown):
        my_registration.by_token(before)
    [message] = desk.letters("fatou.exemple@example.org")
    assert f"/inscription/{desk.token}" in letter_of(message).text


def test_not_me_cancels_is_never_late_and_blocks_that_person_only(desk: Desk) -> None:
    registrations.cancel(desk.row_id, desk.row.version, CancelReason.NOT_ME, None)

    assert (desk.row.state, desk.row.late) == (RegistrationState.CANCELLED, False)
    with pytest.raises(PersonBlocked):
        desk.register(FATOU)
    assert desk.register(NewPerson("Ali", "Brouillon", "ali@example.org"))


def test_a_refused_registration_of_a_blocked_person_leaves_nothing(desk: Desk) -> None:
    registrations.cancel(desk.row_id, desk.row.version, CancelReason.NOT_ME, None)
    before = (len(desk.world.all(OutboxMessage)), len(desk.world.all(Registration)))

    with pytest.raises(PersonBlocked):
        desk.register(NewPerson("Ali", "Brouillon", "ali@example.org"), FATOU)

    assert (len(desk.world.all(OutboxMessage)), len(desk.world.all(Registration))) == before


def test_a_corrected_address_ends_the_block(desk: Desk) -> None:
    registrations.cancel(desk.row_id, desk.row.version, CancelReason.NOT_ME, None)
    [person] = desk.world.all(Person)

    corrections.correct(
        person.id, person.version, NewPerson("Fatou", "Exemple", "vraie.fatou@example.org"), desk.coordinator.id
    )

    assert desk.register(NewPerson("Fatou", "Exemple", "vraie.fatou@example.org"))
