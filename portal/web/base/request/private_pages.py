"""Answers that nobody but their reader may keep."""

from typing import TypeVar

from werkzeug.wrappers import Response

Answer = TypeVar("Answer", bound=Response)


def keep_nowhere(response: Answer) -> Answer:
    """Let no browser and no proxy keep a response: what it holds, or its address, is one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response


def keep_private(response: Answer) -> Answer:
    """Let no browser, no proxy and no search engine keep a response."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return keep_nowhere(response)
