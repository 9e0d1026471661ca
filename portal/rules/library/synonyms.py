"""What means the same in this field: the sector's abbreviations, and the words staff keep with each theme."""

from collections.abc import Iterable

from portal.rules.base.text import squeeze

# Belgian public housing and social work, written out once.
ABBREVIATIONS: tuple[tuple[str, ...], ...] = (
    ("CPAS", "centre public d’action sociale"),
    ("AIS", "agence immobilière sociale"),
    ("APL", "association de promotion du logement"),
    ("SLSP", "société de logement de service public"),
    ("SWL", "Société wallonne du Logement"),
    ("CCLP", "comité consultatif des locataires et propriétaires"),
    ("ROI", "règlement d’ordre intérieur"),
    ("PCS", "plan de cohésion sociale"),
    ("AMO", "aide en milieu ouvert"),
    ("ASBL", "association sans but lucratif"),
)


def split(typed: str) -> tuple[str, ...]:
    """The expressions of a list typed with commas, semicolons or lines between them."""
    parts = typed.replace(";", ",").replace("\n", ",").split(",")
    return tuple(part for part in map(squeeze, parts) if part)


def groups(themes: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The groups of equivalent expressions: the abbreviations, and each theme's label with its synonyms.

    `themes` are pairs of label and typed synonyms; a theme without synonyms adds nothing.
    """
    kept = tuple((label, *split(typed)) for label, typed in themes if split(typed))
    return ABBREVIATIONS + kept
