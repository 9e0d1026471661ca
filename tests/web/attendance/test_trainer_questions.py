"""The pages of questions to the trainers: asked behind a personal link, moderated without a name, shown to no other."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.mail.wire.personal_links import address_of
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.trainer_questions import MOST_LETTERS, MOST_WAITING
from portal.rules.base.states import MembershipRole, RegistrationState, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World, morning_in

SECRET = "Zébulon demande si la cave compte"
WARNING = "Aucun ménage ne doit être reconnaissable"


class Hall:
    """Fatou is registered; her link opens her page. A trainer gives the session."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.client, self.world = client, world
        self.session = world.training_session()
        self.trainer = world.trainer(self.session)
        self.partner = world.partner("FADD")
        self.person = world.person(self.partner, "Fatou", "Exemple", email="fatou@example.org")
        self.row = world.registration(self.session, self.person)
        self.path = self.link(self.row) + "/questions"
        self.desk = f"/seances/{self.session.public_id}/questions"

    def link(self, row: Registration) -> str:
        with self.world.app.app_context():
            return address_of(self.world.get(Registration, row.id)).removeprefix("http://localhost")

    def kept(self, text: str = SECRET, *, released: bool = False, row: Registration | None = None) -> TrainerQuestion:
        owner = (row or self.row).id
        one = TrainerQuestion(session_id=self.session.id, registration_id=owner, text=text)
        one.released_at = morning_in(0) if released else None
        return self.world.save(one)

    def read(self, path: str = "") -> str:
        return " ".join(self.client.get(path or self.path).get_data(as_text=True).split())

    def questions(self) -> list[tuple[str, bool]]:
        return [(one.text, one.released_at is not None) for one in self.world.all(TrainerQuestion)]

    def as_trainer(self) -> CheckedClient:
        return self.client.sign_in(self.world.token_of(self.trainer))


@pytest.fixture
def hall(client: CheckedClient, world: World) -> Hall:
    return Hall(client, world)


def test_the_page_warns_before_the_field_and_nobody_keeps_it(hall: Hall) -> None:
    page = hall.client.get(hall.path)

    text = page.get_data(as_text=True)
    assert text.index(WARNING) < text.index("secret professionnel") < text.index("<textarea")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_ones_own_page_and_the_list_of_ones_registrations_lead_there(hall: Hall) -> None:
    own = hall.read(hall.link(hall.row))
    hall.client.sign_in(hall.world.token_of(hall.world.account("fatou@example.org")))
    listed = hall.read("/mes-inscriptions")
    opened = hall.client.get(f"/mes-inscriptions/{hall.row.id}/questions")

    assert f'href="{hall.path}"' in own
    assert f'href="/mes-inscriptions/{hall.row.id}/questions"' in listed
    assert (opened.status_code, opened.location) == (303, hall.path)


def test_a_question_waits_on_its_authors_page_and_she_takes_it_back(hall: Hall) -> None:
    sent = hall.client.post(hall.path, data={"text": f"  {SECRET}\r\n"})
    waiting = hall.read()
    [kept] = hall.world.all(TrainerQuestion)
    gone = hall.client.post(f"{hall.path}/{kept.id}/retirer")

    assert (sent.status_code, sent.location) == (303, hall.path)
    assert SECRET in waiting and "Attend d’être relue" in waiting
    assert (gone.status_code, gone.location, hall.questions()) == (303, hall.path, [])


def test_what_was_taken_back_already_is_told(hall: Hall) -> None:
    hall.client.post(f"{hall.path}/{hall.kept().id}/retirer")
    again = hall.client.post(f"{hall.path}/1/retirer", follow_redirects=True)

    assert "Cette question n’est plus là" in again.get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "  ", "a" * (MOST_LETTERS + 1)])
def test_what_cannot_be_asked_comes_back(hall: Hall, text: str) -> None:
    page = hall.client.post(hall.path, data={"text": text})

    assert page.status_code == 422 and text.strip() in page.get_data(as_text=True)
    assert hall.questions() == []


def test_five_hundred_letters_in_several_lines_are_a_question(hall: Hall) -> None:
    text = "é" * 200 + "\r\n" + "é" * (MOST_LETTERS - 201)

    assert hall.client.post(hall.path, data={"text": text}).status_code == 303
    assert [len(one.text) for one in hall.world.all(TrainerQuestion)] == [MOST_LETTERS]


def test_a_fourth_question_is_told_and_its_words_are_kept(hall: Hall) -> None:
    for number in range(MOST_WAITING):
        hall.kept(f"Question {number}")

    page = hall.client.post(hall.path, data={"text": SECRET})

    text = page.get_data(as_text=True)
    assert page.status_code == 409 and SECRET in text and "3 de vos questions attendent" in text
    assert len(hall.questions()) == MOST_WAITING


def begin(hall: Hall) -> Iterator[None]:
    with time_machine.travel(morning_in(30) + timedelta(minutes=1), tick=False):
        yield


def call_off(hall: Hall) -> Iterator[None]:
    hall.session.status = SessionStatus.CANCELLED
    hall.world.save(hall.session)
    yield


def give_up(hall: Hall) -> Iterator[None]:
    hall.row.state = RegistrationState.CANCELLED
    hall.world.save(hall.row)
    yield


SHUT: list[tuple[Any, str]] = [
    (begin, "La séance a commencé"),
    (call_off, "Cette séance est annulée"),
    (give_up, "Votre inscription a pris fin"),
]


@pytest.mark.parametrize(("happen", "said"), SHUT, ids=lambda one: getattr(one, "__name__", ""))
def test_when_nothing_can_be_asked_any_more_the_page_says_why_and_keeps_what_was_typed(
    hall: Hall, happen: Any, said: str
) -> None:
    for _now in happen(hall):
        read, sent = hall.read(), hall.client.post(hall.path, data={"text": SECRET})

    assert said in read and "<textarea" not in read
    assert sent.status_code == 409 and SECRET in sent.get_data(as_text=True)
    assert hall.questions() == []


def test_released_questions_are_read_by_everybody_registered_without_a_name(hall: Hall) -> None:
    other = hall.world.registration(hall.session, hall.world.person(hall.partner, "Noé"), RegistrationState.WAITLISTED)
    hall.kept("Publiée par Fatou", released=True)
    hall.kept("Attend encore")

    own, others = hall.read(), hall.read(hall.link(other) + "/questions")

    assert "Publiée par Fatou" in own and "La vôtre" in own
    assert "Publiée par Fatou" in others and "La vôtre" not in others
    assert "Attend encore" not in others and "Fatou Exemple" not in others and "Retirer" not in others


def test_who_gave_up_reads_nothing_of_the_others(hall: Hall) -> None:
    gone = hall.world.registration(hall.session, hall.world.person(hall.partner), RegistrationState.CANCELLED)
    hall.kept("Publiée", released=True)

    assert "Publiée<" not in hall.read(hall.link(gone) + "/questions")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_every_link_changes_nothing(hall: Hall, method: str) -> None:
    number = hall.kept().id
    for path in (hall.path, f"{hall.path}/{number}/retirer"):
        getattr(hall.client, method)(path)

    assert hall.questions() == [(SECRET, False)]


def test_nobody_takes_the_question_of_somebody_else_back(hall: Hall) -> None:
    other = hall.world.registration(hall.session, hall.world.person(hall.partner))
    number = hall.kept(released=True).id

    hall.client.post(f"{hall.link(other)}/questions/{number}/retirer")

    assert hall.questions() == [(SECRET, True)]


def test_a_trainer_reads_corrects_and_releases_and_sees_no_name(hall: Hall) -> None:
    number = hall.kept().id
    client = hall.as_trainer()
    read = hall.read(hall.desk)
    sent = client.post(f"{hall.desk}/{number}/publier", data={"text": "Une cave compte-t-elle"})
    after = hall.read(hall.desk)

    assert SECRET in read and "1 question à relire" in read and "Fatou" not in read and "FADD" not in read
    assert (sent.status_code, sent.location) == (303, hall.desk)
    assert "1 question publiée" in after and SECRET not in after
    assert hall.questions() == [("Une cave compte-t-elle", True)]


def test_a_released_question_is_hidden_then_dismissed_once_confirmed(hall: Hall) -> None:
    number = hall.kept(released=True).id
    client = hall.as_trainer()
    client.post(f"{hall.desk}/{number}/cacher")
    hidden = hall.questions()
    asked = client.get(f"{hall.desk}/{number}/ecarter").get_data(as_text=True)
    kept = hall.questions()
    sent = client.post(f"{hall.desk}/{number}/ecarter")

    assert hidden == kept == [(SECRET, False)]
    assert SECRET in asked and "Écarter cette question" in asked
    assert (sent.status_code, sent.location, hall.questions()) == (303, hall.desk, [])


@pytest.mark.parametrize("text", ["", "b" * (MOST_LETTERS + 1)])
def test_what_cannot_be_released_comes_back_in_its_own_field(hall: Hall, text: str) -> None:
    first, second = hall.kept("La première").id, hall.kept("La seconde").id
    page = hall.as_trainer().post(f"{hall.desk}/{second}/publier", data={"text": text})

    words = page.get_data(as_text=True)
    assert page.status_code == 422 and text in words
    assert "La première" in words and "La seconde" not in words and f"#question-{second}" in words
    assert f"question-{first}-erreur" not in words
    assert hall.questions() == [("La première", False), ("La seconde", False)]


def test_what_another_released_or_its_author_took_back_is_told_with_the_words_typed(hall: Hall) -> None:
    number = hall.kept("Publiée autrement", released=True).id
    client = hall.as_trainer()
    released = client.post(f"{hall.desk}/{number}/publier", data={"text": "Mes mots à moi"})
    gone = client.post(f"{hall.desk}/999/publier", data={"text": "Mes mots à moi"})
    empty = client.post(f"{hall.desk}/999/publier", data={"text": ""})

    for page, said in ((released, "Quelqu’un d’autre vient de publier"), (gone, "n’est plus là")):
        assert page.status_code == 409
        assert said in page.get_data(as_text=True) and "Mes mots à moi" in page.get_data(as_text=True)
    assert empty.status_code == 409 and "n’est plus là" in empty.get_data(as_text=True)
    assert hall.questions() == [("Publiée autrement", True)]


def test_a_button_for_what_is_gone_says_so(hall: Hall) -> None:
    client = hall.as_trainer()

    for part in ("cacher", "ecarter"):
        page = client.post(f"{hall.desk}/999/{part}", follow_redirects=True)
        assert "Cette question n’est plus là" in page.get_data(as_text=True)


def test_without_a_question_the_page_says_where_they_come_from(hall: Hall) -> None:
    hall.as_trainer()

    assert "Aucune question pour l’instant" in hall.read(hall.desk)


def test_the_attendee_list_and_the_trainers_sessions_say_how_many_wait(hall: Hall) -> None:
    hall.as_trainer()
    none = hall.read("/mes-seances")
    hall.kept()
    hall.kept("Une autre")
    hall.kept("Publiée", released=True)

    assert hall.desk not in none
    assert "2 questions à relire" in hall.read("/mes-seances")
    assert "Questions avant la séance (2 à relire)" in hall.read(f"/seances/{hall.session.public_id}/participants")


STRANGERS = ("anonymous", "colleague", "coordinator", "other_coordinator", "other_trainer", "fatou")


def account_of(hall: Hall, who: str) -> Any:
    world = hall.world
    if who == "other_trainer":
        return world.trainer(world.training_session())
    if who in ("coordinator", "other_coordinator"):
        return world.coordinator(hall.partner if who == "coordinator" else world.partner("Relogeas"))
    account = world.account("fatou@example.org" if who == "fatou" else "collegue@example.org")
    world.membership(account, hall.partner, MembershipRole.MEMBER)
    return account


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_reads_or_moderates_what_waits(hall: Hall, who: str) -> None:
    number = hall.kept().id
    if who != "anonymous":
        hall.client.sign_in(hall.world.token_of(account_of(hall, who)))
    pages = [hall.client.get(hall.desk), hall.client.get(f"{hall.desk}/{number}/ecarter")]
    pages += [
        hall.client.post(f"{hall.desk}/{number}/{act}", data={"text": SECRET})
        for act in ("publier", "cacher", "ecarter")
    ]

    assert {page.status_code for page in pages} == {
        303 if who == "anonymous" else 404 if who == "other_trainer" else 403
    }
    assert not any(SECRET in page.get_data(as_text=True) for page in pages)
    assert hall.questions() == [(SECRET, False)]


@pytest.mark.parametrize("who", [one for one in STRANGERS if one not in ("anonymous", "fatou")])
def test_no_page_of_a_stranger_shows_a_question_nor_opens_that_of_somebody(hall: Hall, who: str) -> None:
    hall.kept()
    hall.kept("Publiée entre inscrits", released=True)
    account = account_of(hall, who)
    hall.client.sign_in(hall.world.token_of(account))
    session, partner = hall.session.public_id, hall.partner.slug
    paths = [f"/seances/{session}", "/formations", "/mes-inscriptions", f"/annuaire/{partner}"]
    paths += [f"/associations/{partner}/seances/{session}", "/mon-association"] if who == "coordinator" else []
    pages = [hall.client.get(path) for path in paths]
    shown = "".join(page.get_data(as_text=True) for page in pages)

    assert {page.status_code for page in pages} == {200}
    assert hall.client.get(f"/mes-inscriptions/{hall.row.id}/questions").status_code == 404
    assert SECRET not in shown and "Publiée entre inscrits" not in shown


def test_a_wrong_link_opens_nothing(hall: Hall) -> None:
    hall.kept()
    pages = [hall.client.get(f"{hall.link(hall.row)}x/questions"), hall.client.post("/inscription/inconnu/questions")]

    assert [page.status_code for page in pages] == [404, 404]
    assert not any(SECRET in page.get_data(as_text=True) for page in pages)
