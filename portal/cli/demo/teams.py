"""An association of thirty people on three sites, with a year of trainings: invented from its name to its addresses."""

from dataclasses import replace
from datetime import date, timedelta

from portal import clock
from portal.cli.demo import sessions
from portal.cli.demo.days import morning
from portal.cli.demo.sessions import Cast, Desk, Given
from portal.cli.demo.workshops import Loaded
from portal.database import writing
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner, Relationship, Site
from portal.models.registrations.people import Person
from portal.rules.base.states import MembershipRole, PartnerStatus, RelationshipKind
from portal.rules.base.text import folded_key, slugify
from portal.services.network.partner_changes import index
from portal.services.registrations.people import NewPerson
from portal.services.registrations.team import departures, listing
from portal.services.registrations.team.departures import Departure

NAME, COMMUNE, POSTCODE = "Entraide Exemple", "52011", "6000"
SITES = ("Gilly", "Jumet", "Marchienne")
COORDINATOR, OF_ONE_SITE = "sofia.ebauche@example.org", "omar.gabarit@example.org"
OTHER = "relogeas"  # the mailbox of the other association that Sofia coordinates
GIVEN_NAMES = (
    "Ali", "Max", "Léo", "Jade", "Mia", "Luc", "Sofia", "Rosa", "Lola", "Inès",
    "Fatou", "Tom", "Manon", "Omar", "Hugo", "Sara", "Lina", "Dina", "Elif", "Ana",
    "Rayan", "Nina", "Adam", "Nour", "Julie", "Eva", "Paul", "Karim", "Zoé", "Clara",
)  # fmt: skip
FAMILY_NAMES = (
    "Aperçu", "Brouillon", "Canevas", "Contour", "Croquis", "Démo", "Ébauche", "Échantillon", "Épure", "Essai",
    "Exemple", "Fictif", "Filigrane", "Gabarit", "Légende", "Ligne", "Maquette", "Marge", "Minute", "Modèle",
    "Motif", "Patron", "Prototype", "Repère", "Sample", "Schéma", "Spécimen", "Test", "Trame", "Variante",
)  # fmt: skip
FUNCTIONS = ("Assistante sociale", "Éducateur", "Médiatrice de dettes", "Accueil")
VOLUNTEER = 6  # each sixth
# Days from today, the workshop, and which thirds of the team came.
YEAR = ((-320, 0, 0), (-250, 1, 0), (-180, 0, 1), (-110, 1, 2))
WHO_LEFT, WITHOUT_TRAINING = 29, 28


def load(workshops: list[Loaded], cast: Cast, open_id: int) -> None:
    """The association, its list, its year, what is to come, and who left."""
    desk, sites = _association(cast.desks[OTHER])
    people = [_person(number, sites) for number in range(len(GIVEN_NAMES))]
    listing.add(desk[0], people, desk[1])
    for days, workshop, third in YEAR:
        came = [one for number, one in enumerate(people[:WITHOUT_TRAINING]) if number % 3 == third or number % 7 == 0]
        sessions.past(workshops[workshop], cast, {desk: came[::-1]}, Given(morning(days)))
    sessions.register(open_id, {desk: people[10:13]})
    _leaves(desk, people[WHO_LEFT])


def _association(other: Desk) -> tuple[Desk, list[int]]:
    """The association with its three sites; Sofia coordinates it and another one, Omar one site."""
    with writing() as session:
        partner = Partner(
            slug=slugify(NAME),
            name=NAME,
            folded_name=folded_key(NAME),
            description="Accompagnement social et aide à domicile, en trois antennes.",
            status=PartnerStatus.ACTIVE,
            verified_at=clock.now() - timedelta(days=30),
            created_at=clock.now() - timedelta(days=700),
            relationships=[Relationship(kind=RelationshipKind.GUEST, starts_on=date(2021, 1, 1))],
            sites=[_site(place, label) for place, label in enumerate(SITES)],
        )
        session.add(partner)
        session.flush()
        sofia, omar = _account(COORDINATOR, "Sofia", "Ébauche"), _account(OF_ONE_SITE, "Omar", "Gabarit")
        session.add_all((_role(sofia, partner.id, None), _role(omar, partner.id, partner.sites[1].id)))
        session.add(_role(sofia, other[0], None))
        session.flush()
        index(session, partner)
        return (partner.id, sofia.id), [site.id for site in partner.sites]


def _site(place: int, label: str) -> Site:
    return Site(label=label, position=place, postcode=POSTCODE, municipality_nis=COMMUNE)


def _account(email: str, given_name: str, family_name: str) -> Account:
    names = {"given_name": given_name, "family_name": family_name}
    return Account(email=email, function="Coordination", created_at=clock.now(), **names)


def _role(account: Account, partner_id: int, site_id: int | None) -> Membership:
    role = MembershipRole.COORDINATOR
    return Membership(account=account, partner_id=partner_id, role=role, site_id=site_id, since=clock.now())


def _person(number: int, sites: list[int]) -> NewPerson:
    given_name, family_name = GIVEN_NAMES[number], FAMILY_NAMES[number]
    one = NewPerson(
        given_name,
        family_name,
        f"{slugify(given_name)}.{slugify(family_name)}@example.org",
        FUNCTIONS[number % len(FUNCTIONS)],
        site_id=sites[number * len(sites) // len(GIVEN_NAMES)],
    )
    return one if (number + 1) % VOLUNTEER else replace(one, function="", is_volunteer=True)


def _leaves(desk: Desk, one: NewPerson) -> None:
    with writing() as session:
        name, email = one.identity
        [person] = session.query(Person).filter_by(partner_id=desk[0], folded_name=name, email=email)
        departure = Departure(person.id, person.version, clock.today() - timedelta(days=20))
    departures.leave(departure, desk[1])
