"""The QR code of an address, drawn as SVG."""

import re
from xml.etree import ElementTree

import segno

from portal.documents.base.qr_codes import svg

ADDRESS = "https://formations.example.org/attestations/2026-K7QX-4M2P"


def test_the_code_has_its_quiet_margin_and_names_no_other_site_to_fetch_from() -> None:
    drawn = ElementTree.fromstring(svg(ADDRESS))

    modules = len(segno.make(ADDRESS, error="m", micro=False).matrix)
    assert drawn.get("width") == drawn.get("height") == str(modules + 8)
    assert not re.search(r"href|url\(", svg(ADDRESS))


def test_another_address_is_another_code() -> None:
    assert svg(ADDRESS) == svg(ADDRESS) != svg(f"{ADDRESS}x")
