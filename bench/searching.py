"""The search over 20, 500 and 5,000 partners: its statements, how its CPU grows, and the same hits on both engines."""

import random
import statistics
import time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from bench.ground import portal_on
from portal import clock
from portal.cli.demo import sheets as demo_sheets
from portal.database import writing
from portal.models.network.partners import Partner, Site, Theme, partner_themes
from portal.queries.base import search
from portal.rules.base.states import AddressVisibility, Visibility
from portal.rules.base.text import folded_key
from portal.services.base import reference_data
from portal.services.base.reference_data import MUNICIPALITIES
from portal.services.upkeep import reindexing
from tests import sheet_factories as make
from tests.factories import World
from tests.statements import statements

ENGINES = ("sqlite", "postgresql")
SIZES = (20, 500, 5_000)
MOST_STATEMENTS, MOST_GROWTH = 5, 4.0
REPEATS, WARM = 9, 2
# A rare word, words that most cards hold, a section, a group of synonyms, part answers, a slip, nothing at all.
QUESTIONS = (
    "interprète",
    "garantie locative Charleroi",
    "Jumet",
    "violence conjugale",
    "facture de gaz trop chère",
    "combien de temps d'attente",
    "garrantie locative",
    "zythum",
)
NEEDS = (
    "garantie locative", "énergie et factures", "accueil de jour", "médiation de dettes", "logements de transit",
    "interprètes", "écrivain public", "conflits entre voisins", "aide aux jeunes", "alphabétisation",
)  # fmt: skip
KINDS = ("Maison", "Service", "Relais", "Comité", "Atelier", "Centre", "Antenne")
WORDS = 20_000  # of which each card holds some: what people write has many words that are rare


def measure() -> list[bool]:
    """Print statements, CPU and growth for each question; whether all are within the limits and the hits the same."""
    hits: dict[tuple[int, str], list[list[str]]] = {}
    held = []
    for engine in ENGINES:
        costs = {size: _measured(engine, size, hits) for size in SIZES}
        for question in QUESTIONS:
            (few, _), (some, _), (many, sent) = (costs[size][question] for size in SIZES)
            growth, good = many / some, sent <= MOST_STATEMENTS and many / some <= MOST_GROWTH
            held.append(good)
            print(
                f"  {engine:<10} {question:<28} {few:6.1f} {some:6.1f} {many:6.1f} ms: {growth:.1f} times "
                f"(limit {MOST_GROWTH}), {sent} statements (limit {MOST_STATEMENTS})"
            )
    differing = [asked for asked, found in hits.items() if found[0] != found[1]]
    print(f"  the same hits in the same order on both: {len(hits) - len(differing)} of {len(hits)}")
    return [*held, not differing]


def _measured(engine: str, size: int, hits: dict[tuple[int, str], list[list[str]]]) -> dict[str, tuple[float, int]]:
    """For each question the CPU of its page in milliseconds, and the statements of its search."""
    with portal_on(engine) as (app, world):
        _fill(app, world, size)
        client = FlaskClient(app, app.response_class)
        found = {}
        for question in QUESTIONS:
            for _one in range(WARM):
                _cost(client, question)
            with app.app_context(), statements(app) as sent:
                answers = search.search(question, Visibility.PUBLIC)
                asked = len([one for one in sent if not one.startswith("BEGIN")])
            hits.setdefault((size, question), []).append([hit.slug for hit in answers.hits])
            found[question] = (statistics.median(_cost(client, question) for _one in range(REPEATS)), asked)
        return found


def _cost(client: FlaskClient, question: str) -> float:
    begun = time.process_time()
    client.get("/recherche", query_string={"q": question}).get_data()
    return (time.process_time() - begun) * 1000


def _fill(app: Flask, world: World, size: int) -> None:
    """So many partners, each with a card of its own, over the demo's sheets."""
    drawn = random.Random(size)
    kits = [make.toolkit(world, "Recherche"), make.toolkit(world, "Mieux vivre")]
    staff = world.staff()
    with app.test_request_context():
        reference_data.ensure()
        demo_sheets.load([kit.id for kit in kits], staff.id)
        with writing() as session:
            themes = list(session.scalars(select(Theme.id).order_by(Theme.id)))
            session.execute(insert(Partner), [_card(drawn, number) for number in range(size)])
            ids = list(
                session.scalars(select(Partner.id).where(Partner.slug.startswith("carte-")).order_by(Partner.id))
            )
            communes = list(MUNICIPALITIES)
            session.execute(insert(Site), [_site(one, drawn.choice(communes)) for one in ids])
            pairs = [{"partner_id": one, "theme_id": theme} for one in ids for theme in drawn.sample(themes, 3)]
            session.execute(insert(partner_themes), pairs)
        reindexing.reindex_all()


def _card(drawn: random.Random, number: int) -> dict[str, object]:
    rare = [f"mot{_letters(int(drawn.paretovariate(0.7)) % WORDS)}" for _one in range(12)]
    name = f"{drawn.choice(KINDS)} {_letters(number)}"
    needs = ", ".join(drawn.sample(NEEDS, 3))
    return {
        "slug": f"carte-{number:05}",
        "name": name,
        "folded_name": folded_key(name),
        "description": f"{needs}. {' '.join(rare)}.",
        "created_at": clock.now(),
        "verified_at": clock.now(),
    }


def _site(partner_id: int, nis: str) -> dict[str, object]:
    return {
        "partner_id": partner_id,
        "street": "rue de l’Exemple 1",
        "postcode": "6000",
        "municipality_nis": nis,
        "address_visibility": AddressVisibility.PUBLIC,
    }


def _letters(number: int) -> str:
    """A word for a number: no digits, so that it is a word like others."""
    return "".join("bcdfglmnpr"[int(digit)] + "aeiou"[int(digit) % 5] for digit in str(number))
