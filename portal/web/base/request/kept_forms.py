"""A form that arrives after the sign-in behind its page ended: what was typed comes back, ready to be sent again."""

from flask import render_template, request

CSRF = "csrf_token"


def sent_from_here() -> bool:
    """Whether the browser says that a page of the portal sent this form; another site's is never handed back."""
    origin = request.headers.get("Origin") or request.referrer or ""
    return request.method == "POST" and f"{origin}/".startswith(request.host_url)


def page(status: int, *, signed_in: bool) -> tuple[str, int]:
    """All that was typed, hidden in a form with a fresh token; for who is not signed in, the way to sign in first."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != CSRF]
    here = request.full_path.rstrip("?")
    body = render_template(
        "errors/kept_form.html",
        fields=fields,
        files=any(file.filename for file in request.files.values()),
        here=here,
        signed_in=signed_in,
    )
    return body, status
