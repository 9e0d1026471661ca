"""What a request may hold: row numbers every database can read, no NUL, no endless text."""

from flask import Flask, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

LONGEST_TEXT = 1024 * 1024


class RowNumber(IntegerConverter):
    """A row's number, of nine digits at most: a longer one is a page that does not exist."""

    regex = "[0-9]{1,9}"


def set_up(app: Flask) -> None:
    """Hold the rules for every address of `app`."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_nul)
    app.before_request(limit_text)


def limit_text() -> None:
    """A form without a file is text: a megabyte is a hundred times what anybody types."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LONGEST_TEXT


def refuse_nul() -> None:
    """A NUL byte in an address is never honest, and PostgreSQL refuses it with a crash."""
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise BadRequest
