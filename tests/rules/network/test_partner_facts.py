"""Telephone and enterprise numbers, duplicates and synonyms of the directory."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.rules.base.phones import readable_phone
from portal.rules.library import synonyms
from portal.rules.network import agreements, enterprise_numbers
from portal.rules.network.agreements import AgreementState
from portal.rules.network.duplicates import Likeness, PartnerFacts, Suspect, domains_of, suspects
from portal.rules.refusals.network import EnterpriseNumberWrong, PhoneUnreadable


@pytest.mark.parametrize("typed", ["071 00 00 13", "071/00.00.13", "+32 71 00 00 13", "0032 71000013"])
def test_a_number_is_kept_in_its_international_form(typed: str) -> None:
    assert readable_phone(typed) == "+32 71 00 00 13"


@pytest.mark.parametrize("typed", ["bonjour", "071", "12", "+32 71 00 00 13 00 00 00"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneUnreadable):
        readable_phone(typed)


def test_no_number_at_all_is_no_mistake() -> None:
    assert readable_phone("  ") == ""


@pytest.mark.parametrize("typed", ["0999.999.922", "BE 0999 999 922", "0999999922", "999.999.922"])
def test_an_enterprise_number_is_kept_as_ten_digits(typed: str) -> None:
    assert enterprise_numbers.compact(typed) == "0999999922"


@pytest.mark.parametrize("typed", ["0999.999.921", "12", "abc", "99999992222222"])
def test_an_enterprise_number_with_wrong_digits_is_refused(typed: str) -> None:
    with pytest.raises(EnterpriseNumberWrong):
        enterprise_numbers.compact(typed)


def test_an_enterprise_number_is_shown_with_its_dots() -> None:
    assert enterprise_numbers.shown("0999999922") == "0999.999.922"


def known(name: str, short_name: str = "", domains: frozenset[str] = frozenset()) -> PartnerFacts:
    return PartnerFacts(name.lower(), name, short_name, domains)


def test_a_name_spelt_almost_the_same_is_suspect() -> None:
    others = [known("Château des Hamendes"), known("Relogeas")]

    assert suspects(known("Chateau Hamendes des"), others) == [
        Suspect("château des hamendes", "Château des Hamendes", Likeness.NAME)
    ]


def test_a_name_that_only_contains_another_is_not_suspect() -> None:
    assert suspects(known("Maison de l’énergie (CPAS de Charleroi)"), [known("CPAS de Charleroi")]) == []


def test_the_short_name_of_another_is_suspect() -> None:
    assert suspects(known("CCN"), [known("Comme Chez Nous", "CCN")])[0].why is Likeness.NAME


def test_a_domain_of_one_organisation_is_suspect_and_a_shared_one_is_not() -> None:
    mine = domains_of(["info@relogeas.be", "x@gmail.com"], "https://www.relogeas.be/contact")
    other = known("Autre nom", domains=domains_of([], "https://relogeas.be"))

    assert mine == {"relogeas.be"}
    assert suspects(known("Tout autre chose", domains=mine), [other])[0].why is Likeness.DOMAIN


def test_synonyms_are_typed_with_commas_or_lines() -> None:
    assert synonyms.split("arriérés, dettes de loyer\n plan d’apurement ;") == (
        "arriérés",
        "dettes de loyer",
        "plan d’apurement",
    )


def test_a_theme_means_the_same_as_its_synonyms_and_one_without_adds_nothing() -> None:
    assert synonyms.themed("Impayés", "arriérés, dettes") == ("Impayés", "arriérés", "dettes")
    assert synonyms.themed("Énergie", "") == ()


@dataclass
class Signed:
    ends_on: date | None
    tacit_renewal: bool = False
    starts_on: date = date(2026, 1, 1)
    notice_months: int = 3


@pytest.mark.parametrize(
    ("today", "tacit", "stands"),
    [
        (date(2025, 12, 31), False, AgreementState.UPCOMING),
        (date(2026, 1, 1), False, AgreementState.RUNNING),
        (date(2026, 9, 29), False, AgreementState.RUNNING),
        (date(2026, 9, 30), False, AgreementState.EXPIRING),
        (date(2026, 12, 31), False, AgreementState.EXPIRING),
        (date(2027, 1, 1), False, AgreementState.ENDED),
        (date(2027, 1, 1), True, AgreementState.RENEWED),
    ],
)
def test_an_agreement_stands_where_its_dates_say(today: date, tacit: bool, stands: AgreementState) -> None:
    assert agreements.state_of(Signed(date(2026, 12, 31), tacit), today) is stands


def test_an_agreement_without_an_end_runs_on() -> None:
    assert agreements.state_of(Signed(None), date(2099, 1, 1)) is AgreementState.RUNNING


def test_months_before_the_31st_may_end_on_a_shorter_month() -> None:
    assert agreements.months_before(date(2026, 12, 31), 10) == date(2026, 2, 28)
    assert agreements.months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)
