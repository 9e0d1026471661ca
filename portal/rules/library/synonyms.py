"""What means the same in this field: the groups of words that staff keep, and the words they keep with each theme."""

from portal.rules.base.text import squeeze


def split(typed: str) -> tuple[str, ...]:
    """The expressions of a list typed with commas, semicolons or lines between them."""
    parts = typed.replace(";", ",").replace("\n", ",").split(",")
    return tuple(part for part in map(squeeze, parts) if part)


def themed(label: str, typed: str) -> tuple[str, ...]:
    """A theme's label with the words that mean the same; empty for a theme without any."""
    words = split(typed)
    return (label, *words) if words else ()
