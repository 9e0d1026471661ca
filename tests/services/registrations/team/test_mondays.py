"""The mail of Monday: who gets it, what it tells, and once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account, Membership
from portal.models.base.journal import Job
from portal.models.network.partners import Partner
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import PartnerStatus, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.registrations.mondays import next_monday, week_of
from portal.services.registrations.team import mondays
from tests import partner_factories as rows
from tests.factories import World

MONDAY = datetime(2026, 12, 7, 6, tzinfo=UTC)  # 7 in Brussels
WEDNESDAY = MONDAY + timedelta(days=2, hours=2)


class Given:
    """Mila of Gilly and Noé of Jumet come on Wednesday, Inès of another association too."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.partner: Partner = world.partner("FADD Solidarité")
        self.other = world.partner("Relogeas")
        self.gilly = rows.site(world, self.partner, label="Gilly")
        self.coordinator: Account = world.coordinator(self.partner, "fatou@example.org")
        people = (
            world.person(self.partner, "Mila", "Exemple", site_id=self.gilly.id),
            world.person(self.partner, "Noé", "Épreuve"),
            world.person(self.other, "Inès", "Essai"),
        )
        session = world.training_session(starts_at=WEDNESDAY)
        for person in people:
            world.registration(session, person)
        later = world.training_session(starts_at=WEDNESDAY + timedelta(days=7))
        world.registration(later, world.person(self.partner, "Zoé", "Plustard"))
        world.registration(session, world.person(self.partner, "Tom", "Attend"), RegistrationState.WAITLISTED)

    def hold(self) -> None:
        [held] = [one for one in self.world.all(Membership) if one.account_id == self.coordinator.id]
        held.site_id = self.gilly.id
        self.world.save(held)

    def told(self) -> list[list[str]]:
        names = ("Mila", "Noé", "Inès", "Zoé", "Tom")
        return [[name for name in names if name in mail.body_text] for mail in self.world.all(OutboxMessage)]


@pytest.fixture
def given(world: World) -> Given:
    return Given(world)


@time_machine.travel(MONDAY, tick=False)
def test_who_asked_is_told_once_where_her_team_goes_this_week(given: Given) -> None:
    mondays.tell(0)
    unasked = given.told()
    mondays.ask(given.coordinator.id, given.partner.id, wanted=True)
    mondays.tell(0)
    mondays.tell(0)

    assert (unasked, given.told()) == ([], [["Mila", "Noé"]])
    [job] = given.world.all(Job, kind="monday")
    assert job.due_at == MONDAY + timedelta(days=7)


@time_machine.travel(MONDAY, tick=False)
def test_who_acts_for_one_site_reads_of_its_people(given: Given) -> None:
    given.hold()
    mondays.ask(given.coordinator.id, given.partner.id, wanted=True)
    mondays.tell(0)

    assert given.told() == [["Mila"]]


@time_machine.travel(MONDAY + timedelta(days=14), tick=False)
def test_a_week_without_anybody_writes_nothing(given: Given) -> None:
    mondays.ask(given.coordinator.id, given.partner.id, wanted=True)
    mondays.tell(0)

    assert given.told() == []


@time_machine.travel(MONDAY, tick=False)
def test_who_asked_no_more_is_told_nothing(given: Given) -> None:
    mondays.ask(given.coordinator.id, given.partner.id, wanted=True)
    mondays.ask(given.coordinator.id, given.partner.id, wanted=False)
    mondays.tell(0)

    assert given.told() == []


def test_nobody_asks_about_another_association(given: Given) -> None:
    with pytest.raises(NotFound):
        mondays.ask(given.coordinator.id, given.other.id, wanted=True)


def test_a_week_begins_on_monday_in_brussels() -> None:
    sunday = datetime(2026, 12, 6, 22, 59, tzinfo=UTC)

    assert week_of(sunday).monday.isoformat() == "2026-11-30"
    assert week_of(sunday + timedelta(minutes=1)).monday.isoformat() == "2026-12-07"
    assert [next_monday(moment) for moment in (sunday, MONDAY)] == [MONDAY, MONDAY + timedelta(days=7)]


@time_machine.travel(MONDAY, tick=False)
def test_an_association_that_ended_is_told_nothing(given: Given) -> None:
    mondays.ask(given.coordinator.id, given.partner.id, wanted=True)
    partner = given.world.get(Partner, given.partner.id)
    partner.status = PartnerStatus.ENDED
    given.world.save(partner)

    mondays.tell(0)

    assert given.world.all(OutboxMessage) == []
