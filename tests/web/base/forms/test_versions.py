"""Every form that holds the version of a row: after "modifié entre-temps", pressing once more goes through."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import delete

import portal.web
from portal import clock
from portal.database import writing
from portal.models.attendance.evaluations import EvaluationQuestions
from portal.models.attendance.session_files import SessionFile
from portal.models.base.search_words import Locality, SynonymGroup
from portal.models.library.toolkits import Revision, Sheet, Toolkit
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.secrets import personal_token
from portal.rules.base.states import Outcome, RegistrationState, SessionStatus
from portal.web.attendance.forms.evaluations import QuestionsForm
from portal.web.attendance.forms.outcomes import CorrectionForm
from portal.web.attendance.forms.session_files import SessionFileChangeForm
from portal.web.base.forms.base import VersionedForm
from portal.web.crossings.forms.search_words import LocalityForm, WordsForm
from portal.web.library.forms.sheets import ClassificationForm, PublishForm, SheetTextForm
from portal.web.library.forms.toolkits import ToolkitForm
from portal.web.network.forms.partner_parts import AgreementForm, ContactForm, PartForm, RelationshipForm, SiteForm
from portal.web.network.forms.partners import NewPartnerForm, PartnerForm
from portal.web.planning.forms.pauses import PausesForm
from portal.web.planning.forms.sessions import DraftForm, MoveForm, SettingsForm, TrainersForm
from portal.web.planning.forms.workshops import WorkshopForm
from portal.web.registrations.forms.joining import DecisionForm
from portal.web.registrations.forms.places import GiveSeatForm
from portal.web.registrations.forms.registrations import CancelForm, NameForm, OnePersonForm, StaffCancelForm
from portal.web.registrations.forms.team import DepartureForm, TeamPersonForm
from tests.checked_client import CheckedClient
from tests.conftest import SECRET_KEY
from tests.factories import World
from tests.law.pages import route_samples as sample
from tests.law.pages import route_world
from tests.plain_browser import PlainBrowser

PARTNER = f"/gestion/partenaires/{sample.PARTNER}"
SHEET = f"/gestion/fiches/{sample.SHEET}"
SESSION = f"/gestion/seances/{sample.SESSION}"
LINK = f"/inscription/{personal_token(SECRET_KEY, 1, sample.NONCE)}"
REASON = {"reason": "Une collègue est malade."}
INES = {"given_name": "Inès", "family_name": "Essai", "email": "ines@example.org"}
UNVERSIONED = {PartForm, NewPartnerForm}  # the base of the four parts; a form that adds a row


@dataclass(frozen=True)
class Page:
    """A form's page: who opens it, its button, what is typed, the row whose version it holds (its first one)."""

    form: type[VersionedForm]
    url: str
    button: str
    row: type[Any]
    typed: dict[str, str] = field(default_factory=dict)
    role: str = "staff"
    before: Callable[[World], None] = lambda _world: None


def changed(model: type[Any], **values: Any) -> Callable[[World], None]:
    """The first row of a table with these values."""

    def change(world: World) -> None:
        row = world.all(model)[0]
        for name, value in values.items():
            setattr(row, name, value)
        world.save(row)

    return change


def drafted(world: World) -> None:
    sheet = world.all(Sheet)[0]
    text = {"title": "Fiche", "summary": "En bref.", "body": "Autre.", "author_id": None}
    world.save(Revision(sheet_id=sheet.id, number=2, saved_at=clock.now(), **text))


def nobody_gives_it(world: World) -> None:
    """Nobody is ticked yet; the third account is staff's."""
    with world.app.app_context(), writing() as session:
        session.execute(delete(SessionTrainer))


def over(world: World) -> None:
    """The session was yesterday, and what became of the first person is noted."""
    yesterday = clock.now() - timedelta(days=1)
    changed(Meeting, starts_at=yesterday, ends_at=yesterday + timedelta(hours=3))(world)
    changed(TrainingSession, status=SessionStatus.DONE)(world)
    changed(Registration, state=RegistrationState.COMPLETED, outcome=Outcome.NO_SHOW)(world)


def unpublished(world: World) -> None:
    """Still a draft, which nobody can have attended."""
    route_world.without_photos(world)
    changed(TrainingSession, status=SessionStatus.DRAFT)(world)


waiting = changed(Registration, state=RegistrationState.WAITLISTED)
pending = changed(Registration, state=RegistrationState.PENDING)
nameless = changed(Registration, state=RegistrationState.HELD, person_id=None)

PAGES = [
    Page(PartnerForm, f"{PARTNER}/modifier", "Enregistrer", Partner, {"description": "Autre"}),
    Page(ContactForm, f"{PARTNER}/contacts/1", "Enregistrer", Partner, {"function": "Accueil"}),
    Page(SiteForm, f"{PARTNER}/lieux/1", "Enregistrer", Partner, {"street": "rue de l’Exemple 2"}),
    Page(RelationshipForm, f"{PARTNER}/relations/1", "Enregistrer", Partner, {"ends_on": "2030-01-01"}),
    Page(AgreementForm, f"{PARTNER}/conventions/1", "Enregistrer", Partner, {"reference": "C-1"}),
    Page(SheetTextForm, SHEET, "Enregistrer le brouillon", Sheet, {"body": "Autre"}),
    Page(ClassificationForm, f"{SHEET}/classement", "Enregistrer", Sheet, {"valid_until": "2030-01-01"}),
    Page(PublishForm, f"{SHEET}/publier", "Publier cette version", Sheet, {"note": "Revue."}, before=drafted),
    Page(ToolkitForm, f"/gestion/boites/{sample.TOOLKIT}", "Enregistrer", Toolkit, {"intro": "Autre"}),
    Page(WorkshopForm, f"/gestion/formations/{sample.WORKSHOP}", "Enregistrer", Workshop, {"summary": "Autre"}),
    Page(
        QuestionsForm,
        f"/gestion/formations/{sample.WORKSHOP}/evaluation",
        "Enregistrer",
        EvaluationQuestions,
        {"scale_1": "Autre"},
        before=lambda world: world.save(EvaluationQuestions(workshop_id=1, useful=["Oui"], missing=["Non"])),
    ),
    Page(WordsForm, "/gestion/recherche/mots/1", "Enregistrer", SynonymGroup, {"typed": "bail ; contrat"}),
    Page(LocalityForm, "/gestion/recherche/localites/1", "Enregistrer", Locality, {"name": "Gilly"}),
    Page(SettingsForm, f"{SESSION}/modifier", "Enregistrer", TrainingSession, {"note": "Autre"}),
    Page(
        DraftForm,
        f"{SESSION}/modifier",
        "Enregistrer le brouillon",
        TrainingSession,
        {"note": "Autre"},
        before=unpublished,
    ),
    Page(MoveForm, f"{SESSION}/deplacer", "Voir qui est averti", TrainingSession, {"meetings-0-starts": "08:05"}),
    Page(PausesForm, f"{SESSION}/pauses", "Enregistrer", TrainingSession, {"meetings-0-pause": "15"}),
    Page(
        TrainersForm, f"{SESSION}/animation", "Enregistrer", TrainingSession, {"trainers": "3"}, before=nobody_gives_it
    ),
    Page(GiveSeatForm, "/inscriptions/1/place", "Donner la place", Registration, REASON, before=waiting),
    Page(CorrectionForm, "/inscriptions/1/resultat", "Corriger", Registration, {"outcome": "excused"}, before=over),
    Page(
        SessionFileChangeForm,
        f"/seances/{sample.SESSION}/fichiers/{sample.SESSION_FILE}",
        "Enregistrer",
        SessionFile,
        {"title": "Autre"},
        role="trainer",
    ),
    Page(DecisionForm, "/gestion/demandes/inscriptions/1", "Accepter", Registration, before=pending),
    Page(StaffCancelForm, "/inscriptions/1/annuler", "Annuler", Registration, {"note": "Une raison."}),
    Page(CancelForm, f"{LINK}/annuler", "Annuler", Registration, role=""),
    Page(CancelForm, f"{LINK}/pas-moi", "Retirer mon nom", Registration, role=""),
    Page(OnePersonForm, f"{LINK}/remplacer", "Donner ma place", Registration, INES, role=""),
    Page(TeamPersonForm, "/personnes/1/corriger", "Enregistrer", Person, {"function": "Accueil"}, role="coordinator"),
    Page(
        DepartureForm,
        "/personnes/1/depart",
        "Enregistrer le départ",
        Person,
        {"fates-0-fate": "garder"},
        role="coordinator",
    ),
    Page(NameForm, "/inscriptions/1/nommer", "Nommer", Registration, INES, role="coordinator", before=nameless),
]


def addressed(page: Page) -> str:
    return f"{page.form.__name__}: {page.url}"


@pytest.fixture
def browser(client: CheckedClient, world: World, request: pytest.FixtureRequest) -> Iterator[PlainBrowser]:
    page: Page = request.param
    tokens = route_world.build(world)
    page.before(world)
    client.sign_in(tokens.get(page.role, ""))
    yield PlainBrowser(client).open(page.url)


@pytest.mark.parametrize(
    ("browser", "page"), [(page, page) for page in PAGES], indirect=["browser"], ids=map(addressed, PAGES)
)
def test_what_was_refused_because_of_somebody_else_goes_through_when_pressed_again(
    browser: PlainBrowser, world: World, page: Page
) -> None:
    row = world.all(page.row)[0]
    row.version += 1
    row = world.save(row)

    refused = browser.fill(**page.typed).press(page.button, status=409)

    assert refused.value("version") == str(row.version)
    assert {name: refused.value(name) for name in page.typed} == page.typed
    refused.press(page.button, status=200)


def test_every_form_that_holds_a_version_is_pressed_here() -> None:
    for module in pkgutil.walk_packages(portal.web.__path__, "portal.web."):
        import_module(module.name)

    assert _all_below(VersionedForm) - UNVERSIONED == {page.form for page in PAGES}


def _all_below(form: type[VersionedForm]) -> set[type[VersionedForm]]:
    own = set(form.__subclasses__())
    return own.union(*(_all_below(one) for one in own))
