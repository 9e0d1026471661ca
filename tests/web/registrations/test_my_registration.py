"""The page behind the link in a participant's mail: without an account, and only buttons act."""

import io
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
import time_machine

from portal import clock
from portal.mail.wire.outbox import letter_of
from portal.mail.wire.personal_links import address_of
from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind
from portal.web.base.page.labels import labels
from tests.checked_client import CheckedClient
from tests.factories import World

DAY = timedelta(days=1)
NOE = {"given_name": "Noé", "family_name": "Épreuve", "email": "noe@example.org"}


class Page:
    """Fatou's confirmed seat, and the link of her mail in a browser that knows nobody."""

    def __init__(self, client: CheckedClient, world: World, state: RegistrationState = RegistrationState.CONFIRMED):
        self.client, self.world = client, world
        self.partner = world.partner("FADD Solidarité")
        world.coordinator(self.partner, "coordination@example.org")
        self.session = world.training_session(capacity=3)
        person = world.person(self.partner, "Fatou", "Exemple", email="fatou@example.org")
        self.row_id = world.registration(self.session, person, state).id
        with world.app.app_context():
            self.path = address_of(self.row).removeprefix("http://localhost")

    @property
    def row(self) -> Registration:
        return self.world.get(Registration, self.row_id)

    def read(self, part: str = "") -> str:
        return " ".join(self.client.get(self.path + part).get_data(as_text=True).split())

    def ask(self, kind: QuestionKind, options: str = "", required: bool = False) -> str:
        question = Question(
            session_id=self.session.id, label="Comment venez-vous", kind=kind, options=options, required=required
        )
        return f"question_{self.world.save(question).id}"


def rows_of(world: World) -> list[object]:
    return [
        sorted((str(row.id), row.version, row.state.value, row.link_nonce) for row in world.all(Registration)),
        [(row.id, row.version, row.blocked_at) for row in world.all(Person)],
        *(len(world.all(model)) for model in (Event, OutboxMessage, Answer, Arrangement)),
    ]


def test_the_link_shows_the_registration_and_its_session(client: CheckedClient, world: World) -> None:
    read = Page(client, world).read()

    assert "Fatou Exemple" in read
    assert "Inscription confirmée" in read
    assert "Salle Harmegnies" in read


def test_who_waits_reads_the_rank(client: CheckedClient, world: World) -> None:
    assert "En attente, n° 1" in Page(client, world, RegistrationState.WAITLISTED).read()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("part", ["", "/annuler", "/remplacer", "/pas-moi"])
def test_a_scanner_that_opens_every_link_changes_nothing(
    client: CheckedClient, world: World, method: str, part: str
) -> None:
    page = Page(client, world)
    before = rows_of(world)

    response = getattr(client, method)(page.path + part)

    assert response.status_code == 200
    assert rows_of(world) == before


@pytest.mark.parametrize("token", ["1-faux", "x", "~1~abc", "1", "99999999999999999999-x"])
def test_an_unknown_link_is_told_in_words(client: CheckedClient, world: World, token: str) -> None:
    Page(client, world)

    response = client.get(f"/inscription/{token}")

    assert response.status_code == 404
    assert "n’ouvre aucune inscription" in response.get_data(as_text=True)
    assert "Fatou" not in response.get_data(as_text=True)


def test_nobody_keeps_or_lists_the_page(client: CheckedClient, world: World) -> None:
    for path in (Page(client, world).path, "/inscription/1-faux"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_person_cancels_after_a_colleague_was_proposed(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    read = page.read("/annuler")
    assert read.index("Plutôt un ou une collègue") < read.index("Ou annuler")

    response = client.post(page.path + "/annuler", data={"version": str(page.row.version), "note": "Grippe"})

    assert response.location == page.path
    assert (page.row.state, page.row.cancel_reason) == (RegistrationState.CANCELLED, CancelReason.BY_PERSON)
    assert "Désistement" in page.read()


@pytest.mark.parametrize("part", ["/je-viens", "/revenir"])
def test_an_old_mail_leads_on_where_the_registration_has_ended(client: CheckedClient, world: World, part: str) -> None:
    page = Page(client, world)
    client.post(page.path + "/annuler", data={"version": str(page.row.version)})

    read = page.read(part)

    assert "Désistement" in read
    assert "Les autres dates sont à l’agenda." in read and ">Voir l’agenda</a>" in read


@pytest.mark.parametrize("part", ["/annuler", "/pas-moi", "/remplacer"])
def test_a_stale_button_shows_the_present_state(client: CheckedClient, world: World, part: str) -> None:
    page = Page(client, world)

    response = client.post(page.path + part, data={"version": "0", **NOE})

    assert response.status_code == 409
    assert "a changé entre-temps" in response.get_data(as_text=True)
    assert "Inscription confirmée" in response.get_data(as_text=True)
    assert page.row.state is RegistrationState.CONFIRMED


def test_a_post_without_its_token_changes_nothing(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    response = client.post(page.path + "/annuler", data={"version": str(page.row.version)}, csrf=False)

    assert response.status_code == 400
    assert page.row.state is RegistrationState.CONFIRMED


def test_the_seat_goes_to_a_colleague_with_a_link_of_their_own(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    response = client.post(page.path + "/remplacer", data={"version": str(page.row.version), **NOE})

    assert response.status_code == 303
    [seated] = world.all(Registration, state=RegistrationState.CONFIRMED)
    [mail] = [row for row in world.all(OutboxMessage) if row.to_address == "noe@example.org"]
    with world.app.app_context():
        assert address_of(seated) in letter_of(mail).text
    assert "Place donnée" in page.read()


def test_not_me_removes_the_name_and_blocks_the_person(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    response = client.post(page.path + "/pas-moi", data={"version": str(page.row.version)})

    assert response.status_code == 303
    assert page.row.cancel_reason is CancelReason.NOT_ME
    assert world.get(Person, page.row.person_id or 0).blocked_at is not None


def test_answers_and_needs_are_kept_and_shown_again(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    choice, text = page.ask(QuestionKind.CHOICE, "Train\nBus", required=True), page.ask(QuestionKind.SHORT_TEXT)

    response = client.post(
        page.path, data={choice: "Bus", text: "Un mot", "arrangements": ["step_free"], "consent": "y"}
    )

    assert response.status_code == 303
    assert {row.value for row in world.all(Answer)} == {"Bus", "Un mot"}
    assert [row.kind for row in world.all(Arrangement)] == [ArrangementKind.STEP_FREE]
    assert 'value="Un mot"' in page.read()


def test_without_consent_needs_are_refused_with_what_was_ticked(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    response = client.post(page.path, data={"arrangements": ["step_free"]})

    assert response.status_code == 422
    assert "Cochez votre accord" in response.get_data(as_text=True)
    assert world.all(Arrangement) == []


def test_a_required_question_left_open_is_told(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    page.ask(QuestionKind.SEVERAL, "Train\nBus", required=True)

    response = client.post(page.path, data={})

    assert response.status_code == 422
    assert "Répondez à cette question" in response.get_data(as_text=True)


def test_after_the_freeze_the_answers_are_closed(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    with time_machine.travel(clock.now() + 30 * DAY - timedelta(hours=1)):
        assert "Les réponses ne changent plus" in page.read()
        response = client.post(page.path, data={"arrangements": ["step_free"], "consent": "y"})

    assert response.status_code == 409
    assert world.all(Arrangement) == []


def test_no_arrangement_leaves_the_portal_in_a_file_a_mail_or_the_journal(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    every = [kind.value for kind in ArrangementKind]
    assert client.post(page.path, data={"arrangements": every, "consent": "y"}).status_code == 303
    client.post(page.path + "/remplacer", data={"version": str(page.row.version), **NOE})
    [seated] = world.all(Registration, state=RegistrationState.CONFIRMED)
    with world.app.app_context():
        path = address_of(seated).removeprefix("http://localhost")
    client.post(path, data={"arrangements": every, "consent": "y"})
    client.sign_in(world.token_of(world.staff()))

    left = [repr(vars(row)) for row in (*world.all(OutboxMessage), *world.all(Event))]
    for kind in ("participants.xlsx", "participants.csv", "emargement.pdf"):
        content = client.get(f"/seances/{page.session.public_id}/{kind}").data
        left.append(_unpacked(content))

    with world.app.test_request_context():
        words = [word for (kind, _code), word in labels().items() if kind is ArrangementKind]
    assert len(world.all(Arrangement)) == len(every)
    for word in [*words, *every]:
        assert [text[:60] for text in left if word in text] == []


def _unpacked(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_the_trainer_sees_needs_a_week_around_the_session(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    client.post(page.path, data={"arrangements": ["step_free"], "consent": "y"})
    trainer = world.trainer(page.session)
    listing = f"/seances/{page.session.public_id}/participants"

    seen = {}
    for days in (20, 25, 38):
        with time_machine.travel(clock.now() + days * DAY):
            client.sign_in(world.token_of(trainer))
            seen[days] = "Accès sans marche" in client.get(listing).get_data(as_text=True)

    assert seen == {20: False, 25: True, 38: False}


def test_staff_see_needs_at_any_time_and_the_coordinator_never(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    client.post(page.path, data={"arrangements": ["step_free"], "consent": "y"})

    client.sign_in(world.token_of(world.staff()))
    listing = client.get(f"/seances/{page.session.public_id}/participants").get_data(as_text=True)
    assert "Accès sans marche : 1" in listing.replace("\u00a0", " ")

    client.sign_in(world.token_of(world.coordinator(page.partner)))
    for path in (f"/associations/{page.partner.slug}/seances/{page.session.public_id}", "/mon-association"):
        assert "Accès sans marche" not in client.get(path).get_data(as_text=True)


def test_who_signs_in_opens_the_own_page_without_the_mail(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    client.sign_in(world.token_of(world.account("fatou@example.org")))

    assert f"/mes-inscriptions/{page.row_id}" in client.get("/mes-inscriptions").get_data(as_text=True)
    assert client.get(f"/mes-inscriptions/{page.row_id}").location == page.path


def test_nobody_else_is_led_to_a_personal_page(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    for account in (world.coordinator(page.partner), world.staff()):
        client.sign_in(world.token_of(account))
        assert client.get(f"/mes-inscriptions/{page.row_id}").status_code == 404


def test_after_the_first_morning_one_leaves_the_rest(client: CheckedClient, world: World) -> None:
    page = Page(client, world)
    world.meeting(page.session, clock.now() + 37 * DAY)

    with time_machine.travel(clock.now() + 31 * DAY):
        assert "Quitter la suite" in page.read()
        client.post(page.path + "/annuler", data={"version": str(page.row.version)})
        assert "Vous avez quitté la suite." in page.read()

    assert (page.row.state, page.row.left_at is None) == (RegistrationState.CONFIRMED, False)


def test_close_to_the_session_nobody_is_promised_the_seat(client: CheckedClient, world: World) -> None:
    page = Page(client, world)

    with time_machine.travel(clock.now() + 30 * DAY - timedelta(hours=1)):
        read = page.read("/annuler")

    assert "n’avance plus d’elle-même" in read
    assert "La place va à la personne suivante" not in read
