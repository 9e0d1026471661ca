"""A form that arrives after its sign-in ended, or its second factor ran out: what was typed comes back."""

from enum import StrEnum

from flask import render_template, request

CSRF = "csrf_token"


def sent_from_here() -> bool:
    """Whether the browser says that a page of the portal sent this form; another site's is never handed back."""
    origin = request.headers.get("Origin") or request.referrer or ""
    return request.method == "POST" and f"{origin}/".startswith(request.host_url)


class Missing(StrEnum):
    """What has to be done in another tab before the form can be sent again."""

    NOTHING = "nothing"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"


def page(status: int, missing: Missing) -> tuple[str, int]:
    """All that was typed, hidden in a form with a fresh token, and the way to what is missing first."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != CSRF]
    body = render_template(
        "errors/kept_form.html",
        fields=fields,
        files=any(file.filename for file in request.files.values()),
        here=request.full_path.rstrip("?"),
        missing=missing.value,
    )
    return body, status
