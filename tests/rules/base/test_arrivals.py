"""Which Host and scheme are the portal's own."""

import pytest

from portal.rules.base.arrivals import Arrival, WrongAddress, wrong_address

PUBLIC = "https://formations.example.org"


@pytest.mark.parametrize(
    "host",
    [
        "formations.example.org",
        "Formations.Example.ORG",
        "formations.example.org:443",
        "formations.example.org.",
    ],
)
def test_the_public_address_is_right_however_it_is_written(host: str) -> None:
    assert wrong_address(Arrival(host, "https", True), PUBLIC, development=False) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1:8000",
        "localhost",
        "10.0.0.7",
        "www.formations.example.org",
        "formations.example.org:8000",
        "formations.example.org:port",
        "formations.example.org/",
        "me@formations.example.org",
        "[::1",
        "x" * 300,
        "a..b",
    ],
)
def test_any_other_host_is_wrong_behind_a_proxy(host: str) -> None:
    assert wrong_address(Arrival(host, "https", True), PUBLIC, development=False) is WrongAddress.HOST


def test_http_is_wrong_and_a_proxy_that_says_nothing_is_told_apart() -> None:
    host = "formations.example.org"

    assert wrong_address(Arrival(host, "http", True), PUBLIC, development=False) is WrongAddress.SCHEME
    assert wrong_address(Arrival(host, "http", False), PUBLIC, development=False) is WrongAddress.SCHEME_UNSAID


def test_a_public_port_must_be_passed_on_too() -> None:
    public = "https://formations.example.org:8443"

    assert wrong_address(Arrival("formations.example.org:8443", "https", True), public, development=False) is None
    assert wrong_address(Arrival("formations.example.org", "https", True), public, development=False)


def test_a_name_with_accents_is_asked_for_as_browsers_write_it() -> None:
    arrival = Arrival("xn--habit-fsa.example.org", "https", True)

    assert wrong_address(arrival, "https://habité.example.org", development=False) is None


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost:9999", "localhost"])
def test_development_answers_to_every_name_of_this_machine(host: str) -> None:
    assert wrong_address(Arrival(host, "http", False), "http://localhost:8000", development=True) is None


def test_development_behind_a_tunnel_answers_to_its_public_address() -> None:
    arrival = Arrival("formations.example.org", "http", False)

    assert wrong_address(arrival, PUBLIC, development=True) is None


def test_development_answers_to_no_name_that_a_stranger_points_at_this_machine() -> None:
    arrival = Arrival("evil.example.org:8000", "http", False)

    assert wrong_address(arrival, "http://localhost:8000", development=True) is WrongAddress.HOST
