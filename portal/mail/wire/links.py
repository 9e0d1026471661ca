"""Absolute addresses for mails and calendars, always from the configured base URL."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from portal.settings import current_settings


def link(endpoint: str, **values: Any) -> str:
    """The absolute address of a page. No request is consulted: a forged Host header changes nothing."""
    base = urlsplit(current_settings().base_url)
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def page(path: str) -> str:
    """The absolute address of one of the portal's stable paths, such as "/mes-inscriptions"."""
    return f"{current_settings().base_url}{path}"
