"""Photos of signed sheets: joined and seen by trainers and staff; for anybody else they are not there."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.models.accounts.accounts import Account
from portal.models.attendance.session_files import SheetScan
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.rules.base.dates import half_day
from portal.rules.base.secrets import personal_token
from tests import sheet_factories
from tests.checked_client import CheckedClient
from tests.conftest import SECRET_KEY
from tests.documents.files import heic, picture, scanned_pdf
from tests.factories import World, morning_in


@pytest.fixture
def session(world: World) -> TrainingSession:
    """Two half-days: yesterday's, and tomorrow's."""
    session = world.training_session(starts_at=morning_in(-1))
    world.meeting(session, morning_in(1))
    return session


@pytest.fixture
def trainer(client: CheckedClient, world: World, session: TrainingSession) -> CheckedClient:
    return client.sign_in(world.token_of(world.trainer(session)))


def begun(world: World, session: TrainingSession) -> Meeting:
    return world.all(Meeting, session_id=session.id)[0]


def joined(client: CheckedClient, meeting: Meeting, content: bytes, name: str, public_id: str) -> TestResponse:
    fields = {"upload": FileStorage(BytesIO(content), name), "meeting": str(meeting.id)}
    boundary, body = encode_multipart({"csrf_token": client.csrf_token(), **fields})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/seances/{public_id}/feuilles", data=body, content_type=kind)


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", (80, 40), exif=exif.tobytes())


def test_a_trainer_joins_a_photo_that_tells_nothing_of_where_it_was_taken(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    page = trainer.get(f"/seances/{session.public_id}/feuilles?rencontre=1").get_data(as_text=True)
    assert page.count('name="meeting"') == 1  # tomorrow's is not offered
    assert "checked" in page

    answer = joined(trainer, begun(world, session), photo(), "IMG_2041.jpg", session.public_id)

    assert answer.status_code == 303
    [scan] = world.all(SheetScan)
    address = f"/seances/{session.public_id}/feuilles/{scan.stable_id}/{scan.filename}"
    assert f'href="{address}"' in trainer.get(answer.location).get_data(as_text=True)
    with Image.open(BytesIO(sheet_factories.content_of(trainer, address))) as kept:
        assert (kept.size, dict(kept.getexif())) == ((40, 80), {})
    assert [event.verb for event in world.all(Event)] == ["added_scan", "downloaded_scan"]


def test_a_photo_opens_in_the_browser_and_is_kept_nowhere(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    joined(trainer, begun(world, session), scanned_pdf(), "scan.pdf", session.public_id)
    [scan] = world.all(SheetScan)

    with trainer.get(f"/seances/{session.public_id}/feuilles/{scan.stable_id}/x") as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("inline; filename=feuille-signee-")
        assert response.mimetype == "application/pdf"


REFUSED = {
    "empty": (b"", "feuille.jpg", 422, "Ce fichier est vide"),
    "no picture": (b"Bonjour\n", "feuille.txt", 422, "Envoyez une photo (JPEG, PNG ou WebP) ou un PDF"),
    "an image renamed": (picture("PNG"), "feuille.jpg", 422, "ne correspond pas à son nom"),
    "a photo of an iPhone": (heic(), "IMG_2041.heic", 422, "au format HEIC"),
    "damaged": (b"\xff\xd8\xff\x00", "feuille.jpg", 422, "est abîmé"),
    "large": (b"\xff\xd8\xff" + b"a" * (20 * 1024 * 1024), "feuille.jpg", 413, "Ce fichier dépasse 20"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_photo_is_refused_in_a_sentence_and_the_half_day_stays_chosen(
    trainer: CheckedClient, world: World, session: TrainingSession, case: str
) -> None:
    content, name, status, told = REFUSED[case]

    response = joined(trainer, begun(world, session), content, name, session.public_id)

    page = response.get_data(as_text=True)
    assert (response.status_code, told in page) == (status, True)
    assert f'checked id="meeting-0" name="meeting" type="radio" value="{begun(world, session).id}"' in page
    assert world.all(SheetScan) == []


def test_a_half_day_to_come_takes_no_photo(trainer: CheckedClient, world: World, session: TrainingSession) -> None:
    coming = world.all(Meeting, session_id=session.id)[1]
    elsewhere = world.all(Meeting, session_id=world.training_session(starts_at=morning_in(-2)).id)[0]

    for meeting in (coming, elsewhere):
        assert joined(trainer, meeting, photo(), "a.jpg", session.public_id).status_code == 422
    assert world.all(SheetScan) == []


def test_before_the_first_half_day_the_page_says_when(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    client.sign_in(world.token_of(world.trainer(session)))

    page = client.get(f"/seances/{session.public_id}/feuilles").get_data(as_text=True)

    assert ("Personne n’a encore signé" in page, 'type="file"' in page) == (True, False)


def test_a_photo_is_taken_away_once_confirmed(trainer: CheckedClient, world: World, session: TrainingSession) -> None:
    joined(trainer, begun(world, session), photo(), "a.jpg", session.public_id)
    [scan] = world.all(SheetScan)
    place = f"/seances/{session.public_id}/feuilles/{scan.stable_id}"

    assert "Retirer cette feuille" in trainer.get(f"{place}/retirer").get_data(as_text=True)
    assert len(world.all(SheetScan)) == 1
    assert trainer.post(f"{place}/retirer").status_code == 303
    assert trainer.get(f"{place}/x").status_code == 404
    assert (trainer.get(f"{place}/retirer").status_code, trainer.post(f"{place}/retirer").status_code) == (404, 404)


def test_a_photo_of_another_session_is_not_reached_through_this_one(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    joined(trainer, begun(world, session), photo(), "a.jpg", session.public_id)
    other = world.training_session(starts_at=morning_in(-2))
    client = trainer.sign_in(world.token_of(world.staff()))
    place = f"/seances/{other.public_id}/feuilles/{world.all(SheetScan)[0].stable_id}"

    for answer in (client.get(f"{place}/x"), client.get(f"{place}/retirer"), client.post(f"{place}/retirer")):
        assert answer.status_code == 404
    assert len(world.all(SheetScan)) == 1


def test_before_it_goes_a_photo_is_named_by_its_half_day_and_its_place(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    """Not by the day of the session, which is that of its first half-day."""
    earlier = world.meeting(session, morning_in(-3))
    for meeting in (earlier, begun(world, session), begun(world, session)):
        joined(trainer, meeting, photo(), "a.jpg", session.public_id)
    of_yesterday = f"{half_day(morning_in(-1))}, image "

    for scan, place in zip(
        world.all(SheetScan),
        (f"{half_day(morning_in(-3))}, image 1", f"{of_yesterday}1", f"{of_yesterday}2"),
        strict=True,
    ):
        page = trainer.get(f"/seances/{session.public_id}/feuilles/{scan.stable_id}/retirer").get_data(as_text=True)
        assert place in page


def test_for_anybody_else_there_is_no_photo(client: CheckedClient, world: World, session: TrainingSession) -> None:
    client.sign_in(world.token_of(world.staff()))
    joined(client, begun(world, session), photo(), "a.jpg", session.public_id)
    [scan] = world.all(SheetScan)
    place = f"/seances/{session.public_id}/feuilles/{scan.stable_id}"
    partner = world.partner("FADD")
    row = world.registration(session, world.person(partner, "Nadia", email="nadia@example.org"), link_nonce="n")
    token = personal_token(SECRET_KEY, row.id, "n")
    client.delete_cookie("session")

    assert client.get(f"/inscription/{token}/documents/{scan.stable_id}/x").status_code == 404
    for account, pages in (
        (world.account("nadia@example.org"), 403),
        (world.coordinator(partner), 403),
        (world.trainer(world.training_session(starts_at=morning_in(-1) - timedelta(days=7))), 404),
    ):
        client.sign_in(world.token_of(account))
        assert client.get(f"{place}/x").status_code == 404
        assert client.get(f"/seances/{session.public_id}/documents/{scan.stable_id}/x").status_code == 404
        for address in (f"/seances/{session.public_id}/feuilles", f"{place}/retirer"):
            assert (client.get(address).status_code, client.post(address).status_code) == (pages, pages)
    assert (len(world.all(SheetScan)), len(world.all(Event, verb="downloaded_scan"))) == (1, 0)


def test_the_list_of_presence_leads_to_the_sheet_of_its_half_day(
    trainer: CheckedClient, session: TrainingSession
) -> None:
    page = trainer.get(f"/seances/{session.public_id}/participants?rencontre=1").get_data(as_text=True)

    assert f'href="/seances/{session.public_id}/feuilles?rencontre=1"' in page


def test_what_somebody_joined_whose_account_was_emptied_since_names_nobody(
    trainer: CheckedClient, world: World, session: TrainingSession
) -> None:
    joined(trainer, begun(world, session), photo(), "a.jpg", session.public_id)
    account = world.get(Account, world.all(SheetScan)[0].added_by_id)
    account.given_name = account.family_name = ""
    world.save(account)

    page = trainer.get(f"/seances/{session.public_id}/feuilles").get_data(as_text=True)
    assert ("Jointe le" in page, " par " in page.partition("Jointe le")[2].partition("</p>")[0]) == (True, False)
