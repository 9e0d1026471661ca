"""A mail address is taken as mail programs and web pages copy it."""

import pytest

from portal.rules.base.mailboxes import address_part, bare_address

MARIE = "marie.d@example.org"


@pytest.mark.parametrize(
    "pasted",
    [
        MARIE,
        f"  {MARIE}\u00a0",
        f"Démo Marie <{MARIE}>",
        f'"Démo, Marie" <{MARIE}>;',
        f"<{MARIE}>",
        f"mailto:{MARIE}",
        f"MAILTO:{MARIE}?subject=Bonjour%20Marie",
        f"Marie <mailto:{MARIE}>",
        f"{MARIE}<mailto:{MARIE}>",
        f"{MARIE};",
        f"{MARIE}.",
        f"{MARIE},",
        f"({MARIE}).",
        f"« {MARIE} »",
        f"'{MARIE}'",
        f"Marie ({MARIE})",
        f"marie@example.com <{MARIE}>",
        "mailto:marie%2Ed@example.org",
        f"\u200b{MARIE}\r\n",
    ],
)
def test_the_address_alone_is_taken(pasted: str) -> None:
    assert bare_address(pasted) == MARIE


@pytest.mark.parametrize(
    "typed",
    ["", "marie", "marie@", "a@example.org; b@example.org", "A <a@example.org>; B <b@example.org>", "a@b@c.org"],
)
def test_several_addresses_or_none_stay_as_they_were_typed(typed: str) -> None:
    assert bare_address(typed) == typed


def test_what_an_address_may_hold_stays() -> None:
    for address in ("o'brien@example.org", "a+b@example.org", "Marie.D@Example.org", "x?y@example.org"):
        assert bare_address(address) == address


def test_a_piece_of_an_address_is_told_from_words() -> None:
    assert address_part("Marie.D@example") == "marie.d@example"
    assert address_part("example.org") == "example.org"
    assert address_part("Marie Démo") == address_part("Marie") == address_part("etc.") == ""
