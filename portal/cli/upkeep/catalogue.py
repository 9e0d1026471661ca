"""`flask --app wsgi catalogue`: the French plurals, gathered from templates and Python.

French is the source language: a sentence without a plural needs no entry. One with a plural does: without a
catalogue gettext counts as in English and says "0 places libres".
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "portal" / "translations" / "fr" / "LC_MESSAGES"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2), "_n": (1, 2)}
# Named, not imported: the gatherer reads templates with an environment of its own, which must know our tag.
ONCE = "portal.web.base.page.drawn_once.DrawnOnce"
JINJA = {"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "extensions": ONCE}
FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # a date of today would change the files without a reason

Plural = tuple[str, str]


@click.command("catalogue")
def command() -> None:
    """Rewrite the French catalogue from what templates and Python say."""
    catalogue = build(plurals())
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "messages.po").open("wb") as text:
        write_po(text, catalogue, no_location=True, sort_output=True, width=110)
    with (FOLDER / "messages.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    click.echo(f"{len(catalogue)} plurals in {FOLDER.relative_to(ROOT)}")


def build(found: set[Plural]) -> Catalog:
    """The catalogue in which each plural says itself, counted as in French (one up to 1.9)."""
    catalogue = Catalog(
        locale="fr",
        header_comment="# Written by flask --app wsgi catalogue.",
        project="portail",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=FIXED,
        revision_date=FIXED,
        fuzzy=False,
    )
    for forms in sorted(found):
        catalogue.add(forms, forms)
    return catalogue


def plurals() -> set[Plural]:
    """Every pair of singular and plural in the source."""
    return {message for message in messages() if isinstance(message, tuple)}


def messages() -> Iterator[str | Plural]:
    """Every message of portal/ and templates/: a sentence, or its two forms."""
    python = extract_from_dir(ROOT / "portal", [("**.py", "python")], keywords=KEYWORDS)
    pages = extract_from_dir(
        ROOT / "templates",
        [("**.html", "jinja2"), ("**.txt", "jinja2")],
        {"**": JINJA},
        keywords=KEYWORDS,
    )
    for _file, _line, message, _comments, _context in (*python, *pages):
        yield (message[0], message[1]) if isinstance(message, tuple) else message
