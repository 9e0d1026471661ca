"""Codes to read and type, and what is derived from the portal's key."""

import re

import pytest

from portal.rules.accounts.networks import network_of
from portal.rules.base import secrets

SHAPE = re.compile(rf"^[{secrets.LETTERS}]{{4}}-[{secrets.LETTERS}]{{4}}$")


def test_thirty_letters_without_look_alikes() -> None:
    assert len(set(secrets.LETTERS)) == 30
    assert set("01ILOU") & set(secrets.LETTERS) == set()


def test_a_code_is_eight_letters_in_two_groups() -> None:
    codes = {secrets.new_code() for _number in range(200)} | {secrets.sign_in_code("k", str(n)) for n in range(200)}

    assert len(codes) == 400
    assert [code for code in codes if not SHAPE.match(code)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "K7QX-4M2P",
        "k7qx4m2p",
        " k7qx 4m2p ",
        "K7QX\u00a04M2P",
        "k7qx\u20134m2p",
        "K 7 Q X 4 M 2 P\n",
        "Ｋ７ＱＸ４Ｍ２Ｐ",
        "\u200bK7QX\u202f4M2P",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert secrets.as_code(typed) == "K7QX-4M2P"


def test_the_same_nonce_gives_the_same_link_and_code_and_another_key_gives_others() -> None:
    assert secrets.sign_in_token("key", "n") == secrets.sign_in_token("key", "n")
    assert secrets.sign_in_code("key", "n") == secrets.sign_in_code("key", "n")
    assert len({secrets.sign_in_token(key, nonce) for key in ("key", "other") for nonce in "nm"}) == 4
    assert len({secrets.sign_in_code(key, nonce) for key in ("key", "other") for nonce in "nm"}) == 4


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_network_is_an_ipv4_address_or_the_64_of_an_ipv6_one(address: str, network: str) -> None:
    assert network_of(address) == network
