"""The twenty partners of the demo. Names are public; every person, address, telephone and link is invented."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.models.accounts import Account, Membership
from portal.models.partners import Agreement, Contact, Municipality, Partner, Relationship, Site, Theme
from portal.rules.states import (
    AddressVisibility,
    ContactKind,
    MembershipRole,
    PartnerStatus,
    RelationshipKind,
    Visibility,
)
from portal.rules.text import fold, slugify
from portal.services.partner_changes import index

TENANT = RelationshipKind.TENANT_ASSOCIATION
PUBLIC = RelationshipKind.PUBLIC_BODY
RELAY = RelationshipKind.CONTRACTED_RELAY
OPERATOR = RelationshipKind.HOUSING_OPERATOR
GUEST = RelationshipKind.GUEST
CHARLEROI, GERPINNES, CHATELET = "52011", "52025", "52012"
POSTCODES = {CHARLEROI: "6000", GERPINNES: "6280", CHATELET: "6200"}
DAYS_TO_EXPIRY = 60


@dataclass(frozen=True, slots=True)
class DemoPartner:
    """One row of the demo's directory. `agreement` is a title and the days from today to its end."""

    name: str
    kinds: tuple[RelationshipKind, ...]
    coordinator: str
    mailbox: str
    themes: tuple[str, ...]
    description: str
    nis: str = CHARLEROI
    short_name: str = ""
    parent: str = ""
    enterprise_number: str | None = None
    agreement: tuple[str, int] | None = None
    verified_days_ago: int = 30
    areas: tuple[str, ...] = field(default=())
    hidden: bool = False
    ended: bool = False


PARTNERS = (
    DemoPartner(
        "FADD Solidarité",
        (TENANT,),
        "Fatou Exemple",
        "fadd",
        ("neighbourhood_life", "housing_application"),
        "Alphabétisation, français et soutien scolaire pour les habitants du quartier et les nouveaux arrivants.",
        short_name="FADD",
    ),
    DemoPartner(
        "CPAS de Charleroi",
        (PUBLIC,),
        "Luc Démo",
        "cpas-charleroi",
        ("housing_application", "rent_deposit", "arrears", "transit_housing"),
        "Centre public d’action sociale : aide au relogement, garantie locative, médiation de dettes.",
        agreement=("Logements de transit", 900),
    ),
    DemoPartner(
        "Le Forem (Charleroi)",
        (PUBLIC,),
        "Ana Modèle",
        "forem",
        ("housing_application",),
        "Service public de l’emploi et de la formation, avec des conseillers dans la région.",
        verified_days_ago=210,
    ),
    DemoPartner(
        "Relais Social du Pays de Charleroi",
        (PUBLIC, RELAY),
        "Tom Fictif",
        "relais-social",
        ("transit_housing", "housing_application"),
        "Coordonne l’aide aux personnes sans abri et l’accompagnement Housing First.",
        agreement=("Convention Housing First", 615),
        areas=(CHARLEROI, CHATELET, "56001", "56078"),
    ),
    DemoPartner(
        "Relogeas",
        (RELAY,),
        "Inès Essai",
        "relogeas",
        ("housing_application", "housing_skills", "transit_housing"),
        "Accompagne des ménages vers un logement, puis dans ce logement.",
    ),
    DemoPartner(
        "Comme Chez Nous",
        (RELAY,),
        "Karim Test",
        "ccn",
        ("transit_housing", "housing_application"),
        "Accueil de jour et suivi dans le logement pour des personnes qui ont connu la rue.",
        short_name="CCN",
    ),
    DemoPartner(
        "Médiation de Quartier (Ville de Charleroi)",
        (PUBLIC, RELAY),
        "Julie Sample",
        "mediation",
        ("neighbours", "neighbourhood_life"),
        "Aide deux voisins à se parler avant que le conflit ne s’installe.",
    ),
    DemoPartner(
        "Solidarités Nouvelles",
        (RELAY,),
        "Paul Maquette",
        "sn",
        ("housing_application", "rent_deposit", "complaints"),
        "Association de promotion du logement : information, défense des droits, logements d’insertion.",
        agreement=("Convention-cadre de cinq ans", 1200),
    ),
    DemoPartner(
        "Château des Hamendes",
        (RELAY,),
        "Sofia Ébauche",
        "hamendes",
        ("transit_housing", "housing_skills"),
        "Logements de transit et accompagnement à la vie dans un logement.",
    ),
    DemoPartner(
        "CRIC",
        (RELAY,),
        "Omar Gabarit",
        "cric",
        ("housing_application",),
        "Centre régional d’intégration : parcours des personnes étrangères, interprètes, conseils.",
        verified_days_ago=420,
    ),
    DemoPartner(
        "AIS Charleroi Logement",
        (OPERATOR,),
        "Nina Patron",
        "ais",
        ("housing_application", "rent_deposit"),
        "Agence immobilière sociale : loue à des ménages des logements de propriétaires privés.",
        short_name="AIS",
    ),
    DemoPartner(
        "AMO Point Jaune",
        (GUEST,),
        "Léo Canevas",
        "amo",
        ("housing_application", "neighbourhood_life"),
        "Aide aux jeunes en milieu ouvert, sur demande et sans mandat.",
    ),
    DemoPartner(
        "CPAS de Gerpinnes",
        (PUBLIC,),
        "Eva Schéma",
        "cpas-gerpinnes",
        ("rent_deposit", "arrears", "energy"),
        "Centre public d’action sociale de Gerpinnes : permanences logement et énergie.",
        nis=GERPINNES,
    ),
    DemoPartner(
        "Commune de Gerpinnes",
        (PUBLIC,),
        "Max Brouillon",
        "gerpinnes",
        ("housing_application", "neighbourhood_life"),
        "Service du logement et de la cohésion sociale de la commune.",
        nis=GERPINNES,
        verified_days_ago=250,
    ),
    DemoPartner(
        "Ville de Charleroi – Cohésion sociale",
        (PUBLIC,),
        "Zoé Trame",
        "ville",
        ("neighbourhood_life",),
        "Maisons de quartier et plan de cohésion sociale.",
    ),
    DemoPartner(
        "Maison de l’énergie (CPAS de Charleroi)",
        (PUBLIC,),
        "Ali Aperçu",
        "energie",
        ("energy", "damp"),
        "Visites à domicile, tarif social, lecture d’une facture, petites astuces pour moins consommer.",
        parent="CPAS de Charleroi",
    ),
    DemoPartner(
        "Les Amis de la Ruche Verrière",
        (TENANT,),
        "Rose Croquis",
        "ruche",
        ("neighbourhood_life", "housing_application"),
        "Écrivain public et salle de quartier.",
    ),
    DemoPartner(
        "Comité Solidarité Jeunesse",
        (TENANT,),
        "Hugo Calque",
        "csj",
        ("neighbourhood_life",),
        "Activités pour les jeunes du quartier, autour d’un terrain.",
    ),
    DemoPartner(
        "Atelier du Coin ASBL",
        (TENANT,),
        "Mila Bidon",
        "atelier",
        ("housing_skills",),
        "Association inventée : son partenariat a pris fin.",
        enterprise_number="0999999922",
        verified_days_ago=500,
        ended=True,
    ),
    DemoPartner(
        "Maison Refuge Exemple",
        (GUEST,),
        "",
        "refuge",
        ("transit_housing",),
        "Association inventée : un hébergement dont l’adresse reste protégée.",
        nis=CHATELET,
        enterprise_number="0999999823",
        agreement=("Convention de partenariat", DAYS_TO_EXPIRY),
        hidden=True,
    ),
)


def load() -> dict[str, tuple[int, int]]:
    """Add the partners and their coordinators; returns partner and account ids by mailbox."""
    with writing() as session:
        themes = {theme.code: theme for theme in session.scalars(select(Theme))}
        communes = {commune.nis: commune for commune in session.scalars(select(Municipality))}
        made = {row.mailbox: _partner(row, number, themes, communes) for number, row in enumerate(PARTNERS, start=1)}
        session.add_all(made.values())
        session.flush()
        for row in PARTNERS:
            if row.parent:
                [made[row.mailbox].parent_id] = [made[one.mailbox].id for one in PARTNERS if one.name == row.parent]
        acting = [row for row in PARTNERS if row.coordinator and not row.ended]
        accounts = {row.mailbox: _coordinator(session, row, made[row.mailbox]) for row in acting}
        session.flush()
        for partner in made.values():
            index(session, partner)
        return {mailbox: (made[mailbox].id, account.id) for mailbox, account in accounts.items()}


def _partner(
    row: DemoPartner, number: int, themes: dict[str, Theme], communes: dict[str, Municipality]
) -> Partner:
    today, now = clock.today(), clock.now()
    ends_on = today - timedelta(days=120) if row.ended else None
    return Partner(
        slug=slugify(row.short_name or row.name),
        name=row.name,
        folded_name=fold(row.name),
        short_name=row.short_name,
        enterprise_number=row.enterprise_number,
        description=row.description,
        status=PartnerStatus.ENDED if row.ended else PartnerStatus.ACTIVE,
        verified_at=now - timedelta(days=row.verified_days_ago),
        created_at=now - timedelta(days=700),
        relationships=[
            Relationship(kind=kind, starts_on=date(2019, 1, 1), ends_on=ends_on) for kind in row.kinds
        ],
        agreements=[_agreement(*row.agreement, today)] if row.agreement else [],
        sites=[_site(row, number)],
        contacts=_contacts(row, number),
        themes=[themes[code] for code in row.themes],
        areas=[communes[nis] for nis in row.areas],
    )


def _agreement(title: str, days: int, today: date) -> Agreement:
    ends_on = today + timedelta(days=days)
    return Agreement(title=title, starts_on=ends_on.replace(year=ends_on.year - 5, day=1), ends_on=ends_on)


def _site(row: DemoPartner, number: int) -> Site:
    return Site(
        label="Siège",
        street=f"rue de l’Exemple {number}",
        postcode=POSTCODES[row.nis],
        municipality_nis=row.nis,
        address_visibility=AddressVisibility.HIDDEN if row.hidden else AddressVisibility.PUBLIC,
        opening_hours="" if row.hidden else "Du lundi au vendredi, de 9 h à 12 h.\nL’après-midi sur rendez-vous.",
    )


def _contacts(row: DemoPartner, number: int) -> list[Contact]:
    desk = Contact(
        kind=ContactKind.ROLE_MAILBOX,
        function="Accueil",
        email=f"{row.mailbox}@example.org",
        phone=f"+32 71 00 00 {number:02}",
        visibility=Visibility.PUBLIC,
    )
    if not row.coordinator:
        return [desk]
    person = Contact(
        kind=ContactKind.PERSON, name=row.coordinator, function="Coordination", is_training_contact=True
    )
    return [desk, person]


def _coordinator(session: Session, row: DemoPartner, partner: Partner) -> Account:
    given_name, _space, family_name = row.coordinator.partition(" ")
    now = clock.now()
    account = Account(
        email=f"{row.mailbox}@example.org",
        given_name=given_name,
        family_name=family_name,
        function="Coordination",
        created_at=now,
    )
    session.add(
        Membership(account=account, partner_id=partner.id, role=MembershipRole.COORDINATOR, since=now)
    )
    return account
