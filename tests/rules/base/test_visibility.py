"""Who may read which field of the directory."""

from dataclasses import replace
from itertools import product

import pytest

from portal.rules.base.permissions import ANONYMOUS, Actor
from portal.rules.base.states import AddressVisibility, Visibility
from portal.rules.base.visibility import SiteFacts, address_readable, clearance, levels, readable, site_for

SITE = SiteFacts(
    id=1,
    label="Antenne de la rue Cachée",
    street="rue Cachée 12",
    postcode="6200",
    nis="52012",
    municipality="Châtelet",
    address_visibility=AddressVisibility.PUBLIC,
    opening_hours="lundi de 9 h à 12 h",
    access_notes="sonner au 12",
)
MEMBER = Actor(account_id=1, belongs_to=frozenset({3}))
TRAINER = Actor(account_id=1, teaches=frozenset({3}))
STAFF = Actor(account_id=1, is_staff=True)


@pytest.mark.parametrize(
    ("actor", "level"),
    [
        (ANONYMOUS, Visibility.PUBLIC),
        (Actor(account_id=1), Visibility.PUBLIC),
        (MEMBER, Visibility.NETWORK),
        (TRAINER, Visibility.NETWORK),
        (Actor(account_id=1, coordinates=frozenset({3})), Visibility.NETWORK),
        (STAFF, Visibility.STAFF),
        (replace(STAFF, awaiting_second_factor=True), Visibility.PUBLIC),
        (replace(MEMBER, is_staff=True, awaiting_second_factor=True), Visibility.NETWORK),
    ],
)
def test_what_somebody_may_read_follows_from_whom_they_act_for(actor: Actor, level: Visibility) -> None:
    assert clearance(actor) is level


def test_a_higher_clearance_reads_all_that_a_lower_one_reads() -> None:
    assert set(levels(Visibility.PUBLIC)) < set(levels(Visibility.NETWORK)) < set(levels(Visibility.STAFF))


@pytest.mark.parametrize(
    ("kept_for", "reader", "may"),
    [
        (AddressVisibility.PUBLIC, Visibility.PUBLIC, True),
        (AddressVisibility.NETWORK, Visibility.PUBLIC, False),
        (AddressVisibility.NETWORK, Visibility.NETWORK, True),
        (AddressVisibility.NETWORK, Visibility.STAFF, True),
        (AddressVisibility.HIDDEN, Visibility.PUBLIC, False),
        (AddressVisibility.HIDDEN, Visibility.NETWORK, False),
        (AddressVisibility.HIDDEN, Visibility.STAFF, False),
    ],
)
def test_an_address_is_read_at_its_level_and_a_hidden_one_by_nobody(
    kept_for: AddressVisibility, reader: Visibility, may: bool
) -> None:
    assert address_readable(kept_for, reader) is may


def test_a_hidden_site_keeps_its_commune_and_nothing_that_could_lead_there() -> None:
    for reader in Visibility:
        shown = site_for(replace(SITE, address_visibility=AddressVisibility.HIDDEN), reader)
        told = " ".join((shown.label, shown.street, shown.postcode, shown.opening_hours, shown.access_notes))
        assert (shown.municipality, told.strip()) == ("Châtelet", "")


def test_an_address_for_the_network_leaves_the_public_the_name_and_the_hours() -> None:
    shown = site_for(replace(SITE, address_visibility=AddressVisibility.NETWORK), Visibility.PUBLIC)

    assert shown == replace(SITE, address_visibility=AddressVisibility.NETWORK, street="", postcode="", access_notes="")


def test_a_public_site_is_shown_whole() -> None:
    assert site_for(SITE, Visibility.PUBLIC) == SITE


def test_what_is_kept_for_others_is_left_out_and_the_order_stays() -> None:
    class Field:
        def __init__(self, visibility: Visibility) -> None:
            self.visibility = visibility

    kept = [Field(level) for level, _twice in product(Visibility, range(2))]

    assert readable(kept, Visibility.PUBLIC) == kept[:2]
    assert readable(kept, Visibility.NETWORK) == kept[:4]
    assert readable(kept, Visibility.STAFF) == kept
