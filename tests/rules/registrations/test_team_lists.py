"""A list of people that a coordinator brings: its columns, and what becomes of each line."""

import pytest

from portal.rules.registrations.team_lists import (
    Column,
    Line,
    LineFault,
    LineState,
    Listed,
    Team,
    columns_of,
    judge,
    read_line,
    split_name,
)

SITES = {"Gilly": 1, "Jumet": 2}
LINA = Listed("Lina Maquette", ("lina maquette", "lina@example.org"))


def line(given: str = "Noé", family: str = "Essai", email: str = "", number: int = 1, **more: object) -> Line:
    return Line(number, given, family, email, **more)  # type: ignore[arg-type]


def fault_of(one: Line, team: Team) -> tuple[LineState, LineFault | None, str]:
    [verdict] = judge([one], team)
    return verdict.state, verdict.fault, verdict.other


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (
            ["Nom et prénom", "Mail pro", "Fonction", "Service", "Né(e) le"],
            ("full_name", "email", "function", "site", ""),
        ),
        (["Prénom", "Nom", "E-mail"], ("given_name", "family_name", "email")),
        (["NOM", "adresse", "Bénévole ?"], ("full_name", "email", "volunteer")),
    ],
)
def test_columns_are_recognised_by_their_heads(head: list[str], columns: tuple[str, ...]) -> None:
    assert columns_of([head, ["a"] * len(head)]) == (columns, True)


def test_without_a_head_addresses_are_known_by_their_sign() -> None:
    rows = [["noe@example.org", "Noé Essai", "accueil"], ["", "Inès Épreuve", ""]]

    assert columns_of(rows) == ((Column.EMAIL, Column.FULL_NAME, Column.FUNCTION), False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ali Aperçu", ("Ali", "Aperçu")),
        ("APERÇU Ali", ("Ali", "APERÇU")),
        ("Aperçu, Ali", ("Ali", "Aperçu")),
        ("Cher", ("", "Cher")),
    ],
)
def test_a_whole_name_is_taken_apart(text: str, names: tuple[str, str]) -> None:
    assert split_name(text) == names


def test_a_row_becomes_a_person() -> None:
    cells = ["Ali Aperçu", "Ali <ali@example.org>;", " assistant ", "Gilly", "X"]
    columns = ("full_name", "email", "function", "site", "volunteer")

    assert read_line(3, cells, columns) == Line(
        3, "Ali", "Aperçu", "ali@example.org", "assistant", "Gilly", volunteer=True
    )


def test_a_good_line_is_ready_at_its_site() -> None:
    [verdict] = judge([line(site="GILLY")], Team([], SITES))

    assert (verdict.state, verdict.site_id) == (LineState.READY, 1)


@pytest.mark.parametrize(
    ("one", "fault", "other"),
    [
        (line(given="", family=""), LineFault.NAME_MISSING, ""),
        (line(family="www.example.org"), LineFault.NAME_ODD, ""),
        (line(email="ines.essai@exemple"), LineFault.ADDRESS_WRONG, ""),
        (line(site="Gily"), LineFault.SITE_UNKNOWN, "Gilly"),
        (line(site="Mons"), LineFault.SITE_UNKNOWN, ""),
        (line("Lina", "Maquete", "lina@example.org"), LineFault.ALIKE, "Lina Maquette"),
        (line("Maquette", "Lina", "LINA@example.org"), LineFault.ALIKE, "Lina Maquette"),
        (line("Lina", "Maquette", "l.maquette@example.org"), LineFault.NAMESAKE, "lina@example.org"),
    ],
)
def test_a_wrong_line_says_why(one: Line, fault: LineFault, other: str) -> None:
    assert fault_of(one, Team([LINA], SITES)) == (LineState.WRONG, fault, other)


def test_who_stands_there_already_is_no_fault() -> None:
    assert fault_of(line("LINA", "maquette", "Lina@example.org"), Team([LINA], {})) == (LineState.KNOWN, None, "")


def test_who_had_left_comes_back() -> None:
    gone = Listed("Noé Essai", ("noe essai", None), left=True)

    assert fault_of(line(), Team([gone], {}))[0] is LineState.BACK


def test_the_second_of_two_lines_alike_is_asked_about() -> None:
    verdicts = judge([line(number=1), line(number=2), line("Noe", "Essay", number=3)], Team([], {}))

    assert [(one.state, one.fault) for one in verdicts] == [
        (LineState.READY, None),
        (LineState.WRONG, LineFault.TWICE),
        (LineState.READY, None),
    ]


def test_two_people_at_one_shared_address_are_two() -> None:
    verdicts = judge([line(email="info@example.org"), line("Inès", "Épreuve", "info@example.org")], Team([], {}))

    assert {one.state for one in verdicts} == {LineState.READY}


def test_its_author_may_say_that_it_is_somebody_else() -> None:
    twin = line("Lina", "Maquette", "autre@example.org", apart=True)

    assert fault_of(twin, Team([LINA], {}))[0] is LineState.READY


def test_who_said_it_was_not_her_is_not_taken() -> None:
    refused = Listed("Noé Essai", ("noe essai", None), refused=True)

    assert fault_of(line(), Team([refused], {}))[1] is LineFault.NOT_TAKEN
    assert fault_of(line(), Team([], {}, refuses=lambda _line: True))[1] is LineFault.NOT_TAKEN


def test_an_association_without_sites_keeps_none() -> None:
    [verdict] = judge([line(site="Mons")], Team([], {}))

    assert (verdict.state, verdict.line.site, verdict.site_id) == (LineState.READY, "", None)
