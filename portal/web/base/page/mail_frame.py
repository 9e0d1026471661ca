"""A mail in a page: its HTML in a frame of its own, where it may style itself and do nothing else."""

from flask import Response

from portal.web.base.request.security_headers import CONTENT_SECURITY_POLICY

# A mail brings its own styles and nothing else; a link in it may only open in the whole window, when clicked.
MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    )
)
WHOLE_WINDOW = '<base target="_top">'


def around(page: str, status: int = 200) -> Response:
    """A page of ours that may hold the frame."""
    response = Response(page, status)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


def within(html: str) -> Response:
    """What the frame holds: the mail's HTML, with inline styles allowed and everything else forbidden."""
    response = Response(html.replace("<head>", f"<head>{WHOLE_WINDOW}", 1), mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
