"""The plan of a team: what it says of each, its gaps registered at once, and the same as a workbook."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from python_calamine import load_workbook

from portal import clock
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ContentStatus, Outcome, RegistrationState, SessionStatus
from portal.rules.base.verbs import Verb
from tests.checked_client import CheckedClient
from tests.factories import World, morning_in
from tests.statements import statements_of
from tests.web.registrations.team.scene import Scene

URL = "/mon-association/plan"


class Planned(Scene):
    """Mila followed the first workshop, of which a session is to come; Noé of Jumet followed nothing."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        super().__init__(client, world)
        self.workshop, self.session = self.offered("Recherche de logement", days=30)
        self.over = self.past(self.workshop)
        self.followed(self.mila)
        self.noe = world.person(self.partner, "Noé", "Épreuve", site_id=self.jumet.id)

    def offered(self, title: str, days: int) -> tuple[Workshop, TrainingSession]:
        session = self.world.training_session(starts_at=morning_in(days))
        workshop = self.world.get(Workshop, session.workshop_id)
        workshop.title, workshop.status = title, ContentStatus.PUBLISHED
        self.world.save(workshop)
        return workshop, session

    def past(self, workshop: Workshop) -> TrainingSession:
        start = clock.now() - timedelta(days=60)
        return self.world.training_session(starts_at=start, status=SessionStatus.DONE, workshop_id=workshop.id)

    def followed(self, person: Person, outcome: Outcome = Outcome.ATTENDED) -> Registration:
        held = {"outcome": outcome, "confirmed_at": self.over.created_at}
        row = self.world.registration(self.over, person, RegistrationState.COMPLETED, **held)
        [meeting] = self.world.all(Meeting, session_id=self.over.id)
        self.world.noted(row.id, meeting.id, outcome is Outcome.ATTENDED)
        return row

    def send(self, *people: Person, session: str = "", **more: str) -> tuple[int, str]:
        page = self.client.get(URL).text
        [key] = re.findall(r'name="form_key"[^>]*value="([^"]+)"', page)
        data = {"form_key": key, "session": session or self.session.public_id, **more}
        ticked = {f"atelier-{self.workshop.id}": [str(one.id) for one in people]}
        response = self.client.post(URL, data={**data, **ticked})
        return response.status_code, response.text

    def registered(self) -> list[int | None]:
        return [row.person_id for row in self.world.all(Registration, session_id=self.session.id)]


@pytest.fixture
def planned(client: CheckedClient, world: World) -> Planned:
    return Planned(client, world)


def box(planned: Planned, person: Person) -> str:
    return f'name="atelier-{planned.workshop.id}" value="{person.id}"'


def test_the_plan_says_who_followed_and_offers_the_gaps_to_tick(planned: Planned) -> None:
    planned.followed(planned.ines)

    page = planned.client.get(URL).text

    assert "Mila Exemple" in page and "Suivi" in page
    assert (box(planned, planned.mila) in page, box(planned, planned.noe) in page) == (False, True)
    assert "Essai" not in page


def test_who_did_not_come_stands_as_not_yet_and_nothing_is_counted(planned: Planned) -> None:
    planned.followed(planned.noe, Outcome.NO_SHOW)

    page = planned.client.get(URL).text

    assert box(planned, planned.noe) in page
    assert not re.search("absen|%", page.partition("<table")[2].partition("</table>")[0], re.IGNORECASE)


def test_the_gaps_ticked_are_registered_in_one_act(planned: Planned) -> None:
    other = planned.world.person(planned.partner, "Ali", "Aperçu")

    status, _page = planned.send(planned.noe, other)

    assert status == 303
    assert sorted(planned.registered(), key=str) == sorted([planned.noe.id, other.id], key=str)


def test_somebody_of_another_association_is_not_registered(planned: Planned) -> None:
    status, page = planned.send(planned.ines)

    assert (status, planned.registered()) == (422, [])
    assert "Essai" not in page


def test_a_coordinator_of_one_site_sees_and_registers_its_people_alone(planned: Planned) -> None:
    planned.hold_to(planned.jumet)

    page = planned.client.get(URL).text
    status, _page = planned.send(planned.mila, planned.noe)

    assert "Noé Épreuve" in page and "Mila" not in page
    assert (status, planned.registered()) == (303, [planned.noe.id])


def test_boxes_of_two_workshops_are_kept_and_asked_about(planned: Planned) -> None:
    second, _session = planned.offered("Loyer et dettes", days=40)

    status, page = planned.send(planned.noe, **{f"atelier-{second.id}": str(planned.noe.id)})

    assert (status, planned.registered()) == (422, [])
    assert "Une séance à la fois" in page and "Loyer et dettes." in page
    assert page.count(" checked>") == 2


def test_a_session_is_due_and_what_is_ticked_stays(planned: Planned) -> None:
    planned.offered("Loyer et dettes", days=40)

    status, page = planned.send(planned.noe, session="-")

    assert (status, planned.registered()) == (422, [])
    assert f"{box(planned, planned.noe)} checked>" in page


def test_the_plan_is_narrowed_to_a_site_and_a_workshop(planned: Planned) -> None:
    second, _session = planned.offered("Loyer et dettes", days=40)

    page = planned.client.get(f"{URL}?antenne={planned.jumet.id}&atelier={second.id}").text

    assert "Noé Épreuve" in page and "Mila Exemple" not in page
    assert f'name="atelier-{second.id}"' in page and f'name="atelier-{planned.workshop.id}"' not in page


def test_the_plan_is_sorted_by_a_workshop(planned: Planned) -> None:
    planned.world.person(planned.partner, "Ali", "Aperçu")

    page = planned.client.get(f"{URL}?tri={planned.workshop.id}").text

    assert page.index("Mila Exemple") < page.index("Ali Aperçu") < page.index("Noé Épreuve")
    assert page.count('aria-sort="ascending"') == 1


def test_the_plan_leaves_as_a_workbook_that_the_journal_knows(planned: Planned) -> None:
    planned.followed(planned.ines)

    response = planned.client.get(f"{URL}.xlsx")

    found = load_workbook(BytesIO(response.data)).get_sheet_by_index(0).to_python()
    told = [[str(cell) for cell in row] for row in found]
    [mila] = [row for row in told if "Mila" in row]
    assert mila[:4] == ["Exemple", "Mila", "", "Gilly"]
    assert mila[5].startswith("Suivi, ")
    assert not any("Inès" in row for row in told)
    assert [event.inputs for event in planned.world.all(Event, verb=Verb.DOWNLOADED_PLAN)] == [{"people": 2}]


def test_nobody_reads_the_plan_of_another_association(planned: Planned) -> None:
    for url in (URL, f"{URL}.xlsx"):
        assert planned.client.get(f"{url}?association={planned.other.slug}").status_code == 404


def test_the_plan_of_two_hundred_people_and_twelve_workshops_is_eight_statements(planned: Planned, app: Flask) -> None:
    people = [planned.world.person(planned.partner, site_id=planned.gilly.id) for _number in range(200)]
    for number in range(11):
        _workshop, session = planned.offered(f"Formation {number}", days=40 + number)
        for person in people[: 10 * number : 10]:
            planned.world.registration(session, person)

    sent = statements_of(app, lambda: planned.client.get(URL))

    assert len(sent) <= 8, sent
