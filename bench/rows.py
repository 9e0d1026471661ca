"""The rows that the measured pages show: fifty sessions, one of them told in full, and five hundred partners."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert

from portal import clock
from portal.database import writing
from portal.models.network.partners import Contact, Partner, Relationship, Site
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Venue, workshop_themes
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ContactKind, RegistrationState, RelationshipKind, Visibility
from portal.rules.base.text import fold
from tests import sheet_factories
from tests.factories import World

SESSIONS, PARTNERS, SHEETS, SEATED = 50, 500, 4, 12
CAPACITY, QUOTA = 20, 4
OBJECTIVES = "\n".join(
    (
        "Repérer ce qui freine une demande de logement",
        "Préparer un dossier complet avec le ménage",
        "Expliquer les points de priorité sans promettre",
        "Savoir vers qui orienter, et quand",
    )
)
PROGRAMME = """
Une matinée, **deux temps** : ce que dit la règle, puis des situations apportées par le groupe.

### Accueil et tour de table

- ce que chacun attend de la matinée ;
- une situation par association, *sans nom*.

### La règle, pas à pas

1. La demande et ses annexes, voir [la fiche](/fiches/points-de-priorite).
2. Les points de priorité et leurs preuves.
3. L’attribution, le refus et le recours.

### Des situations

Par groupes de quatre, à partir des situations du matin ; la dernière demi-heure les met en commun.
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the measured requests ask for: a session, and the token of a coordinator who is signed in."""

    public_id: str
    token: str


def fill(world: World) -> Rows:
    """Write them all."""
    first = _sessions(world)
    _one_in_full(world, first)
    with world.app.app_context():
        _partners(world.municipality().nis)
    partner = world.partner("Association de la coordinatrice")
    _seated(world, first, partner)
    return Rows(first.public_id, world.token_of(world.coordinator(partner)))


def _sessions(world: World) -> TrainingSession:
    workshop = world.workshop(
        "Comment accompagner un ménage ?",
        summary="De la première demande à la remise des clés.",
        objectives=OBJECTIVES,
        programme=PROGRAMME,
        audience="Travailleurs sociaux et bénévoles",
    )
    themes = [world.theme(), world.theme("energy", "Énergie")]
    with world.app.app_context(), writing() as database:
        pairs = [{"workshop_id": workshop.id, "theme_id": theme.id} for theme in themes]
        database.execute(insert(workshop_themes), pairs)
    venue = world.venue()
    made = [
        world.training_session(
            workshop_id=workshop.id,
            venue_id=venue.id,
            capacity=CAPACITY,
            quota=QUOTA,
            starts_at=clock.now() + timedelta(days=20 + number),
        )
        for number in range(SESSIONS)
    ]
    return made[0]


def _one_in_full(world: World, session: TrainingSession) -> None:
    """The first session has a second morning, two trainers, sheets, and a room that one can find."""
    with world.app.app_context(), writing() as database:
        row = database.get_one(TrainingSession, session.id)
        row.note = "Apportez une situation, sans nom.\nLe café est offert."
        row.contact_phone, row.contact_email = "+32 71 00 00 01", "formations@example.org"
        first = database.query(Meeting).filter_by(session_id=session.id).one()
        starts_at, venue_id = first.starts_at, first.venue_id
        venue = database.get_one(Venue, venue_id)
        venue.step_free, venue.hearing_loop = "Entrée de plain-pied, ascenseur.", "Boucle magnétique à l’accueil."
        venue.bus, venue.parking = "Lignes 1 et 43, arrêt Exemple.", "Vingt places derrière la salle."
        venue.phone, venue.latitude, venue.longitude = "+32 71 00 00 02", 50.41, 4.44
    world.meeting(session, starts_at + timedelta(days=7), venue_id)
    for _trainer in range(2):
        world.trainer(session)
    sheets = [sheet_factories.published(world, f"Points de priorité {number}").id for number in range(SHEETS)]
    sheet_factories.toolkit(world, "Recherche de logement", *sheets, workshop_id=session.workshop_id)


def _seated(world: World, session: TrainingSession, partner: Partner) -> None:
    people = [world.person(partner) for _person in range(SEATED)]
    row = {"session_id": session.id, "partner_id": partner.id, "joined_at": clock.now()}
    with world.app.app_context(), writing() as database:
        rows = [{**row, "person_id": person.id, "state": RegistrationState.CONFIRMED} for person in people]
        database.execute(insert(Registration), rows)


def _partners(nis: str) -> None:
    today, now = clock.today(), clock.now()
    names = [f"Service d’aide {number:03}" for number in range(PARTNERS)]
    with writing() as database:
        rows = [
            {
                "name": name,
                "folded_name": fold(name),
                "slug": f"service-d-aide-{number:03}",
                "description": "Aide sociale, guidance, énergie. " * 3,
                "verified_at": now - timedelta(days=number % 40),
                "created_at": now,
            }
            for number, name in enumerate(names)
        ]
        ids = list(database.scalars(insert(Partner).returning(Partner.id, sort_by_parameter_order=True), rows))
        street = {"street": "rue de l’Exemple 1", "postcode": "6000", "municipality_nis": nis}
        database.execute(insert(Site), [{"partner_id": row_id, **street} for row_id in ids])
        tie = {"kind": RelationshipKind.PUBLIC_BODY, "starts_on": today}
        database.execute(insert(Relationship), [{"partner_id": row_id, **tie} for row_id in ids])
        reached = {"kind": ContactKind.ROLE_MAILBOX, "visibility": Visibility.PUBLIC}
        phones = [f"+32 71 00 {number // 100:02} {number % 100:02}" for number in range(PARTNERS)]
        contacts = [
            {"partner_id": row_id, "phone": phone, **reached} for row_id, phone in zip(ids, phones, strict=True)
        ]
        database.execute(insert(Contact), contacts)
