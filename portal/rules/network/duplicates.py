"""Which known partners a new one looks like."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from portal.rules.base.search_terms import without_dots
from portal.rules.base.text import fold

ALIKE = 90
# Addresses that say nothing about an organisation: shared mailboxes, and the domains kept for examples.
SHARED_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.be", "hotmail.fr", "outlook.com"),
        *("outlook.be", "live.be", "live.com", "yahoo.com", "yahoo.fr", "icloud.com", "proximus.be"),
        *("skynet.be", "telenet.be", "voo.be", "brutele.be", "belgacom.net"),
        *("example.org", "example.com", "example.net"),
    }
)


class Likeness(StrEnum):
    """Why two partners may be one."""

    DOMAIN = "domain"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What is compared of a partner: its names and the domains of its addresses and site."""

    slug: str
    name: str
    short_name: str
    domains: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A known partner that the new one looks like, and why."""

    slug: str
    name: str
    why: Likeness


def domains_of(addresses: Iterable[str], website: str) -> frozenset[str]:
    """The domains that belong to one organisation, without shared mailboxes and without "www."."""
    mailed = {address.rpartition("@")[2].lower() for address in addresses}
    visited = (urlsplit(website).hostname or "").removeprefix("www.")
    return frozenset((mailed | {visited}) - SHARED_DOMAINS - {""})


def suspects(new: PartnerFacts, known: Iterable[PartnerFacts]) -> list[Suspect]:
    """Those that share a domain with the new one, or whose folded name is at least 90 % alike."""
    found = ((other, _likeness(new, other)) for other in known)
    return [Suspect(other.slug, other.name, why) for other, why in found if why]


def _likeness(new: PartnerFacts, other: PartnerFacts) -> Likeness | None:
    if any(_alike(mine, theirs) for mine in _names(new) for theirs in _names(other)):
        return Likeness.NAME
    return Likeness.DOMAIN if new.domains & other.domains else None


def _names(partner: PartnerFacts) -> list[str]:
    return [without_dots(fold(name)) for name in (partner.name, partner.short_name) if name]


def _alike(mine: str, theirs: str) -> bool:
    return fuzz.token_sort_ratio(mine, theirs) >= ALIKE
