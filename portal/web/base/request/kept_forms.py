"""A form that could not be taken: what was typed comes back, with a button that sends it again to the same address.

Its sign-in ended or its second factor ran out, it waited too long, the database or the disk refused, we failed: in
each case nothing was done, and nothing that was typed is lost. Codes, passwords and tokens are never given back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from portal.database import has_written

# What opens something: it is typed again. tests/law/pages looks for fields of this kind in every form.
SECRETS = frozenset({"csrf_token", "code", "password", "token"})
FORM_KEY = "form_key"
LARGEST_GIVEN_BACK = 3 * 1024 * 1024  # three times what is taken: somebody pasted a text with its pictures
LONG = 500  # characters, from which a text is shown to be copied or shortened
Fields = Sequence[tuple[str, str]]


class Missing(StrEnum):
    """What has to be done in another tab before the form can be sent again."""

    NOTHING = "nothing"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, in words: the title of the page, and its sentence."""

    title: str
    sentence: str


def sent_from_here() -> bool:
    """Whether the browser says that a page of the portal sent this form; another site's is never handed back."""
    origin = request.headers.get("Origin") or request.referrer or ""
    return request.method == "POST" and f"{origin}/".startswith(request.host_url)


def page(status: int, missing: Missing) -> tuple[str, int]:
    """All that was typed, hidden in a form with a fresh token, and the way to what is missing first."""
    return _drawn(status, _typed(), missing=missing, words=None)


def given_back(status: int, words: Words) -> tuple[str, int] | None:
    """The page of a fault that holds the form; None where nothing was sent from here, or too much to be given back.

    What may have been done already is not offered again, unless a key makes sending it twice one act: the page then
    holds what was typed, and asks to look first.
    """
    if not sent_from_here() or (typed := _typed()) is None:
        return None
    return _drawn(status, typed, missing=Missing.NOTHING, words=words)


def _typed() -> MultiDict[str, str] | None:
    """The fields of the form, also of one that was refused as too large; None where it cannot be read."""
    try:
        return request.form
    except HTTPException:  # it is too large
        pass
    if (request.content_length or 0) > LARGEST_GIVEN_BACK:
        return None
    request.max_content_length = request.max_form_memory_size = LARGEST_GIVEN_BACK
    if request.environ["wsgi.input"].seekable():
        request.environ["wsgi.input"].seek(0)
    request.__dict__.pop("stream", None)
    try:
        return request.form
    except HTTPException:
        return None


def _drawn(status: int, typed: MultiDict[str, str] | None, *, missing: Missing, words: Words | None) -> tuple[str, int]:
    fields = [pair for pair in (typed or MultiDict()).items(multi=True) if pair[0] not in SECRETS]
    body = render_template(
        "errors/kept_form.html",
        fields=[pair for pair in fields if len(pair[1]) < LONG],
        texts=[pair for pair in fields if len(pair[1]) >= LONG],
        too_large=status == 413,
        files=typed is not None and any(file.filename for file in request.files.values()),
        secret=any(typed.get(name) for name in SECRETS - {"csrf_token"}) if typed else False,
        done=has_written() and FORM_KEY not in (typed or ()),
        here=request.full_path.rstrip("?"),
        missing=missing.value,
        words=words,
        status=status,
    )
    return body, status
