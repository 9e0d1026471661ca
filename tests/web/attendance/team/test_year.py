"""The certificates of a team's year in one file."""

from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest

from portal import clock
from portal.database import writing
from portal.models.base.journal import Event
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.verbs import Verb
from portal.services.attendance import certificates
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.attendance.team.test_plan import Planned

URL = "/mon-association/attestations.pdf"


class Certified(Planned):
    """Mila, Noé and Inès of another association followed the session that is over."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        super().__init__(client, world)
        for person in (self.noe, self.ines):
            self.followed(person)
        with world.app.app_context(), writing() as session:
            training = session.get_one(TrainingSession, self.over.id)
            rows = session.query(Registration).filter_by(session_id=training.id).all()
            certificates.issue(session, training, rows, training.meetings[0].ends_at)
        self.year = clock.local(clock.now() - timedelta(days=60)).year

    def names_in(self, content: bytes) -> str:
        document = pypdfium2.PdfDocument(BytesIO(content))
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()


@pytest.fixture
def certified(client: CheckedClient, world: World) -> Certified:
    return Certified(client, world)


def test_the_certificates_of_the_year_are_one_file_that_the_journal_knows(certified: Certified) -> None:
    year = certified.year
    offered = certified.client.get(f"/mon-association/heures?annee={year}").text

    words = certified.names_in(certified.client.get(f"{URL}?annee={year}").data)

    assert URL in offered
    assert [name in words for name in ("Mila", "Noé", "Inès")] == [True, True, False]
    told = [event.inputs for event in certified.world.all(Event, verb=Verb.DOWNLOADED_YEAR)]
    assert told == [{"year": year, "people": 2}]


def test_a_coordinator_of_one_site_has_those_of_its_people(certified: Certified) -> None:
    certified.hold_to(certified.jumet)

    words = certified.names_in(certified.client.get(f"{URL}?annee={certified.year}").data)

    assert ("Noé" in words, "Mila" in words) == (True, False)


def test_a_year_without_any_and_another_association_have_none(certified: Certified) -> None:
    assert certified.client.get(f"{URL}?annee=2001").status_code == 404
    assert certified.client.get(f"{URL}?association={certified.other.slug}").status_code == 404
