"""The attendee list: whose it is, how it is marked, who waits and whom to call."""

from datetime import timedelta

import html5lib
import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence
from portal.rules.base.states import PresenceMark, RegistrationState, SessionStatus
from tests.checked_client import XHTML, CheckedClient
from tests.factories import World
from tests.statements import statements_of
from tests.web.attendance.attendees.conftest import BEFORE, START, address, seat


def words(page: str) -> str:
    return " ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split())


def row_headings(page: str) -> list[str]:
    tree = html5lib.parse(page)
    return ["".join(cell.itertext()) for cell in tree.iter(f"{XHTML}th") if cell.get("scope") == "row"]


def choices(page: str) -> dict[str, str]:
    """What each row that may be marked says, by registration."""
    tree = html5lib.parse(page)
    return {
        str(choice.get("name")).removeprefix("m-"): str(choice.get("value"))
        for choice in tree.iter(f"{XHTML}input")
        if choice.get("type") == "radio" and choice.get("checked") is not None
    }


def names(page: str) -> list[str]:
    """Who is on the list to mark, from top to bottom."""
    tree = html5lib.parse(page)
    return ["".join(legend.itertext()) for legend in tree.iter(f"{XHTML}legend")]


def sheet(meeting: Meeting, seen: str, **chosen: str) -> dict[str, object]:
    """The form as the page sends it: what it showed, and what rows "m1", "m2"... say now."""
    return {"meeting": meeting.id, "seen": seen, **{f"m-{name[1:]}": mark for name, mark in chosen.items()}}


def test_the_list_is_sorted_by_family_name_whatever_the_accents(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    for given, family in (("Karim", "Test"), ("Zoé", "Ébauche"), ("Luc", "Démo"), ("Ana", "épreuve")):
        seat(world, session, partner, given, family)

    page = signed_in.get(address(session)).get_data(as_text=True)

    assert names(page) == ["Luc Démo", "Zoé Ébauche", "Ana épreuve", "Karim Test"]


def test_the_caption_counts_people_and_seats_to_name_apart(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    seat(world, session, partner, "Luc", "Démo")
    held = seat(world, session, partner, "Ana", "Modèle", state=RegistrationState.HELD)
    held.person_id = None
    world.save(held)

    with time_machine.travel(BEFORE, tick=False):
        page = words(client.sign_in(world.token_of(trainer)).get(address(session)).get_data(as_text=True))

    assert "1 personne, par ordre alphabétique, et 1 place à nommer" in page


def test_the_page_counts_seats_associations_waiting_and_presence(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one = seat(world, session, partner, "Luc", "Démo")
    seat(world, session, world.partner(), "Ana", "Modèle")
    seat(world, session, partner, "Karim", "Test", state=RegistrationState.WAITLISTED)
    world.noted(one.id, world.all(Meeting, session_id=session.id)[0].id)

    page = words(signed_in.get(address(session)).get_data(as_text=True))

    assert "2 places prises sur 2, 2 associations, 1 en attente." in page
    assert "1 présence notée." in page
    assert "1 personne à noter" in page


def test_a_cancelled_registration_is_not_on_the_list(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    seat(world, session, partner, "Luc", "Démo", state=RegistrationState.CANCELLED)

    assert "Démo" not in signed_in.get(address(session)).get_data(as_text=True)


def test_a_trainer_notes_presence_and_what_was_not_touched_has_no_mark(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one, two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Modèle")
    meeting = world.all(Meeting, session_id=session.id)[0]
    form = sheet(meeting, f"{one.id}: {two.id}:", **{f"m{two.id}": "present"})

    response = signed_in.post(address(session, "?rencontre=1"), data=form)

    assert (response.status_code, response.location) == (303, address(session, "?rencontre=1"))
    page = signed_in.get(response.location).get_data(as_text=True)
    assert choices(page) == {str(one.id): "", str(two.id): "present"}
    assert "1 présence notée." in words(page)


def test_everybody_is_there_but_those_already_noted(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one, two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Modèle")
    meeting = world.all(Meeting, session_id=session.id)[0]
    world.noted(one.id, meeting.id, PresenceMark.EXCUSED)

    page = words(signed_in.get(address(session)).get_data(as_text=True))
    form = sheet(meeting, f"{one.id}:excused {two.id}:", **{f"m{one.id}": "excused", f"m{two.id}": ""})
    signed_in.post(address(session), data={**form, "rest": "present"})

    assert "Pour la personne à noter, pas les autres." in page
    assert choices(signed_in.get(address(session)).get_data(as_text=True)) == {
        str(one.id): "excused",
        str(two.id): "present",
    }


class Twice:
    """A page that showed no mark, while somebody else noted a presence at nine."""

    def __init__(self, client: CheckedClient, world: World, session: TrainingSession, partner: Partner) -> None:
        self.client, self.world, self.url = client, world, address(session)
        self.one, self.two = seat(world, session, partner, "Luc", "Démo"), seat(world, session, partner, "Ana", "Bis")
        [self.meeting] = world.all(Meeting, session_id=session.id)
        other = world.trainer(session)
        other.given_name, other.family_name = "Nina", "Patron"
        world.noted(self.one.id, self.meeting.id, by=world.save(other).id)
        self.seen = f"{self.one.id}: {self.two.id}:"

    def marks(self) -> dict[int, str]:
        return {row.registration_id: row.mark.value for row in self.world.all(Presence)}


@pytest.fixture
def twice(signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner) -> Twice:
    return Twice(signed_in, world, session, partner)


def test_a_mark_made_meanwhile_stays_and_is_shown_while_the_rest_is_saved(twice: Twice) -> None:
    chosen = {f"m{twice.one.id}": "absent", f"m{twice.two.id}": "present"}

    response = twice.client.post(twice.url, data=sheet(twice.meeting, twice.seen, **chosen))

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Déjà noté à 10 h : Présence" in words(page) and "<bdi>Nina Patron</bdi>" in page
    assert "Vous avez choisi « Absence ». Que garde-t-on ?" in words(page)
    assert twice.marks() == {twice.one.id: "present", twice.two.id: "present"}
    assert choices(page) == {str(twice.one.id): "present", str(twice.two.id): "present"}


def test_who_sees_both_marks_decides(twice: Twice) -> None:
    seen = f"{twice.one.id}:present {twice.two.id}:"
    form = sheet(twice.meeting, seen, **{f"m{twice.one.id}": "present"})

    kept = twice.client.post(twice.url, data={**form, "instead": f"{twice.one.id}:present"})
    assert (kept.status_code, twice.marks()) == (303, {twice.one.id: "present"})
    replaced = twice.client.post(twice.url, data={**form, "instead": f"{twice.one.id}:absent"})

    assert (replaced.status_code, twice.marks()) == (303, {twice.one.id: "absent"})


def test_who_lost_the_seat_meanwhile_is_named_and_may_have_one_again(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    gone = seat(world, session, partner, "Tom", "Fictif", state=RegistrationState.CANCELLED, ended_at=BEFORE)
    meeting = world.all(Meeting, session_id=session.id)[0]

    response = signed_in.post(address(session), data=sheet(meeting, f"{gone.id}:", **{f"m{gone.id}": "present"}))

    page = words(response.get_data(as_text=True))
    assert response.status_code == 409
    assert "Tom Fictif n’est plus sur la liste." in page
    assert "Redonnez-lui une place" in page
    assert world.all(Presence) == []


@pytest.mark.parametrize(
    "garbled", [{"seen": "x"}, {"seen": "1:here"}, {"seen": ""}, {"meeting": "x"}, {"instead": "1"}, {"rest": "all"}]
)
def test_a_garbled_form_is_refused(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner, garbled: dict[str, str]
) -> None:
    one = seat(world, session, partner, "Luc", "Démo")
    meeting = world.all(Meeting, session_id=session.id)[0]
    form = sheet(meeting, f"{one.id}:", **{f"m{one.id}": "present"})

    assert signed_in.post(address(session), data={**form, **garbled}).status_code == 400
    assert world.all(Presence) == []


@pytest.mark.parametrize(("row", "status"), [(10**20, 400), (10**9 - 1, 404), (-1, 404)])
def test_a_forged_row_is_not_found(
    signed_in: CheckedClient, world: World, session: TrainingSession, row: int, status: int
) -> None:
    meeting = world.all(Meeting, session_id=session.id)[0]

    response = signed_in.post(address(session), data=sheet(meeting, f"{row}:", **{f"m{row}": "present"}))

    assert response.status_code == status


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-1, "Les présences se notent à partir du jeudi 3 décembre 2026."),
        (6, "Les présences ne changent plus depuis le mardi 8 décembre 2026."),
    ],
)
def test_outside_its_days_the_list_is_read_only_and_says_why(
    client: CheckedClient, world: World, session: TrainingSession, days: int, told: str
) -> None:
    seat(world, session, world.partner(), "Luc", "Démo")
    trainer = world.trainer(session)

    with time_machine.travel(START + timedelta(days=days), tick=False):
        page = client.sign_in(world.token_of(trainer)).get(address(session)).get_data(as_text=True)

    assert choices(page) == {}
    assert told in words(page)


def test_staff_still_mark_when_the_trainer_no_longer_does(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    one = seat(world, session, partner, "Luc", "Démo")

    with time_machine.travel(START + timedelta(days=20), tick=False):
        page = client.sign_in(world.token_of(world.staff())).get(address(session)).get_data(as_text=True)

    assert choices(page) == {str(one.id): ""}


def test_presence_marked_too_late_is_refused_in_words(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    one = seat(world, session, partner, "Luc", "Démo")
    meeting = world.all(Meeting, session_id=session.id)[0]

    with time_machine.travel(START + timedelta(days=7), tick=False):
        form = sheet(meeting, f"{one.id}:", **{f"m{one.id}": "present"})
        response = client.sign_in(world.token_of(trainer)).post(address(session), data=form)

    assert response.status_code == 409
    assert "Les présences ne changent plus depuis" in response.get_data(as_text=True)
    assert world.all(Presence) == []


def test_of_several_meetings_the_one_of_today_is_shown_and_others_can_be_chosen(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    seat(world, session, partner, "Luc", "Démo")
    world.meeting(session, START - timedelta(days=7))

    today = words(signed_in.get(address(session)).get_data(as_text=True))
    first = words(signed_in.get(address(session, "?rencontre=1")).get_data(as_text=True))

    assert 'datetime="2026-12-03T09:00' in today
    assert 'datetime="2026-11-26T09:00' in first


def test_who_left_after_the_first_meeting_is_not_expected_at_the_second(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    world.meeting(session, START - timedelta(days=7))
    stays = seat(world, session, partner, "Luc", "Démo")
    left = seat(world, session, partner, "Ana", "Modèle", left_at=START - timedelta(days=5))

    first = signed_in.get(address(session, "?rencontre=1")).get_data(as_text=True)
    second = signed_in.get(address(session, "?rencontre=2")).get_data(as_text=True)

    assert set(choices(first)) == {str(stays.id), str(left.id)}
    assert set(choices(second)) == {str(stays.id)}


def test_the_waiting_stand_below_in_their_rank(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    waiting = RegistrationState.WAITLISTED
    for _ in range(2):
        seat(world, session, world.partner(), "Luc", "Démo")
    seat(world, session, partner, "Ana", "Ancienne", state=waiting, joined_at=BEFORE)
    seat(world, session, partner, "Karim", "Zélé", state=waiting, joined_at=BEFORE - timedelta(days=1))

    with time_machine.travel(BEFORE, tick=False):
        page = words(client.sign_in(world.token_of(trainer)).get(address(session)).get_data(as_text=True))

    assert page.index("Karim Zélé") < page.index("En attente, n° 1") < page.index("Ana Ancienne")
    assert page.index("Ana Ancienne") < page.index("En attente, n° 2")


def test_after_the_freeze_the_list_says_whom_to_call(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    coordinator = world.account(given_name="Inès", family_name="Essai", phone="+32 71 00 00 05")
    world.membership(coordinator, partner)
    seat(world, session, partner, "Karim", "Test", state=RegistrationState.WAITLISTED)
    client.sign_in(world.token_of(trainer))

    after = client.get(address(session)).get_data(as_text=True)
    with time_machine.travel(BEFORE, tick=False):
        client.sign_in(world.token_of(trainer))
        before = client.get(address(session)).get_data(as_text=True)

    assert 'href="tel:+3271000005"' in after and "Inès Essai" in after
    assert "+32 71 00 00 05" not in before


@pytest.mark.parametrize("ending", ["", ".xlsx", ".csv"])
def test_another_trainers_list_does_not_exist(
    signed_in: CheckedClient, world: World, partner: Partner, ending: str
) -> None:
    foreign = world.training_session(starts_at=START)
    seat(world, foreign, partner, "Secrète", "Personne")

    response = signed_in.get(address(foreign, ending))

    assert response.status_code == 404
    assert "Secrète" not in response.get_data(as_text=True)


def test_another_trainer_marks_nothing(signed_in: CheckedClient, world: World, partner: Partner) -> None:
    foreign = world.training_session(starts_at=START)
    row = seat(world, foreign, partner, "Luc", "Démo")
    meeting = world.all(Meeting, session_id=foreign.id)[0]

    response = signed_in.post(address(foreign), data=sheet(meeting, f"{row.id}:", **{f"m{row.id}": "present"}))

    assert response.status_code == 404
    assert world.all(Presence) == []


def test_a_coordinator_may_not_open_a_list(
    client: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    client.sign_in(world.token_of(world.coordinator(partner)))

    assert client.get(address(session)).status_code == 403


def test_a_draft_is_for_staff_only(client: CheckedClient, world: World) -> None:
    draft = world.training_session(starts_at=START, status=SessionStatus.DRAFT)
    trainer = world.trainer(draft)

    as_trainer = client.sign_in(world.token_of(trainer)).get(address(draft)).status_code
    as_staff = client.sign_in(world.token_of(world.staff())).get(address(draft)).status_code

    assert (as_trainer, as_staff) == (404, 200)


def test_the_list_costs_as_many_statements_for_1_as_for_3_people(
    signed_in: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            seat(world, session, partner, "Luc", "Démo")
            seat(world, session, world.partner(), "Ana", "Modèle", state=RegistrationState.WAITLISTED)
        counts.append(len(statements_of(world.app, lambda: signed_in.get(address(session)))))

    assert counts[0] == counts[1]
