"""What people and their employer read of the hours followed in a year, on pages and in files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
import time_machine
from python_calamine import load_workbook

from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import MembershipRole, Outcome, RegistrationState, SessionStatus
from portal.rules.base.verbs import Verb
from tests.checked_client import CheckedClient
from tests.factories import World

NOW = datetime(2026, 12, 4, 8, tzinfo=UTC)
WORTH = "Preuve de participation\u202f; ne vaut ni agrément ni reconnaissance pour le congé-éducation payé"
ARRIVED = datetime(2026, 11, 30, 8, 47, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Given:
    """Nadia followed a morning in 2025 and one in 2026, with a break; Tom was excused of the second."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.partner = world.partner("FADD", slug="fadd")
        self.coordinator = world.account("chef@example.org")
        world.membership(self.coordinator, self.partner, MembershipRole.COORDINATOR)
        self.nadia = world.person(self.partner, "Nadia", "Essai", email="nadia@example.org")
        self.tom = world.person(self.partner, "Tom", "Fictif")
        self.before = self.session(datetime(2025, 3, 3, 8, tzinfo=UTC))
        self.latest = self.session(datetime(2026, 11, 30, 8, tzinfo=UTC))
        self.came(self.before, self.nadia, Outcome.ATTENDED)
        self.came(self.latest, self.nadia, Outcome.ATTENDED)
        self.came(self.latest, self.tom, Outcome.EXCUSED)

    def session(self, start: datetime) -> TrainingSession:
        made = self.world.training_session(starts_at=start, status=SessionStatus.DONE)
        meeting = self.meeting(made)
        meeting.ends_at, meeting.pause_minutes = start + timedelta(hours=3), 15
        self.world.save(meeting)
        return made

    def meeting(self, training: TrainingSession) -> Meeting:
        [meeting] = self.world.all(Meeting, session_id=training.id)
        return meeting

    def came(self, training: TrainingSession, person: Person, outcome: Outcome) -> Registration:
        held = {"outcome": outcome, "confirmed_at": training.created_at}
        row = self.world.registration(training, person, RegistrationState.COMPLETED, **held)
        noted = self.world.noted(row.id, self.meeting(training).id, outcome is Outcome.ATTENDED)
        noted.marked_at = ARRIVED
        self.world.save(noted)
        return row


@pytest.fixture
def given(world: World) -> Given:
    return Given(world)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return " ".join(pages.split())


def test_the_latest_year_is_shown_and_the_others_are_a_step_away(client: CheckedClient, given: Given) -> None:
    client.sign_in(given.world.token_of(given.world.account("nadia@example.org")))

    page = client.get("/mes-heures").get_data(as_text=True)

    assert "Mes heures de formation, 2026" in page and "/mes-heures?annee=2025" in page
    assert "Lun. 30 nov. matin" in page and "2\u00a0h\u00a045" in page and "3 mars" not in page
    assert "3 mars" in client.get("/mes-heures?annee=2025").get_data(as_text=True)


@pytest.mark.parametrize("year", ["", "abc", "99999999999", "-1", "1850"])
def test_what_is_no_year_shows_the_latest(client: CheckedClient, given: Given, year: str) -> None:
    client.sign_in(given.world.token_of(given.world.account("nadia@example.org")))

    assert "Mes heures de formation, 2026" in client.get(f"/mes-heures?annee={year}").get_data(as_text=True)


def test_a_coordinator_reads_each_of_her_people_and_never_when_they_came(client: CheckedClient, given: Given) -> None:
    client.sign_in(given.world.token_of(given.coordinator))

    page = client.get("/mon-association/heures").get_data(as_text=True)
    pdf = text_of(client.get("/mon-association/heures.pdf").data)
    workbook = load_workbook(BytesIO(client.get("/mon-association/heures.xlsx").data))
    rows = workbook.get_sheet_by_index(0).to_python()

    for said in (page, pdf, str(rows)):
        assert "Nadia" in said and "Fictif" in said and "Absence excusée" in said
        assert "47" not in said
    assert WORTH in page and WORTH.replace("\u202f", " ") in pdf.replace("\u202f", " ")
    assert [row[9] for row in rows[-2:]] == [165, 0]
    assert "FADD, année 2026" in pdf and "Total de l’année : 2 h 45, 2 personnes" in pdf.replace("\u00a0", " ")


def test_a_file_about_several_people_is_journalled(client: CheckedClient, given: Given) -> None:
    client.sign_in(given.world.token_of(given.coordinator))
    client.get("/mon-association/heures.pdf?annee=2025")

    [event] = given.world.all(Event, verb=Verb.DOWNLOADED_HOURS)
    assert (event.object_id, event.inputs) == (given.partner.id, {"year": 2025, "people": 1})


def test_nobody_reads_the_hours_of_another_association(client: CheckedClient, given: Given) -> None:
    stranger, member = given.world.account("autre@example.org"), given.world.account("membre@example.org")
    given.world.membership(stranger, given.world.partner("Autre"), MembershipRole.COORDINATOR)
    given.world.membership(member, given.partner, MembershipRole.MEMBER)
    for account, status in ((stranger, 404), (member, 403)):
        client.sign_in(given.world.token_of(account))
        for kind in ("", ".pdf", ".xlsx"):
            assert client.get(f"/mon-association/heures{kind}?association=fadd").status_code == status


def test_who_has_followed_nothing_is_told_so(client: CheckedClient, given: Given) -> None:
    client.sign_in(given.world.token_of(given.world.account("personne@example.org")))

    assert "Aucune formation passée" in client.get("/mes-heures").get_data(as_text=True)
    assert client.get("/mes-heures.pdf").status_code == 200


def test_the_statement_is_accessible_and_names_who_issues_it(client: CheckedClient, given: Given) -> None:
    client.sign_in(given.world.token_of(given.world.account("nadia@example.org")))

    content = client.get("/mes-heures.pdf").data

    assert b"pdfuaid" in content and b"(fr-BE)" in content
    assert "Délivré le 4 décembre 2026 par La Sambrienne" in text_of(content)


def test_staff_declare_pauses_of_a_session_that_is_over(client: CheckedClient, given: Given) -> None:
    client.sign_in(given.world.token_of(given.world.staff()))
    address = f"/gestion/seances/{given.latest.public_id}/pauses"
    meeting = given.meeting(given.latest)
    assert "La séance est clôturée" in client.get(address).get_data(as_text=True)

    refused = client.post(
        address, data={"version": given.latest.version, "meetings-0-id": meeting.id, "meetings-0-pause": "180"}
    )
    assert refused.status_code == 422 and "La pause est plus courte que la rencontre." in refused.get_data(as_text=True)
    client.post(address, data={"version": given.latest.version, "meetings-0-id": meeting.id, "meetings-0-pause": "30"})

    assert given.meeting(given.latest).pause_minutes == 30
