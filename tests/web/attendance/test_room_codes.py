"""The wall of the room, what the trainer's list shows of it, and the record of presence, all without a script."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import time_machine
from werkzeug.test import TestResponse

from portal import clock
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.base.journal import Event
from portal.models.planning.sessions import Meeting
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.room_codes import code_of, minute_of
from portal.rules.base.states import NotedBy, PresenceMark, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements_of

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
SECRET = "ab" * 32


@pytest.fixture(autouse=True)
def clock_of_the_room() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class Room:
    """A morning with two people, its trainer signed in."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.world = world
        self.session = world.training_session(starts_at=START, workshop_id=world.workshop("Se chauffer").id)
        [self.meeting] = world.all(Meeting, session_id=self.session.id)
        partner = world.partner("FADD")
        people = [world.person(partner, given, "Essai") for given in ("Ana", "Luc")]
        self.ana, self.luc = (world.registration(self.session, person) for person in people)
        self.trainer = world.trainer(self.session)
        self.client = client.sign_in(world.token_of(self.trainer))
        self.url = f"/seances/{self.session.public_id}"

    def show_code(self) -> None:
        self.world.save(RoomCode(meeting_id=self.meeting.id, secret=SECRET))

    def declared(self, *rows: Registration) -> None:
        for row in rows:
            saved = DeclaredPresence(meeting_id=self.meeting.id, registration_id=row.id, declared_at=clock.now())
            self.world.save(saved)

    def page(self, ending: str) -> str:
        return self.client.get(self.url + ending).get_data(as_text=True)

    def answer(self, **data: object) -> str:
        response = self.client.post(f"{self.url}/declarees", data={"meeting": self.meeting.id, **data})
        assert response.status_code == 303
        return self.client.get(response.location).get_data(as_text=True)

    def marks(self) -> dict[int, tuple[PresenceMark, NotedBy]]:
        return {row.registration_id: (row.mark, row.noted_by) for row in self.world.all(Presence)}


@pytest.fixture
def room(client: CheckedClient, world: World) -> Room:
    return Room(client, world)


def test_the_code_is_off_until_a_trainer_shows_it_and_off_again(room: Room) -> None:
    assert "Afficher le code dans la salle" in room.page("/code") and "code-now" not in room.page("/code")

    shown = room.client.post(f"{room.url}/code", data={"on": "1"})
    assert (shown.status_code, shown.location) == (303, f"{room.url}/code")
    [row] = room.world.all(RoomCode)
    code = code_of(row.secret, minute_of(START))
    page = room.page("/code")
    assert f'<span aria-hidden="true">{code[:3]}</span>' in page and ", ".join(code) in page
    assert "<svg" in page and "localhost/presence" in page and "0 présence déclarée" in page

    room.client.post(f"{room.url}/code", data={"on": "0"})
    assert room.world.all(RoomCode) == []
    assert "Le code n’est plus affiché." in room.page("/participants")


def test_the_wall_names_nobody_counts_who_declared_and_changes_each_minute(
    room: Room, clock_of_the_room: time_machine.Traveller
) -> None:
    room.show_code()
    room.declared(room.ana)
    clock_of_the_room.shift(40)
    page = room.page("/code")
    assert "1 présence déclarée" in page and 'data-left="20"' in page
    assert "Ana" not in page and "FADD" not in page
    clock_of_the_room.shift(20)
    assert code_of(SECRET, minute_of(START)) not in room.page("/code").replace("</span>", "").replace(" ", "")
    assert ", ".join(code_of(SECRET, minute_of(START) + 1)) in room.page("/code")


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=-31), "Le code s’affiche le"),
        (timedelta(hours=3, minutes=30), "La demi-journée est finie."),
    ],
)
def test_before_and_after_its_hours_the_wall_says_why_it_is_empty(
    room: Room, clock_of_the_room: time_machine.Traveller, later: timedelta, said: str
) -> None:
    room.show_code()
    clock_of_the_room.move_to(START + later)
    room.client.sign_in(room.world.token_of(room.trainer))

    page = room.page("/code")

    assert said in page and "code-now" not in page


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (SessionStatus.DONE, "Cette séance est clôturée ou annulée."),
        (SessionStatus.CANCELLED, "Cette séance est clôturée ou annulée."),
        (SessionStatus.DRAFT, "Cette séance n’est pas encore publiée."),
    ],
)
def test_where_nothing_is_noted_no_button_offers_what_would_be_refused(
    room: Room, shown: bool, status: SessionStatus, said: str
) -> None:
    if shown:
        room.show_code()
    room.session.status = status
    room.world.save(room.session)
    room.client.sign_in(room.world.token_of(room.world.staff()))  # a draft is staff's alone

    page = room.page("/code")

    assert said in page and 'name="on"' not in page


def test_after_the_last_half_day_nothing_offers_a_code_that_would_open_nothing(
    room: Room, clock_of_the_room: time_machine.Traveller
) -> None:
    clock_of_the_room.move_to(START + timedelta(hours=3, minutes=30))
    room.client.sign_in(room.world.token_of(room.trainer))

    page = room.page("/code")

    assert "La demi-journée est finie." in page and 'name="on"' not in page


def test_what_was_declared_stands_above_the_list_and_in_its_rows(room: Room) -> None:
    room.show_code()
    assert "<span data-told>" not in room.page("/participants")
    room.declared(room.ana)

    page = room.page("/participants")

    assert "1 présence déclarée par téléphone" in page and "Voir le code" in page and "Actualiser" in page
    told = re.findall(r"<span data-told( hidden)?>présence déclarée par téléphone, à confirmer", page)
    assert sorted(told) == ["", " hidden"]
    assert f'name="seen" value="{room.ana.id}:"' in page


def test_one_press_confirms_those_in_sight_alone(room: Room) -> None:
    room.declared(room.ana)
    [seen] = re.findall(rf'name="seen" value="({room.ana.id}:)">\s*<p', room.page("/participants"))
    room.declared(room.luc)

    page = room.answer(seen=seen)

    assert "1 présence confirmée." in page
    assert room.marks() == {room.ana.id: (PresenceMark.PRESENT, NotedBy.TELEPHONE)}
    assert "1 présence déclarée par téléphone" in page  # the later one waits


def test_who_was_noted_meanwhile_keeps_her_mark_and_it_is_said(room: Room) -> None:
    room.declared(room.ana, room.luc)
    room.world.noted(room.ana.id, room.meeting.id, PresenceMark.EXCUSED, by=room.trainer.id)
    gone = room.world.get(Registration, room.luc.id)
    gone.state = RegistrationState.CANCELLED
    room.world.save(gone)

    page = room.answer(seen=f"{room.ana.id}: {room.luc.id}:")

    assert "0 présence confirmée. N’est plus sur la liste\u00a0: Luc Essai." in page
    assert "1 a été réglée entre-temps\u00a0: c’est cela qui compte." in page
    assert room.marks() == {room.ana.id: (PresenceMark.EXCUSED, NotedBy.TRAINER)}


def test_who_declares_after_being_noted_absent_is_shown_with_that_mark_and_confirmed(
    room: Room, clock_of_the_room: time_machine.Traveller
) -> None:
    room.world.noted(room.ana.id, room.meeting.id, PresenceMark.ABSENT, by=room.trainer.id)
    clock_of_the_room.shift(60)
    room.declared(room.ana)
    page = room.page("/participants")
    assert "notée entre-temps\u00a0: Absence" in page and f'value="{room.ana.id}:absent"' in page

    room.answer(seen=f"{room.ana.id}:absent")

    assert room.marks() == {room.ana.id: (PresenceMark.PRESENT, NotedBy.TELEPHONE)}


def test_a_declaration_is_set_aside_by_its_own_button(room: Room) -> None:
    room.declared(room.ana, room.luc)
    assert 'Retirer<span class="visually-hidden"> la déclaration de Ana Essai' in room.page("/participants")

    assert "La déclaration est retirée." in room.answer(seen="", away=str(room.ana.id))
    assert "Cette déclaration n’était plus là." in room.answer(away=str(room.ana.id))

    assert [row.registration_id for row in room.world.all(DeclaredPresence)] == [room.luc.id]
    assert room.marks() == {}


@pytest.mark.parametrize("data", [{"seen": "1:drunk"}, {"away": "x"}, {"away": "9" * 30}, {"meeting": "x"}])
def test_what_our_page_never_sends_is_no_answer(room: Room, data: dict[str, str]) -> None:
    sent = {"meeting": room.meeting.id, **data}
    assert room.client.post(f"{room.url}/declarees", data=sent).status_code == 400


def test_a_closed_session_confirms_nothing_and_says_so(room: Room) -> None:
    room.declared(room.ana)
    room.session.status = SessionStatus.DONE
    room.world.save(room.session)

    assert "Cette séance est déjà clôturée." in room.answer(seen=f"{room.ana.id}:")
    assert room.marks() == {}


def test_the_script_asks_for_what_arrived_of_the_rows_it_shows(room: Room) -> None:
    room.show_code()
    room.declared(room.ana, room.luc)

    response = room.client.get(f"{room.url}/declarees?rencontre={room.meeting.id}&lignes={room.luc.id}+999+x")

    said = response.get_json()
    assert said["declared"] == [room.luc.id]
    assert "Luc Essai" in said["part"] and "Ana Essai" not in said["part"]
    assert response.headers["Cache-Control"] == "no-store"
    assert room.client.get(f"{room.url}/declarees?rencontre=999").status_code == 404


def test_a_list_with_one_declaration_costs_as_many_statements_as_one_with_two(room: Room) -> None:
    room.show_code()
    counts = []
    for row in (room.ana, room.luc):
        room.declared(row)
        counts.append(len(statements_of(room.client.application, lambda: room.page("/participants"))))
    assert counts[0] == counts[1]


def record(room: Room) -> TestResponse:
    return room.client.get(f"{room.url}/presences.pdf")


def test_the_record_is_made_after_the_closing_and_journalled(room: Room) -> None:
    for row, by in ((room.ana, NotedBy.TELEPHONE), (room.luc, NotedBy.PAPER)):
        noted = room.world.noted(row.id, room.meeting.id, by=room.trainer.id)
        noted.noted_by = by
        room.world.save(noted)
    early = record(room)
    assert early.status_code == 303
    assert "une fois la séance clôturée" in room.client.get(early.location).get_data(as_text=True)
    room.session.status = SessionStatus.DONE
    room.world.save(room.session)

    response = record(room)

    assert response.headers["Content-Disposition"] == 'attachment; filename="presences-2026-12-03.pdf"'
    document = pypdfium2.PdfDocument(response.data)
    text = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert "Ana Essai FADD Déclarée par téléphone, puis confirmée" in text
    assert "Luc Essai FADD D’après la feuille signée" in text
    [event] = room.world.all(Event, verb="downloaded_presences")
    assert (event.actor_id, event.object_id, event.inputs) == (room.trainer.id, room.session.id, {"lines": 2})
    assert "Relevé des présences (PDF)" in room.page("/participants")


def test_it_lists_nobody_who_was_not_there(room: Room) -> None:
    room.world.noted(room.ana.id, room.meeting.id, PresenceMark.ABSENT)
    room.session.status = SessionStatus.DONE
    room.world.save(room.session)

    document = pypdfium2.PdfDocument(record(room).data)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "Ana" not in text and "Luc" not in text and "Aucune présence notée." in text
