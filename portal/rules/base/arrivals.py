"""Whether a request was asked for at the portal's own address (`BASE_URL`), as far as the proxy passes it on."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"http": 80, "https": 443}


class WrongAddress(StrEnum):
    """What does not fit. A proxy that says nothing of the scheme cannot be told from one that asks over http."""

    HOST = "host"
    SCHEME = "scheme"
    SCHEME_UNSAID = "scheme_unsaid"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a request reached the portal: its Host, its scheme, and whether a proxy said that scheme."""

    host: str
    scheme: str
    scheme_said: bool


# Nearly all requests arrive alike, and taking addresses apart costs more than the rest of what stands before a view.
@lru_cache(maxsize=256)
def wrong_address(arrival: Arrival, base_url: str, *, development: bool) -> WrongAddress | None:
    """What is wrong with the address that was asked, or None.

    In development nothing stands before the portal: this machine's own names are good at any port (one that is
    forwarded has another number), and the scheme is not looked at.
    """
    own = urlsplit(base_url)
    asked, expected = _place(arrival.host, own.scheme), _place(own.netloc, own.scheme)
    if development:
        here = asked is not None and (asked == expected or asked[0] in LOOPBACK)
        return None if here else WrongAddress.HOST
    if asked is None or asked != expected:
        return WrongAddress.HOST
    if arrival.scheme == own.scheme:
        return None
    return WrongAddress.SCHEME if arrival.scheme_said else WrongAddress.SCHEME_UNSAID


def _place(netloc: str, scheme: str) -> tuple[str, int] | None:
    """The name as browsers send it and the port; None where it is no address."""
    try:
        parts = urlsplit(f"//{netloc}")
        name = (parts.hostname or "").removesuffix(".").encode("idna").decode()
        port = parts.port or PORTS[scheme]
    except ValueError:  # no number as a port, or no name that could be asked for
        return None
    return (name, port) if name and parts.netloc == netloc and "@" not in netloc else None
