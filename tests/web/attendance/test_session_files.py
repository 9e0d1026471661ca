"""The documents of a session: added, renamed, taken away by who gives it; read by who is registered, by nobody else."""

from datetime import timedelta
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal import clock
from portal.documents.base import uploads
from portal.models.accounts.accounts import Account
from portal.models.attendance.session_files import SessionFile
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.session_files import Shown
from portal.rules.base.secrets import personal_token
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.services.attendance.preparation import session_files as services
from portal.services.base import files
from tests import sheet_factories
from tests.checked_client import CheckedClient
from tests.conftest import SECRET_KEY
from tests.documents.files import bare_pdf, heic, picture, written_pdf
from tests.factories import World, morning_in
from tests.statements import statements_of

TEXT = b"9 h 30 : accueil\n"


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session()


@pytest.fixture
def trainer(client: CheckedClient, world: World, session: TrainingSession) -> CheckedClient:
    return client.sign_in(world.token_of(world.trainer(session)))


@pytest.fixture
def row(world: World, session: TrainingSession) -> Registration:
    person = world.person(world.partner("FADD"), "Nadia", email="nadia@example.org")
    return world.registration(session, person, link_nonce="n")


def link_of(row: Registration) -> str:
    return f"/inscription/{personal_token(SECRET_KEY, row.id, 'n')}"


def sent(client: CheckedClient, session: TrainingSession, content: bytes, name: str, **values: str) -> TestResponse:
    """Posted as bytes: the test client's own encoder leaves a temporary file open for a large one."""
    fields = {"upload": FileStorage(BytesIO(content), name), "title": "", "shown": "before", **values}
    boundary, body = encode_multipart({"csrf_token": client.csrf_token(), **fields})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/seances/{session.public_id}/fichiers", data=body, content_type=kind)


def put(world: World, session: TrainingSession, shown: Shown = Shown.BEFORE, title: str = "Programme") -> SessionFile:
    """A document that lies there already."""
    with world.app.app_context():
        upload = uploads.inspect(TEXT, "programme.txt")
        stable_id = services.add(services.NewFile(session.id, title, shown, upload, world.staff().id))
    return world.all(SessionFile, stable_id=stable_id)[0]


def own(session: TrainingSession, file: SessionFile) -> str:
    return f"/seances/{session.public_id}/documents/{file.stable_id}/{file.filename}"


def test_a_trainer_adds_a_document_and_the_registered_find_it(
    trainer: CheckedClient, world: World, session: TrainingSession, row: Registration
) -> None:
    assert "Documents de la séance" not in trainer.get(link_of(row)).get_data(as_text=True)

    answer = sent(trainer, session, written_pdf(), "Mon Programme.pdf")

    assert (answer.status_code, answer.location) == (303, f"/seances/{session.public_id}/fichiers")
    [file] = world.all(SessionFile)
    assert (file.title, file.filename, file.tagged) == ("Mon Programme", "mon-programme.pdf", True)
    page = trainer.get(f"/seances/{session.public_id}/fichiers").get_data(as_text=True)
    assert "Montré dès maintenant" in page
    assert "pas lisible" not in page
    page = trainer.get(link_of(row)).get_data(as_text=True)
    address = f"{link_of(row)}/documents/{file.stable_id}/mon-programme.pdf"
    assert "Documents de la séance" in page
    assert f'href="{address}"' in page
    assert sheet_factories.content_of(trainer, address) == written_pdf()


def test_a_pdf_without_tags_is_marked_wherever_it_is_offered(
    trainer: CheckedClient, session: TrainingSession, row: Registration
) -> None:
    assert sent(trainer, session, bare_pdf("Bonjour"), "plan.pdf").status_code == 303

    page = trainer.get(f"/seances/{session.public_id}/fichiers").get_data(as_text=True)
    assert "il n’a pas de balises" in page  # told once, on adding
    assert "pas lisible par un lecteur d’écran" in page
    assert "pas lisible par un lecteur d’écran" in trainer.get(link_of(row)).get_data(as_text=True)


def test_a_document_leaves_so_that_nobody_keeps_or_guesses_it(
    trainer: CheckedClient, world: World, session: TrainingSession, row: Registration
) -> None:
    file = put(world, session)
    for address in (own(session, file), f"{link_of(row)}/documents/{file.stable_id}/x"):
        with trainer.get(address) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Content-Disposition"] == "attachment; filename=programme.txt"


@pytest.mark.parametrize(("name", "inline"), [("plan.png", True), ("plan.pdf", True), ("plan.csv", False)])
def test_a_pdf_or_a_picture_opens_and_the_rest_is_saved(
    trainer: CheckedClient, world: World, session: TrainingSession, name: str, inline: bool
) -> None:
    content = {"plan.png": picture("PNG"), "plan.pdf": written_pdf(), "plan.csv": b"a;b\n"}[name]
    sent(trainer, session, content, name)

    with trainer.get(own(session, world.all(SessionFile)[0])) as response:
        assert response.headers["Content-Disposition"].startswith("inline" if inline else "attachment")


def test_what_is_for_after_the_session_appears_after_its_last_half_day(
    trainer: CheckedClient, world: World, row: Registration, session: TrainingSession
) -> None:
    past = world.training_session(starts_at=morning_in(-1))
    gone = world.registration(past, world.person(world.partner()), RegistrationState.COMPLETED, link_nonce="n")
    early, late = put(world, session, Shown.AFTER), put(world, past, Shown.AFTER)

    assert "Montré après la séance" in trainer.get(f"/seances/{session.public_id}/fichiers").get_data(as_text=True)
    assert "Documents de la séance" not in trainer.get(link_of(row)).get_data(as_text=True)
    assert trainer.get(f"{link_of(row)}/documents/{early.stable_id}/x").status_code == 404
    assert "Documents de la séance" in trainer.get(link_of(gone)).get_data(as_text=True)
    assert sheet_factories.content_of(trainer, f"{link_of(gone)}/documents/{late.stable_id}/x") == TEXT


REFUSED = {
    "empty": (b"", "liste.txt", 422, "Ce fichier est vide"),
    "program": (b"MZ\x90", "liste.exe", 422, "Ce type de fichier n’est pas accepté"),
    "an image renamed": (picture("PNG"), "liste.pdf", 422, "ne correspond pas à son nom"),
    "a photo of an iPhone": (heic(), "IMG_1.HEIC", 422, "au format HEIC"),
    "large": (b"a" * (20 * 1024 * 1024 + 1), "liste.txt", 413, "Ce fichier dépasse 20"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_refused_is_told_in_a_sentence_and_nothing_typed_is_lost(
    trainer: CheckedClient, world: World, session: TrainingSession, case: str
) -> None:
    content, name, status, told = REFUSED[case]

    response = sent(trainer, session, content, name, title="Mon titre", shown="after")

    page = response.get_data(as_text=True)
    assert (response.status_code, told in page) == (status, True)
    assert 'value="Mon titre"' in page
    assert 'checked id="shown-1" name="shown" type="radio" value="after"' in page
    assert world.all(SessionFile) == []


def test_without_a_file_one_is_asked_for(trainer: CheckedClient, session: TrainingSession) -> None:
    response = trainer.post(f"/seances/{session.public_id}/fichiers", data={"title": "x", "shown": "before"})

    assert response.status_code == 422
    assert "Choisissez un fichier" in response.get_data(as_text=True)


def test_a_disk_that_is_full_is_told_at_the_file(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    content = b"jamais vu\n"
    with world.app.app_context():
        place = files.path_of(uploads.inspect(content, "a.txt").sha256).parent
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.exists()
    if made:
        place.rename(place.with_suffix(".away"))
    place.write_text("a file where the folder should be")
    try:
        response = sent(trainer, session, content, "a.txt", title="Mon titre")
    finally:
        place.unlink()
        if made:
            place.with_suffix(".away").rename(place)

    page = response.get_data(as_text=True)
    assert (response.status_code, "son disque est plein" in page, 'value="Mon titre"' in page) == (503, True, True)


def test_a_document_is_renamed_and_shown_later(trainer: CheckedClient, world: World, session: TrainingSession) -> None:
    file = put(world, session)
    place = f"/seances/{session.public_id}/fichiers/{file.stable_id}"

    assert 'value="Programme"' in trainer.get(place).get_data(as_text=True)
    assert trainer.post(place, data={"version": "1", "title": " ", "shown": "after"}).status_code == 422
    changed = {"version": "1", "title": "Programme du matin", "shown": "after"}
    assert trainer.post(place, data=changed).status_code == 303
    late = trainer.post(place, data={"version": "1", "title": "Autre titre", "shown": "before"})

    page = late.get_data(as_text=True)
    assert (late.status_code, 'value="Autre titre"' in page, "Programme du matin" in page) == (409, True, True)
    [row] = world.all(SessionFile)
    assert (row.title, row.shown) == ("Programme du matin", Shown.AFTER)


def test_a_document_is_taken_away_once_confirmed(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    file = put(world, session)
    place = f"/seances/{session.public_id}/fichiers/{file.stable_id}/retirer"

    assert "Retirer ce document" in trainer.get(place).get_data(as_text=True)
    assert len(world.all(SessionFile)) == 1
    assert trainer.post(place).status_code == 303
    assert trainer.post(place).status_code == 404
    assert trainer.get(own(session, file)).status_code == 404


def test_a_cancelled_session_keeps_its_documents_and_takes_no_other(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    put(world, session)
    cancelled = world.get(TrainingSession, session.id)
    cancelled.status = SessionStatus.CANCELLED
    world.save(cancelled)

    page = trainer.get(f"/seances/{session.public_id}/fichiers").get_data(as_text=True)
    assert ("Programme" in page, "Ajouter un document" in page) == (True, False)
    assert sent(trainer, session, b"a\n", "a.txt").status_code == 409
    assert len(world.all(SessionFile)) == 1


def test_what_somebody_added_whose_account_was_emptied_since_names_nobody(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    account = world.get(Account, put(world, session).added_by_id)
    account.given_name = account.family_name = ""
    world.save(account)

    page = trainer.get(f"/seances/{session.public_id}/fichiers").get_data(as_text=True)
    assert ("Ajouté le" in page, " par " in page.partition("Ajouté le")[2].partition("</p>")[0]) == (True, False)


def test_nobody_else_opens_a_document_or_its_page(
    client: CheckedClient, world: World, session: TrainingSession, row: Registration
) -> None:
    file = put(world, session)
    elsewhere = world.training_session()
    other = world.registration(elsewhere, world.person(world.partner(), email="tom@example.org"), link_nonce="n")
    waiting = world.registration(
        session, world.person(world.partner(), email="lea@example.org"), RegistrationState.WAITLISTED, link_nonce="n"
    )

    assert client.get(own(session, file)).status_code == 303  # asked to sign in
    for stranger in (other, waiting):
        assert client.get(f"{link_of(stranger)}/documents/{file.stable_id}/x").status_code == 404
        assert "Programme" not in client.get(link_of(stranger)).get_data(as_text=True)
    for account, pages in (
        (world.account("tom@example.org"), 403),
        (world.account("lea@example.org"), 403),
        (world.coordinator(world.partner("Relogeas")), 403),
        (world.trainer(elsewhere), 404),
    ):
        client.sign_in(world.token_of(account))
        assert client.get(own(session, file)).status_code == 404
        for ending in ("", f"/{file.stable_id}", f"/{file.stable_id}/retirer"):
            assert client.get(f"/seances/{session.public_id}/fichiers{ending}").status_code == pages
            assert client.post(f"/seances/{session.public_id}/fichiers{ending}").status_code == pages
    assert len(world.all(SessionFile)) == 1


def test_the_registered_and_her_coordinator_find_it_when_signed_in(
    client: CheckedClient, world: World, session: TrainingSession, row: Registration
) -> None:
    file = put(world, session)
    [partner] = world.all(Partner, slug="fadd")
    team = f"/associations/fadd/seances/{session.public_id}"

    client.sign_in(world.token_of(world.account("nadia@example.org")))
    assert f'href="{own(session, file)}"' in client.get("/mes-inscriptions").get_data(as_text=True)
    assert sheet_factories.content_of(client, own(session, file)) == TEXT
    client.sign_in(world.token_of(world.coordinator(partner)))
    assert f'href="{own(session, file)}"' in client.get(team).get_data(as_text=True)
    assert sheet_factories.content_of(client, own(session, file)) == TEXT


def test_the_list_of_presence_and_the_own_sessions_lead_there(trainer: CheckedClient, session: TrainingSession) -> None:
    for page in (f"/seances/{session.public_id}/participants", "/mes-seances"):
        assert f'href="/seances/{session.public_id}/fichiers"' in trainer.get(page).get_data(as_text=True)


@pytest.mark.parametrize("place", ["fichiers", "link"])
def test_three_documents_cost_as_many_statements_as_one(
    trainer: CheckedClient, world: World, session: TrainingSession, row: Registration, place: str
) -> None:
    address = link_of(row) if place == "link" else f"/seances/{session.public_id}/fichiers"
    counts = []
    for more in (1, 2):
        for _ in range(more):
            put(world, session)
        trainer.get(address)
        counts.append(len(statements_of(world.app, lambda: trainer.get(address))))

    assert counts[0] == counts[1]


def test_a_draft_has_no_documents(client: CheckedClient, world: World) -> None:
    draft = world.training_session(status=SessionStatus.DRAFT, starts_at=clock.now() + timedelta(days=9))
    client.sign_in(world.token_of(world.staff()))

    assert client.get(f"/seances/{draft.public_id}/fichiers").status_code == 404
    assert client.get(f"/seances/{draft.public_id}/feuilles").status_code == 404
