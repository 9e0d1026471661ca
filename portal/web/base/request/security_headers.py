"""Security headers on every response (docs/architecture.md, "What every response carries")."""

from flask import Flask, Response, current_app
from flask_login import current_user

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Frame-Options": "DENY",
}
A_YEAR = 31_536_000


def add_to(app: Flask) -> None:
    """Put the headers on every response of `app`."""
    app.after_request(_add)


def headers(*, secure: bool) -> dict[str, str]:
    """The headers of every answer, pages and files alike; `secure` where the portal is asked for over https."""
    return {**HEADERS, "Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains"} if secure else HEADERS


def _add(response: Response) -> Response:
    present = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 (not a mapping: pairs)
    for name, value in headers(secure=current_app.config["SESSION_COOKIE_SECURE"]).items():
        if name.lower() not in present:
            response.headers.add(name, value)
    if "Cache-Control" not in response.headers:
        private = response.status_code >= 500 or current_user.signed_in  # after a fault nobody asks the database
        response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response
