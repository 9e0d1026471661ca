"""The two workshops of the demo, their room and their toolkits."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import db
from portal.models.library.toolkits import Toolkit
from portal.models.network.partners import Theme
from portal.models.planning.workshops import Workshop
from portal.rules.base.states import ContentStatus
from portal.services.library import toolkits
from portal.services.planning import venues, workshops

AUDIENCE = "Travailleurs sociaux, éducateurs et bénévoles qui accompagnent des ménages."


@dataclass(frozen=True, slots=True)
class DemoWorkshop:
    """A workshop and the toolkit that goes with it."""

    title: str
    summary: str
    themes: tuple[str, ...]
    objectives: tuple[str, ...]
    programme: str
    toolkit: str
    intro: str


WORKSHOPS = (
    DemoWorkshop(
        title="Comment accompagner un ménage en recherche de logement ?",
        summary="Une matinée pour préparer un dossier complet, expliquer l’attente et connaître les autres voies.",
        themes=("housing_application", "priority_points", "transit_housing"),
        objectives=(
            "Vérifier les deux conditions d’accès.",
            "Préparer avec le ménage un dossier complet du premier coup.",
            "Expliquer honnêtement les points de priorité et le temps d’attente.",
            "Proposer les autres voies : logement de transit, agence immobilière sociale, association de promotion "
            "du logement.",
            "Convenir de qui fait quoi avec l’équipe des candidatures.",
        ),
        programme=(
            "- **9 h** : accueil, café, qui fait quoi dans la salle (30 minutes)\n"
            "- **9 h 30** : le parcours d’une candidature, pas à pas (60 minutes)\n"
            "- **10 h 30** : pause\n"
            "- **11 h** : trois situations fictives, en groupes (60 minutes)\n"
            "- **12 h** : vers qui se tourner ensuite (30 minutes)\n"
        ),
        toolkit="Accompagner une recherche de logement",
        intro="De la première question du ménage à la remise des clés, ce qu’il faut savoir et emporter.",
    ),
    DemoWorkshop(
        title="Comment aider un ménage à mieux vivre dans son logement public ?",
        summary="Une matinée sur le loyer, les charges, les réparations, l’humidité et les voisins.",
        themes=("housing_skills", "arrears", "energy"),
        objectives=(
            "Lire un loyer et un décompte de charges.",
            "Réagir dès le premier paiement manqué.",
            "Signaler une réparation de façon à ce qu’elle avance.",
            "Parler d’humidité et d’énergie sans reproche.",
            "Savoir ce que la société fait, et ne fait pas, entre voisins.",
        ),
        programme=(
            "- **9 h** : accueil et attentes de chacun (30 minutes)\n"
            "- **9 h 30** : loyer, charges et premier retard (60 minutes)\n"
            "- **10 h 30** : pause\n"
            "- **11 h** : réparations, humidité, énergie : cas fictifs en groupes (60 minutes)\n"
            "- **12 h** : voisins et vie de quartier, à qui parler (30 minutes)\n"
        ),
        toolkit="Mieux vivre dans son logement public",
        intro="Ce qui aide à payer, entretenir et partager un logement, du premier jour à l’état des lieux de sortie.",
    ),
)

ROOM = venues.Room(
    name="Salle Harmegnies",
    street="rue de l’Exemple 1",
    postcode="6000",
    municipality_nis="52011",
    step_free="De plain-pied depuis la rue, toilettes adaptées à l’étage de la salle.",
    hearing_loop="Boucle magnétique, à demander à l’inscription.",
    bus="Arrêt « Exemple », à 150 mètres.",
    parking="12 places dans la cour, dont 2 réservées.",
    phone="+32 71 00 00 00",
)
OTHER_ROOM = venues.Room(
    name="Maison de quartier de l’Exemple",
    street="place de l’Exemple 3",
    postcode="6280",
    municipality_nis="52025",
    step_free="Une marche de 4 cm à l’entrée, rampe sur demande.",
    bus="Arrêt « Place de l’Exemple », à 50 mètres.",
    parking="Parking public gratuit en face.",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A workshop of the demo as it is now kept."""

    workshop_id: int
    toolkit_id: int
    venue_id: int


def load(actor_id: int) -> list[Loaded]:
    """Write and publish the workshops and their toolkits."""
    rooms = [venues.add(room, actor_id) for room in (ROOM, OTHER_ROOM)]
    return [_load(row, venue_id, actor_id) for row, venue_id in zip(WORKSHOPS, rooms, strict=True)]


def _load(row: DemoWorkshop, venue_id: int, actor_id: int) -> Loaded:
    written = workshops.Programme(
        title=row.title,
        summary=row.summary,
        objectives="\n".join(row.objectives),
        programme=row.programme,
        audience=AUDIENCE,
        theme_ids=theme_ids(row.themes),
    )
    slug = workshops.create(written, actor_id)
    workshop_id = db.session.scalars(select(Workshop.id).where(Workshop.slug == slug)).one()
    workshops.publish(workshop_id, actor_id)
    kit = toolkits.create(toolkits.ToolkitText(row.toolkit, row.intro, workshop_id), actor_id)
    toolkit_id, version = db.session.execute(select(Toolkit.id, Toolkit.version).where(Toolkit.slug == kit)).one()
    toolkits.set_status(toolkit_id, version, ContentStatus.PUBLISHED, actor_id)
    return Loaded(workshop_id, toolkit_id, venue_id)


def theme_ids(codes: tuple[str, ...]) -> tuple[int, ...]:
    """The rows behind the codes of themes."""
    return tuple(db.session.scalars(select(Theme.id).where(Theme.code.in_(codes)).order_by(Theme.position)))
