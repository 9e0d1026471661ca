"""Security headers on every response (docs/architecture.md, "What every response carries")."""

from flask import Flask, Response, current_app, request
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


def _add(response: Response) -> Response:
    present = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 (not a mapping: pairs)
    for name, value in HEADERS.items():
        if name.lower() not in present:
            response.headers.add(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    if request.endpoint == "static":
        long = "v" in request.args
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if long else "public, max-age=86400"
    elif "Cache-Control" not in response.headers:
        private = response.status_code >= 500 or current_user.signed_in  # after a fault nobody asks the database
        response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response
