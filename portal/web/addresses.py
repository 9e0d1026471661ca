"""What an address may hold: row numbers every database can read, and no NUL."""

from flask import Flask, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter


class RowNumber(IntegerConverter):
    """A row's number, of nine digits at most: a longer one is a page that does not exist."""

    regex = r"\d{1,9}"


def set_up(app: Flask) -> None:
    """Hold the rules for every address of `app`."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """A NUL byte in an address is never honest, and PostgreSQL refuses it with a crash."""
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise BadRequest
