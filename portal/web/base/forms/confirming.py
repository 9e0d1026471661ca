"""Forms that are shown once more before they are carried out: their buttons, and what was typed, kept hidden."""

from flask import request

CONFIRM, EDIT = "confirm", "edit"
ADD, REMOVE = "add", "remove"
BUTTONS = ("csrf_token", CONFIRM, EDIT, ADD, REMOVE)


def confirmed() -> bool:
    """Whether the page that shows what will happen was agreed to."""
    return CONFIRM in request.form


def corrected() -> bool:
    """Whether that page was left to correct what was typed: nothing is carried out then."""
    return EDIT in request.form


def typed() -> list[tuple[str, str]]:
    """What the form holds besides its buttons, for the page that asks to confirm."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in BUTTONS]
