"""Every "Ajouter" and "Retirer" of the portal is pressed, what it drew is filled and saved: without JavaScript."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.models.accounts.accounts import Account, Membership
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.base.search_words import Locality, SynonymGroup
from portal.models.library.toolkits import Attachment, Sheet, Toolkit, ToolkitEntry
from portal.models.network.partners import Agreement, Contact, Partner, Relationship, Site
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.answers import Question
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.secrets import personal_token
from portal.rules.base.states import CancelReason, ContentStatus, RegistrationState
from tests import sheet_factories as make
from tests.checked_client import CheckedClient
from tests.conftest import SECRET_KEY
from tests.factories import World
from tests.law.pages import route_samples as sample
from tests.law.pages import route_world
from tests.plain_browser import PARTS_PAGE, Button, PlainBrowser, buttons_that_add_or_take_away

Scene = Callable[["Stage"], None]
SCENES: dict[Button, Scene] = {}
DESK = f"/gestion/seances/{sample.SESSION}"
PARTNER = f"/gestion/partenaires/{sample.PARTNER}"
LINK = f"/inscription/{personal_token(SECRET_KEY, 1, sample.NONCE)}"


class Stage:
    """The small world of the table of routes, and a browser for whoever comes on."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.world, self.client = world, client
        self.tokens = route_world.build(world)
        self.browser = PlainBrowser(client)

    def of(self, role: str, url: str) -> PlainBrowser:
        """The page as this role opens it."""
        self.client.sign_in(self.tokens.get(role, ""))
        return self.browser.open(url)


def presses(page: str, *words: str) -> Callable[[Scene], Scene]:
    """Register a scene as the one that presses these buttons of a page."""

    def register(scene: Scene) -> Scene:
        SCENES.update(dict.fromkeys([(page, one) for one in words], scene))
        return scene

    return register


@pytest.fixture
def stage(client: CheckedClient, world: World) -> Iterator[Stage]:
    yield Stage(client, world)


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def hours(world: World, session: TrainingSession) -> list[tuple[str, str, int | None]]:
    rows = sorted(world.all(Meeting, session_id=session.id), key=lambda row: row.starts_at)
    return [(str(clock.local(row.starts_at))[:16], f"{clock.local(row.ends_at):%H:%M}", row.venue_id) for row in rows]


@presses("planning/desk_drafts/edit.html", "Ajouter une rencontre", "Retirer")
def several_mornings_are_planned(stage: Stage) -> None:
    venue = stage.world.all(Meeting)[0].venue_id
    page = stage.of("staff", "/gestion/seances/nouvelle").fill(workshop="1")
    page.fill("meetings-0", day=day(30), starts="13:00", ends="16:30", venue=str(venue))
    for number in (1, 2):
        page.press("Ajouter une rencontre")
        assert page.focused == f"meetings-{number}-day"
        page.fill(f"meetings-{number}", day=day(30 + number))
    page.fill("meetings-2", starts="09:00").press("Retirer", 1)
    assert page.focused == "meetings-1-day"
    page.press("Enregistrer le brouillon")

    [draft] = stage.world.all(TrainingSession, status="draft")
    assert hours(stage.world, draft) == [
        (f"{day(30)} 13:00", "16:30", venue),
        (f"{day(32)} 09:00", "16:30", venue),
    ]


@presses("planning/desk_changes/move.html", "Ajouter une rencontre", "Retirer")
def a_session_moves_to_another_day_by_adding_one(stage: Stage) -> None:
    route_world.without_photos(stage.world)
    page = stage.of("staff", f"{DESK}/deplacer")
    venue = page.value("meetings-0-venue")
    page.fill("meetings-0", starts="09:00", ends="12:00").press("Ajouter une rencontre").fill("meetings-1", day=day(40))
    page.press("Retirer", 0).press("Voir qui est averti").press("Déplacer et avertir")

    [session] = stage.world.all(TrainingSession, public_id=sample.SESSION)
    assert hours(stage.world, session) == [(f"{day(40)} 09:00", "12:00", int(venue))]


def _two_of_three(page: PlainBrowser, save: str) -> None:
    for number, name in enumerate(("Ana", "Luc", "Mila")):
        page.fill(f"people-{number}", given_name=name, family_name="Essai")
        if number < 2:
            page.press("Ajouter une personne")
            assert page.focused == f"people-{number + 1}-given_name"
    page.press("Retirer", 1).press(save)


@presses("registrations/registering/register.html", "Ajouter une personne", "Retirer")
def colleagues_are_registered(stage: Stage) -> None:
    page = stage.of("coordinator", f"/seances/{sample.SESSION}/inscription")
    _two_of_three(page, "Inscrire")

    assert "Ana Essai : inscription confirmée" in page.text
    assert "Mila Essai : inscription confirmée" in page.text
    assert "Luc" not in page.text


@presses("registrations/joining/ask.html", "Ajouter une personne", "Retirer")
def a_service_asks_to_join_with_colleagues(stage: Stage) -> None:
    page = stage.of("unknown", f"/rejoindre?seance={sample.SESSION}")
    page.fill(asker_given_name="Sam", asker_family_name="Croquis", phone="071 00 00 19", name="Atelier du Coin")
    _two_of_three(page, "Envoyer la demande")

    rows = stage.world.all(Registration, state=RegistrationState.PENDING)
    assert len(rows) == 2


@presses("planning/desk_questions/questions.html", "Ajouter la question", "Retirer")
def a_question_comes_and_goes(stage: Stage) -> None:
    page = stage.of("staff", f"{DESK}/questions")
    page.fill(label="Comment venez-vous", kind="short_text").press("Ajouter la question")
    [row] = stage.world.all(Question)
    page.press("Retirer")

    assert row.label == "Comment venez-vous"
    assert stage.world.all(Question) == []


@presses("library/desk_sheets/files.html", "Ajouter", "Retirer")
def a_file_comes_and_another_goes(stage: Stage) -> None:
    page = stage.of("staff", f"/gestion/fiches/{sample.SHEET}/fichiers")
    page.fill(upload=(io.BytesIO(b"- bail\n"), "bail.txt")).press("Ajouter").press("Retirer", 0)

    assert [row.title for row in stage.world.all(Attachment, removed_at=None)] == ["bail"]


@presses("library/desk_sheets/publish.html", "Retirer la fiche du site")
def a_sheet_leaves_the_site(stage: Stage) -> None:
    stage.of("staff", f"/gestion/fiches/{sample.SHEET}/publier").press("Retirer la fiche du site")

    assert stage.world.all(Sheet)[0].status is ContentStatus.ARCHIVED


@presses("library/desk_toolkits/edit.html", "Ajouter", "Retirer du site")
def a_toolkit_takes_a_sheet_in_and_leaves_the_site(stage: Stage) -> None:
    sheet = make.published(stage.world)
    page = stage.of("staff", f"/gestion/boites/{sample.TOOLKIT}")
    page.fill(sheet=str(sheet.id)).press("Ajouter").press("Retirer du site")

    assert len(stage.world.all(ToolkitEntry, sheet_id=sheet.id)) == 1
    assert stage.world.all(Toolkit)[0].status is ContentStatus.ARCHIVED


@presses("registrations/my_partner/show.html", "Retirer ce rôle")
def a_role_ends(stage: Stage) -> None:
    stage.of("coordinator", f"/mon-association?association={sample.PARTNER}").press("Retirer ce rôle")

    assert [row.left_on is None for row in stage.world.all(Membership, partner_id=1)] == [True, False]


@presses("accounts/desk/show.html", "Retirer", "Retirer son second facteur")
def an_account_loses_a_role_and_its_second_factor(stage: Stage) -> None:
    [member] = stage.world.all(Account, email="member@example.org")
    [colleague] = stage.world.all(Account, email="staff@example.org")
    stage.of("admin", f"/gestion/comptes/{member.id}").press("Retirer")
    stage.of("admin", f"/gestion/comptes/{colleague.id}").press("Retirer son second facteur")

    assert [row.left_on is None for row in stage.world.all(Membership, account_id=member.id)] == [False]
    assert stage.world.get(Account, colleague.id).totp_confirmed_at is None


@presses("registrations/my_registration/not_me.html", "Retirer mon nom")
def a_name_is_taken_back(stage: Stage) -> None:
    stage.of("anonymous", f"{LINK}/pas-moi").press("Retirer mon nom")

    assert stage.world.get(Registration, 1).cancel_reason is CancelReason.NOT_ME


@presses("attendance/trainer_questions/ask.html", "Retirer")
def a_question_to_the_trainers_is_taken_back(stage: Stage) -> None:
    page = stage.of("anonymous", f"{LINK}/questions").press("Retirer")
    page.fill(text="Et une cave").press("Envoyer ma question")

    assert [row.text for row in stage.world.all(TrainerQuestion)] == ["Et une cave"]


@presses("attendance/trainer_questions/moderate.html", "Retirer de la page")
def a_question_to_the_trainers_leaves_the_page_and_comes_back(stage: Stage) -> None:
    page = stage.of("trainer", f"/seances/{sample.SESSION}/questions")
    page.press("Publier").press("Retirer de la page").fill(text="Et une cave").press("Publier")

    [row] = stage.world.all(TrainerQuestion)
    assert row.text == "Et une cave" and row.released_at is not None


@presses("attendance/walk_ins/add.html", "Ajouter à la liste")
def somebody_at_the_door_is_added(stage: Stage) -> None:
    page = stage.of("staff", f"/seances/{sample.SESSION}/participants").follow("Ajouter une personne présente")
    page.fill(partner=sample.PARTNER, given_name="Inès", family_name="Essai", reason="Elle est là.")
    page.press("Ajouter à la liste")

    assert "Inès Essai est sur la liste." in page.text


@presses("attendance/session_files/index.html", "Ajouter", "Retirer")
@presses("attendance/session_files/remove.html", "Retirer")
def a_document_of_a_session_comes_and_another_goes(stage: Stage) -> None:
    page = stage.of("trainer", f"/seances/{sample.SESSION}/fichiers")
    page.fill(upload=(io.BytesIO(b"- bail\n"), "bail.txt")).press("Ajouter").follow("Retirer").press("Retirer")

    assert [row.title for row in stage.world.all(SessionFile)] == ["bail"]


@presses("attendance/sheet_scans/index.html", "Retirer")
@presses("attendance/sheet_scans/remove.html", "Retirer")
def the_photo_of_a_sheet_goes(stage: Stage) -> None:
    stage.of("trainer", f"/seances/{sample.SESSION}/feuilles").follow("Retirer").press("Retirer")

    assert stage.world.all(SheetScan) == []


@presses("crossings/desk_search/words.html", "Retirer ces mots")
def words_of_the_search_are_taken_away(stage: Stage) -> None:
    stage.of("staff", "/gestion/recherche/mots/1").press("Retirer ces mots")

    assert stage.world.all(SynonymGroup) == []


@presses("crossings/desk_search/locality.html", "Retirer cette localité")
def a_locality_is_taken_away(stage: Stage) -> None:
    stage.of("staff", "/gestion/recherche/localites/1").press("Retirer cette localité")

    assert stage.world.all(Locality) == []


def _part(page: str, add: str, take_away: str, model: type, **typed: str) -> None:
    @presses("network/desk_partners/show.html", add)
    @presses(PARTS_PAGE, take_away)
    def a_part_of_a_partner_comes_and_goes(stage: Stage) -> None:
        before = len(stage.world.all(model))
        stage.of("staff", PARTNER).follow(add).fill(**typed).press("Enregistrer")
        added = stage.world.all(model)[-1]
        stage.of("staff", f"{PARTNER}/{page}/{added.id}").press(take_away)

        assert len(stage.world.all(model)) == before
        assert added.id > before


_part("contacts", "Ajouter un contact", "Retirer ce contact", Contact, email="accueil@example.org")
_part("lieux", "Ajouter un lieu", "Retirer ce lieu", Site, label="Antenne")
_part("relations", "Ajouter une relation", "Retirer cette relation", Relationship, kind="guest", starts_on="2026-01-05")
_part("conventions", "Ajouter une convention", "Retirer cette convention", Agreement, title="Cadre")


@presses("registrations/team/index.html", "Ajouter des personnes")
def people_are_pasted_into_a_team(stage: Stage) -> None:
    before = len(stage.world.all(Person))
    page = stage.of("coordinator", "/mon-association/equipe").follow("Ajouter des personnes")
    page.fill(pasted="Nom\nAli Aperçu\nMax Brouillon").press("Voir avant d’ajouter").press("Ajouter 2 personnes")

    assert len(stage.world.all(Person)) == before + 2


@presses("registrations/team/add_one.html", "Ajouter")
def one_person_is_put_in_a_team(stage: Stage) -> None:
    page = stage.of("coordinator", "/mon-association/equipe/ajouter").follow("Une personne à la main")
    page.fill(given_name="Ali", family_name="Aperçu").press("Ajouter")

    assert "Ali Aperçu" in page.text


def test_every_button_that_adds_or_takes_away_has_its_scene(app: Flask) -> None:
    assert buttons_that_add_or_take_away(app) == set(SCENES)


@pytest.mark.parametrize("scene", dict.fromkeys(SCENES.values()), ids=lambda scene: scene.__name__)
def test_what_a_button_draws_is_filled_and_saved(stage: Stage, scene: Scene) -> None:
    scene(stage)

    assert {button for button, played in SCENES.items() if played is scene} <= stage.browser.pressed


def test_a_request_is_taken_back(stage: Stage) -> None:
    [partner, *_others] = stage.world.all(Partner)
    [session, *_others] = stage.world.all(TrainingSession)
    person = stage.world.person(partner)
    row = stage.world.registration(session, person, RegistrationState.PENDING, link_nonce="another")
    page = stage.of("anonymous", f"/inscription/{personal_token(SECRET_KEY, row.id, 'another')}")
    page.follow("Retirer la demande").press("Retirer la demande")

    assert stage.world.get(Registration, row.id).state is RegistrationState.CANCELLED
