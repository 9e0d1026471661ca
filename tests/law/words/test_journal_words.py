"""Every verb of a registration that its team reads has its words, and no verb is written but by its name."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from portal.models.registrations.people import Person
from portal.queries.registrations.team_history import TeamEvent
from portal.rules.base.states import PartStat
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.registrations.transitions import TransitionKind
from portal.web.base.page.team_history import UNSAID, in_words

ROOT = Path(__file__).parents[3]
PORTAL = ROOT / "portal"
VERBS = PORTAL / "rules" / "base" / "verbs.py"


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PORTAL.rglob("*.py")):
        if path != VERBS:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def journals(tree: ast.Module) -> bool:
    """Whether a module reads or writes events."""
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    reads = any(isinstance(node, ast.Attribute) and node.attr == "verb" for node in ast.walk(tree))
    return "Entry" in names or "Verb" in names or reads


def raw(tree: ast.Module) -> Iterator[str]:
    """Strings that are a verb, but the list of what a module gives its neighbours."""
    verbs = {verb.value for verb in Verb}
    given = {
        id(node)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__"
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in verbs and id(node) not in given:
            yield f"line {node.lineno}: {node.value}"
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith((".verb", ".object_kind")):
            yield from (ast.unparse(node) for side in node.comparators if isinstance(side, ast.Constant))


def of_registrations() -> Iterator[str]:
    """The verbs that some use case journals of a registration."""
    yield from TransitionKind
    yield Verb.ANSWERED_INVITATION  # of each registration that the entry names
    for _path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Entry" and len(node.args) > 1:
                verb, kind = map(ast.unparse, node.args[:2])
                if kind == "ObjectKind.REGISTRATION" and verb.startswith("Verb."):
                    yield Verb[verb.removeprefix("Verb.")]


def said(verb: str) -> bool:
    at = datetime(2030, 3, 1, 9, tzinfo=UTC)
    camille = Person(given_name="Camille", family_name="Étoile")
    return any(
        in_words(TeamEvent(at, verb, after, "", by="", by_team=False, people=[camille], seats=1))
        for after in ("", *PartStat)
    )


def test_no_verb_is_written_as_a_bare_string() -> None:
    found = {path.relative_to(ROOT).as_posix(): list(raw(tree)) for path, tree in trees() if journals(tree)}

    assert len(found) > 30
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_every_verb_and_every_kind_is_used() -> None:
    named = {
        (node.value.id, node.attr)
        for _path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }

    assert [verb for verb in Verb if ("Verb", verb.name) not in named] == []
    assert [kind for kind in ObjectKind if ("ObjectKind", kind.name) not in named] == []


def test_no_verb_is_also_the_number_of_a_transition() -> None:
    assert {verb.value for verb in Verb} & {kind.value for kind in TransitionKind} == set()


def test_every_verb_of_a_registration_is_said_to_its_team_or_named_as_unsaid(app: Flask) -> None:
    verbs = set(of_registrations())
    with app.test_request_context():
        spoken = {verb for verb in verbs if said(verb)}

    assert len(verbs) > len(TransitionKind) + 5
    assert verbs - spoken == UNSAID
