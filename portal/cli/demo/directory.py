"""The twenty partners of the demo, as a table. Their names are public; persons, addresses and numbers are invented."""

from dataclasses import dataclass, field

from portal.rules.base.states import RelationshipKind

TENANT = RelationshipKind.TENANT_ASSOCIATION
PUBLIC = RelationshipKind.PUBLIC_BODY
RELAY = RelationshipKind.CONTRACTED_RELAY
OPERATOR = RelationshipKind.HOUSING_OPERATOR
GUEST = RelationshipKind.GUEST
CHARLEROI, GERPINNES, CHATELET = "52011", "52025", "52012"
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
    verified_days_ago: int | None = None
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
