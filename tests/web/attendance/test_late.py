"""Presence, closing and corrections after their time: staff, with a reason, for a year; the pages say until when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import Outcome, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.attendance.attendees.test_attendees import choices, sheet, words

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
REASON = "La liste sur papier était perdue."


@pytest.fixture(autouse=True)
def two_months_later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START + timedelta(days=60), tick=False) as traveller:
        yield traveller


class Forgotten:
    """A session that nobody marked nor closed, and staff signed in two months later."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.client, self.world = client, world
        self.session = world.training_session(starts_at=START, published_at=START - timedelta(days=40))
        [self.meeting] = world.all(Meeting, session_id=self.session.id)
        partner = world.partner("FADD")
        before = START - timedelta(days=9)
        self.one, self.two = (
            world.registration(self.session, world.person(partner, name, "Essai"), confirmed_at=before)
            for name in ("Luc", "Ana")
        )
        self.list_url = f"/seances/{self.session.public_id}/participants"
        self.close_url = f"/seances/{self.session.public_id}/cloture"
        client.sign_in(world.token_of(world.staff()))

    def page(self, url: str) -> str:
        return words(self.client.get(url).get_data(as_text=True))

    def mark(self, reason: str) -> tuple[int, str]:
        one, two = self.one.id, self.two.id
        form = sheet(self.meeting, f"{one}: {two}:", **{f"m{one}": "present", f"m{two}": "absent"})
        response = self.client.post(self.list_url, data={**form, "reason": reason})
        return response.status_code, response.get_data(as_text=True)


@pytest.fixture
def forgotten(client: CheckedClient, world: World) -> Forgotten:
    return Forgotten(client, world)


def test_staff_note_presence_late_and_what_was_ticked_survives_the_missing_reason(forgotten: Forgotten) -> None:
    one, two = str(forgotten.one.id), str(forgotten.two.id)
    shown = forgotten.page(forgotten.list_url)

    status, asked = forgotten.mark("")
    kept = forgotten.world.all(Presence)
    done, _page = forgotten.mark(REASON)

    assert "Le délai allait jusqu’au samedi 2 janvier 2027." in shown
    assert "avec une raison, jusqu’au vendredi 3 décembre 2027" in shown
    assert (status, choices(asked), kept) == (422, {one: "present", two: "absent"}, [])
    assert "Écrivez en une phrase pourquoi c’est plus tard" in asked
    assert done == 303
    assert choices(forgotten.client.get(forgotten.list_url).get_data(as_text=True)) == {one: "present", two: "absent"}


def test_staff_close_late_and_the_list_shows_why_and_who(forgotten: Forgotten) -> None:
    forgotten.mark("Retrouvée.")
    shown = forgotten.page(forgotten.close_url)

    refused = forgotten.client.post(forgotten.close_url, data={})
    done = forgotten.client.post(forgotten.close_url, data={"reason": REASON})

    assert "L’équipe clôture encore, avec une raison, jusqu’au vendredi 3 décembre 2027." in shown
    assert (refused.status_code, done.status_code) == (422, 303)
    assert "pourquoi c’est plus tard" in refused.get_data(as_text=True)
    assert forgotten.world.get(TrainingSession, forgotten.session.id).status is SessionStatus.DONE
    page = forgotten.page(forgotten.list_url)
    assert "Noté après le délai" in page
    assert page.index("Présences notées") < page.index("Retrouvée.") < page.index("Séance clôturée, par")
    assert "Lise Gabarit" in page and REASON in page


def test_an_outcome_is_corrected_late_with_a_reason_shown_beside_the_name(
    forgotten: Forgotten, two_months_later: time_machine.Traveller
) -> None:
    world, client, two = forgotten.world, forgotten.client, forgotten.two
    forgotten.mark(REASON)
    client.post(forgotten.close_url, data={"reason": REASON})
    two_months_later.shift(timedelta(days=31))
    client.sign_in(world.token_of(world.staff()))
    url, version = f"/inscriptions/{two.id}/resultat", str(world.get(Registration, two.id).version)
    shown = forgotten.page(url)

    refused = client.post(url, data={"version": version, "outcome": "excused"})
    done = client.post(url, data={"version": version, "outcome": "excused", "reason": "Certificat médical reçu."})

    assert "L’équipe corrige encore, avec une raison, jusqu’au vendredi 3 décembre 2027." in shown
    assert (refused.status_code, done.status_code) == (422, 303)
    assert world.get(Registration, two.id).outcome is Outcome.EXCUSED
    assert "Résultat corrigé (<bdi>Ana Essai</bdi>)" in forgotten.page(forgotten.list_url)
    assert [event.reason for event in world.all(Event, verb="T19")] == ["Certificat médical reçu."]


def test_a_trainer_is_told_until_when_the_team_can(forgotten: Forgotten) -> None:
    trainer = forgotten.world.trainer(forgotten.session)
    forgotten.client.sign_in(forgotten.world.token_of(trainer))

    listed, closing = forgotten.page(forgotten.list_url), forgotten.page(forgotten.close_url)

    assert choices(listed) == {}
    assert "Les présences ne changent plus depuis le mardi 8 décembre 2026." in listed
    assert "elle les note encore jusqu’au vendredi 3 décembre 2027" in listed
    assert "La clôture était possible jusqu’au samedi 2 janvier 2027." in closing
    assert "elle clôture encore, avec une raison, jusqu’au vendredi 3 décembre 2027" in closing


def test_after_a_year_nobody_notes_or_closes_anything(
    forgotten: Forgotten, two_months_later: time_machine.Traveller
) -> None:
    two_months_later.move_to(START + timedelta(days=366))
    forgotten.client.sign_in(forgotten.world.token_of(forgotten.world.staff()))

    status, _page = forgotten.mark(REASON)
    closing = forgotten.client.post(forgotten.close_url, data={"reason": REASON})

    assert (status, closing.status_code) == (409, 409)
    assert choices(forgotten.page(forgotten.list_url)) == {}
    assert "La clôture était possible jusqu’au vendredi 3 décembre 2027." in forgotten.page(forgotten.close_url)
    assert forgotten.world.all(Presence) == []
