"""Before ? ! ; : and inside « » stands a space that does not break: no line of a page begins with a question mark."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli.upkeep.catalogue import ROOT, messages

BREAKING = re.compile(r"« | »|(?<=[\w)»>]) [?!;:](?=\s|$|<)")
TEMPLATES = [path for kind in ("html", "txt") for path in sorted((ROOT / "templates").rglob(f"*.{kind}"))]


def sentences() -> Iterator[str]:
    for message in messages():
        yield from message if isinstance(message, tuple) else (message,)


def written(source: str) -> str:
    """A template without its logic; a word stands for what is put in."""
    shown = re.sub(r"\{\{.*?\}\}", "mot", source, flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}|\{%.*?%\}", "", shown, flags=re.DOTALL)


def test_no_sentence_breaks_before_its_sign() -> None:
    assert sorted({text for text in sentences() if BREAKING.search(text)}) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_breaks_before_a_sign(path: Path) -> None:
    assert BREAKING.findall(written(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", ["Qui vient ?", "Ici ; là", "Ici : là", "Dit « oui\u202f»", "<a>Ici</a> ; là"])
def test_a_plain_space_before_a_sign_is_found(text: str) -> None:
    assert BREAKING.search(text)
