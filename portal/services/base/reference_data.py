"""What every portal starts with: communes, themes of help, and the words that lead a search."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.database import writing
from portal.models.base.search_words import Locality, SynonymGroup
from portal.models.network.partners import Municipality, Theme
from portal.rules.base.states import WordKind
from portal.services.base.first_words import ACRONYMS, LEADS, LOCALITIES, SYNONYMS

# The twelve communes of the arrondissement of Charleroi, and two that the network also reaches, by NIS code.
MUNICIPALITIES = {
    "52074": "Aiseau-Presles",
    "52010": "Chapelle-lez-Herlaimont",
    "52011": "Charleroi",
    "52012": "Châtelet",
    "52015": "Courcelles",
    "52018": "Farciennes",
    "52021": "Fleurus",
    "52022": "Fontaine-l’Évêque",
    "52025": "Gerpinnes",
    "52075": "Les Bons Villers",
    "52048": "Montigny-le-Tilleul",
    "52055": "Pont-à-Celles",
    "56001": "Anderlues",
    "56078": "Thuin",
}


@dataclass(frozen=True, slots=True)
class ThemeSeed:
    """A theme with the words people use for it."""

    code: str
    label: str
    synonyms: str = ""


THEMES = (
    ThemeSeed("housing_application", "Recherche de logement", "candidature, demande de logement"),
    ThemeSeed("priority_points", "Points de priorité"),
    ThemeSeed("allocation", "Attribution et mutation", "attribution, mutation"),
    ThemeSeed("rent_deposit", "Garantie locative", "caution locative"),
    ThemeSeed("transit_housing", "Hébergement et transit", "hébergement, maison d’accueil"),
    ThemeSeed("housing_skills", "Pédagogie de l’habiter", "savoir habiter, mieux vivre dans son logement"),
    ThemeSeed("rent", "Loyer et revenus", "calcul du loyer"),
    ThemeSeed("arrears", "Impayés", "arriérés, dettes de loyer, plan d’apurement"),
    ThemeSeed("charges_statement", "Décompte de charges", "charges locatives"),
    ThemeSeed("repair_request", "Demande technique", "réparation, dépannage"),
    ThemeSeed("energy", "Énergie", "chauffage, électricité, gaz, tarif social"),
    ThemeSeed("damp", "Humidité et aération", "moisissures, condensation"),
    ThemeSeed("neighbours", "Voisinage", "conflit de voisinage, médiation de quartier"),
    ThemeSeed("moving", "Entrée et sortie du logement", "état des lieux, déménagement"),
    ThemeSeed("adaptation", "Adaptation au handicap", "personne à mobilité réduite, PMR"),
    ThemeSeed("neighbourhood_life", "Vie de quartier", "cohésion sociale"),
    ThemeSeed("complaints", "Plaintes et recours", "médiateur"),
)

FIRST_WORDS = {WordKind.SYNONYM: SYNONYMS, WordKind.ACRONYM: ACRONYMS, WordKind.LEAD: LEADS}


def ensure() -> None:
    """Add the communes and themes that are missing, and the first words of a portal that has none.

    What staff changed or removed since stays as they left it.
    """
    with writing() as session:
        missing = MUNICIPALITIES.keys() - set(session.scalars(select(Municipality.nis)))
        session.add_all(Municipality(nis=nis, name=MUNICIPALITIES[nis]) for nis in sorted(missing))
        codes = set(session.scalars(select(Theme.code)))
        session.add_all(
            Theme(code=seed.code, label=seed.label, synonyms=seed.synonyms, position=position)
            for position, seed in enumerate(THEMES, start=1)
            if seed.code not in codes
        )
        session.flush()
        _first_words(session)


def _first_words(session: Session) -> None:
    if session.scalar(select(SynonymGroup.id).limit(1)) is None:
        for kind, lines in FIRST_WORDS.items():
            groups = lines.replace("\n  ", " ").strip().split("\n")
            session.add_all(SynonymGroup(kind=kind, words=words) for words in groups)
    if session.scalar(select(Locality.id).limit(1)) is None:
        session.add_all(_localities())


def _localities() -> Iterator[Locality]:
    for line in LOCALITIES.strip().split("\n"):
        nis, postcode, names = line.split(" ", 2)
        for name in names.split(", "):
            yield Locality(name=name, postcode=postcode, municipality_nis=nis)
