"""Real questions, and what a social worker expects first (docs/search.md): over the demo's sheets and directory."""

import csv
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from flask import Flask

from portal.cli.demo import partners as demo_partners
from portal.cli.demo import sheets as demo_sheets
from portal.queries.base import search
from portal.rules.base.states import SearchKind, Visibility
from portal.services.base import reference_data
from tests import sheet_factories as make
from tests.factories import World

QUESTIONS = Path(__file__).parents[2] / "fixtures" / "search" / "questions.csv"
EXPECTED = {SearchKind.SHEET: "fiches_attendues", SearchKind.PARTNER: "partenaires_attendus"}
FIRST, SHARE = 3, 0.9


def expectations() -> Iterator[tuple[str, SearchKind, str, str]]:
    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            for kind, column in EXPECTED.items():
                if row[column]:
                    yield row["origine"], kind, row["demande"], row[column]


def test_nine_questions_of_ten_find_what_is_expected_among_the_first_three(app: Flask, world: World) -> None:
    kits = [make.toolkit(world, "Recherche"), make.toolkit(world, "Mieux vivre")]
    staff = world.staff()
    with app.test_request_context():
        reference_data.ensure()
        demo_sheets.load([kit.id for kit in kits], staff.id)
        demo_partners.load()
        asked, met, failed = Counter[tuple[str, SearchKind]](), Counter[tuple[str, SearchKind]](), []
        for origin, kind, question, expected in expectations():
            first = [hit.slug for hit in search.search(question, Visibility.PUBLIC).of(kind)][:FIRST]
            good = any(fnmatch(slug, pattern) for slug in first for pattern in expected.split("|"))
            asked[origin, kind] += 1
            met[origin, kind] += good
            failed += [] if good else [(question, kind.value, expected, first)]

    assert sorted(asked.values()) == [17, 19, 21, 22]
    assert all(met[group] >= SHARE * number for group, number in asked.items()), failed
