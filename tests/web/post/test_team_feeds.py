"""The calendar of a team: who opens it, what it shows, and when it goes out."""

import re

import pytest
from icalendar import Calendar

from portal import clock
from portal.models.accounts.accounts import Account, Membership
from portal.models.post.feeds import TeamFeed
from portal.rules.base.states import RegistrationState
from portal.services.post import team_feeds
from portal.services.upkeep import retention
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.registrations.team.scene import Scene

URL = "/mon-association/agenda"
ADDRESS = re.compile(r"http://localhost(/agenda-equipe/[\w-]+\.ics)")


class Seats(Scene):
    """Mila of Gilly and Noé of Jumet have a seat in one session, Inès of another association in another."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        super().__init__(client, world)
        self.noe = world.person(self.partner, "Noé", "Épreuve", site_id=self.jumet.id)
        self.session, self.theirs = world.training_session(), world.training_session()
        for person in (self.mila, self.noe):
            world.registration(self.session, person)
        waits = world.training_session()
        world.registration(waits, self.noe, RegistrationState.WAITLISTED)
        world.registration(self.session, self.ines)
        world.registration(self.theirs, self.ines)

    def address(self, site: str = "") -> str:
        page = self.client.post(f"{URL}?association={self.partner.slug}", data={"site": site})
        assert page.headers["Cache-Control"] == "no-store"
        found = ADDRESS.search(page.text)
        assert found
        return found[1]

    def told(self, url: str) -> list[tuple[str, str]]:
        found = Calendar.from_ical(self.client.get(url).data).walk("VEVENT")
        return [(str(event["UID"]).split("-")[2], str(event["DESCRIPTION"]).split("\n")[0]) for event in found]


@pytest.fixture
def seats(client: CheckedClient, world: World) -> Seats:
    return Seats(client, world)


def test_the_calendar_names_who_of_the_team_comes_and_nobody_else(seats: Seats) -> None:
    assert seats.told(seats.address()) == [(seats.session.public_id, "Noé Épreuve, Mila Exemple")]


def test_the_calendar_of_a_site_names_its_people(seats: Seats) -> None:
    assert seats.told(seats.address(str(seats.jumet.id))) == [(seats.session.public_id, "Noé Épreuve")]


def test_an_address_is_replaced_and_put_out(seats: Seats) -> None:
    first = seats.address()
    second = seats.address()
    [feed] = seats.world.all(TeamFeed)

    before = [seats.client.get(url).status_code for url in (first, second)]
    seats.client.post(f"{URL}/{feed.id}/arret", data={"association": seats.partner.slug})

    assert before == [404, 200]
    assert seats.client.get(second).status_code == 404


def test_an_address_ends_with_the_role_and_is_erased(seats: Seats) -> None:
    url = seats.address()
    [held] = [one for one in seats.world.all(Membership) if one.account_id == seats.coordinator.id]
    held.left_on = clock.now()
    seats.world.save(held)

    with seats.world.app.app_context():
        retention.keep_to_terms(0)

    assert seats.client.get(url).status_code == 404
    assert seats.world.all(TeamFeed) == []


def test_who_is_limited_later_reads_her_site_alone(seats: Seats) -> None:
    whole, gilly = seats.address(), seats.address(str(seats.gilly.id))
    [held] = [one for one in seats.world.all(Membership) if one.account_id == seats.coordinator.id]
    held.site_id = seats.jumet.id
    seats.world.save(held)

    assert [name for _session, name in seats.told(whole)] == ["Noé Épreuve"]
    assert seats.client.get(gilly).status_code == 404


def test_a_coordinator_of_one_site_makes_no_other_address(seats: Seats) -> None:
    seats.hold_to(seats.jumet)

    assert seats.told(seats.address()) == [(seats.session.public_id, "Noé Épreuve")]
    refused = seats.client.post(f"{URL}?association={seats.partner.slug}", data={"site": str(seats.gilly.id)})
    assert refused.status_code == 404


def test_nobody_makes_or_puts_out_the_address_of_another_association(seats: Seats) -> None:
    theirs: Account = seats.world.coordinator(seats.other)
    with seats.world.app.app_context():
        team_feeds.renew(theirs.id, seats.other.id, None)
    [feed] = seats.world.all(TeamFeed)

    assert seats.client.get(f"{URL}?association={seats.other.slug}").status_code == 404
    assert seats.client.post(f"{URL}?association={seats.other.slug}").status_code == 404
    refused = seats.client.post(f"{URL}/{feed.id}/arret", data={"association": seats.partner.slug})
    assert refused.status_code == 404


def test_the_mail_of_monday_is_asked_for_and_stopped(seats: Seats) -> None:
    def pressed(wanted: str) -> bool:
        data = {"association": seats.partner.slug, "recevoir": wanted}
        seats.client.post("/mon-association/lundi", data=data)
        [held] = [one for one in seats.world.all(Membership) if one.account_id == seats.coordinator.id]
        return held.monday_mail

    assert "Le recevoir" in seats.client.get(URL).text
    assert (pressed("1"), "Ne plus le recevoir" in seats.client.get(URL).text, pressed("")) == (True, True, False)


def test_the_mail_of_monday_about_another_association_is_out_of_reach(seats: Seats) -> None:
    response = seats.client.post("/mon-association/lundi", data={"association": seats.other.slug, "recevoir": "1"})

    assert response.status_code == 404
