"""Where people find their certificates, and what a number tells whom."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.mail.wire.personal_links import token_of
from portal.models.attendance.certificates import Certificate
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import Outcome, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World

NOW = datetime(2026, 12, 4, 8, tzinfo=UTC)
NUMBER, OLD = "2026-K7QX-4M2P", "2026-AAAA-BBBB"
EVALUATION = "https://example.org/avis"


class Given:
    """A session that was closed yesterday; Nadia has her certificate, of which an older number was replaced."""

    def __init__(self, world: World) -> None:
        self.world = world
        after = {"status": SessionStatus.DONE, "evaluation_link": EVALUATION}
        self.session = world.training_session(starts_at=NOW - timedelta(days=1), **after)
        self.partner = world.partner("FADD", slug="fadd")
        person = world.person(self.partner, "Nadia", "Secrète", email="nadia@example.org")
        came = {"outcome": Outcome.ATTENDED, "confirmed_at": NOW - timedelta(days=9)}
        self.row = world.registration(self.session, person, RegistrationState.COMPLETED, **came)
        self.new = world.certificate(self.row, NUMBER, name="Nadia Secrète")
        ended = {"replaced_at": NOW, "replaced_by_id": self.new.id}
        world.certificate(self.row, OLD, name="Nadia Secrete", **ended)

    def link(self, client: CheckedClient) -> str:
        with client.application.app_context():
            return f"/inscription/{token_of(self.world.get(Registration, self.row.id))}"


@pytest.fixture(autouse=True)
def the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def given(world: World) -> Given:
    return Given(world)


def read(client: CheckedClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_a_number_says_what_it_is_worth_and_names_nobody(client: CheckedClient, world: World, given: Given) -> None:
    valid, old = read(client, f"/attestations/{NUMBER.lower()}"), read(client, f"/attestations/{OLD}")

    assert "Cette attestation est valable" in valid
    assert "Se chauffer sans se ruiner" in valid and "3\u00a0h\u00a030" in valid
    assert "remplacée" in old and f"/attestations/{NUMBER}" in old
    assert "Secr" not in valid + old and ".pdf" not in valid + old
    response = client.get(f"/attestations/{NUMBER}")
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_and_a_withdrawn_number_say_so(client: CheckedClient, world: World, given: Given) -> None:
    unknown = client.get("/attestations/2026-XXXX-XXXX")
    kept = world.get(Certificate, given.new.id)
    kept.replaced_at = NOW
    world.save(kept)

    assert (unknown.status_code, "inconnu" in unknown.get_data(as_text=True)) == (404, True)
    assert "Cette attestation est retirée" in read(client, f"/attestations/{NUMBER}")
    client.sign_in(world.token_of(world.coordinator(given.partner)))
    assert client.get(f"/attestations/{NUMBER}.pdf").location == f"/attestations/{NUMBER}"
    assert client.get(f"{given.link(client)}/attestation.pdf").location == given.link(client)


def test_whom_it_concerns_reads_the_name_and_takes_the_file(client: CheckedClient, world: World, given: Given) -> None:
    others = [world.coordinator(world.partner()), world.trainer(world.training_session())]
    concerned = [
        world.coordinator(given.partner),
        world.trainer(given.session),
        world.staff(totp_confirmed_at=NOW),
        world.account("nadia@example.org"),
    ]

    for account in (*others, *concerned):
        client.sign_in(world.token_of(account))
        expected = account in concerned
        assert ("Nadia Secrète" in read(client, f"/attestations/{NUMBER}")) is expected
        with client.get(f"/attestations/{NUMBER}.pdf") as file:
            assert file.status_code == (200 if expected else 404)
            assert not expected or file.data.startswith(b"%PDF")


def test_her_own_page_gives_the_certificate_and_the_evaluation(client: CheckedClient, given: Given) -> None:
    page = read(client, given.link(client))

    assert f"{given.link(client)}/attestation.pdf" in page and NUMBER in page
    assert EVALUATION in page
    with client.get(f"{given.link(client)}/attestation.pdf") as file:
        assert file.data.startswith(b"%PDF")


def test_each_list_leads_to_its_certificates(client: CheckedClient, world: World, given: Given) -> None:
    session, one = f"/seances/{given.session.public_id}", f"/attestations/{NUMBER}.pdf"
    team = f"/associations/fadd{session}"

    client.sign_in(world.token_of(world.coordinator(given.partner)))
    assert one in read(client, team) and f"{team}/attestations.pdf" in read(client, team)
    assert f"{team}/attestations.pdf" in read(client, "/mon-association")
    client.sign_in(world.token_of(world.trainer(given.session)))
    listed = read(client, f"{session}/participants")
    assert one in listed and f"{session}/attestations.pdf" in listed
    client.sign_in(world.token_of(world.account("nadia@example.org")))
    assert one in read(client, "/mes-inscriptions")


def test_staff_write_where_the_evaluation_is_and_only_a_secure_address(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    client.sign_in(world.token_of(world.staff(totp_confirmed_at=NOW)))
    url = f"/gestion/seances/{session.public_id}/modifier"
    fields = {"version": str(session.version), "capacity": "9"}

    refused = client.post(url, data={**fields, "evaluation_link": "http://example.org/avis"})
    kept = client.post(url, data={**fields, "evaluation_link": EVALUATION})

    assert (refused.status_code, kept.status_code) == (422, 303)
    assert world.get(TrainingSession, session.id).evaluation_link == EVALUATION
