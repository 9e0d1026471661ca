"""A list of people that a coordinator brings: what its columns hold, and what becomes of each line.

A line is ready, known already, back (who had left), or wrong for one reason that its author can mend. Nothing
of another association is looked at: two services may have the same volunteer, and neither learns of the other's list.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from portal.rules.base.mailboxes import bare_address
from portal.rules.base.names import full_name
from portal.rules.base.tables.columns import recognise, words_of
from portal.rules.base.text import fold, fold_email, folded_key, is_safe_name, squeeze

MOST_LINES = 1_000
NEAR = 2  # letters by which two spellings of one name may differ
ADDRESS_LENGTH, NAME_LENGTH = 254, 200


class Column(StrEnum):
    """What a column of the list may hold."""

    FULL_NAME = "full_name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    FUNCTION = "function"
    SITE = "site"
    VOLUNTEER = "volunteer"


WORDS: Mapping[str, Sequence[str]] = {
    Column.FULL_NAME: ("nom et prénom", "prénom et nom", "nom prénom", "prénom nom", "nom complet", "collègue"),
    Column.GIVEN_NAME: ("prénom", "prénoms"),
    Column.FAMILY_NAME: ("nom", "nom de famille", "noms"),
    Column.EMAIL: ("e-mail", "mail", "email", "courriel", "adresse e-mail", "adresse mail", "adresse", "mail pro"),
    Column.FUNCTION: ("fonction", "métier", "poste", "profession", "rôle"),
    Column.SITE: ("antenne", "site", "lieu de travail", "lieu", "implantation", "service", "bureau"),
    Column.VOLUNTEER: ("bénévole", "bénévolat", "volontaire", "statut"),
}
_YES = frozenset(("oui", "o", "x", "1", "vrai", "benevole", "volontaire", "yes"))


class LineState(StrEnum):
    """What becomes of a line when the list is added."""

    READY = "ready"
    BACK = "back"
    KNOWN = "known"
    WRONG = "wrong"


class LineFault(StrEnum):
    """Why a line cannot be added as it stands."""

    NAME_MISSING = "name_missing"
    NAME_ODD = "name_odd"
    ADDRESS_WRONG = "address_wrong"
    SITE_UNKNOWN = "site_unknown"
    TWICE = "twice"
    ALIKE = "alike"
    NAMESAKE = "namesake"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Line:
    """One person as written on line `number` of the list. `apart`: its author says that it is somebody else."""

    number: int
    given_name: str
    family_name: str
    email: str = ""
    function: str = ""
    site: str = ""
    volunteer: bool = False
    apart: bool = False

    @property
    def name(self) -> str:
        """Given then family name."""
        return full_name(self.given_name, self.family_name)

    @property
    def identity(self) -> tuple[str, str | None]:
        """What makes two people the same within a partner: folded name and folded address."""
        return folded_key(self.name), fold_email(self.email) or None


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who stands in the team already; `elsewhere`: at a site of which the reader learns nothing."""

    name: str
    identity: tuple[str, str | None]
    left: bool = False
    refused: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """Who stands in the team, its sites by name, and whether a line's mailbox said "ce n’est pas moi" somewhere."""

    people: Sequence[Listed]
    sites: Mapping[str, int]
    refuses: Callable[[Line], bool] = lambda _line: False


@dataclass(frozen=True, slots=True)
class Judged:
    """A line and what becomes of it; `other` is whom or what the fault speaks of, `site_id` where she works."""

    line: Line
    state: LineState
    fault: LineFault | None = None
    other: str = ""
    site_id: int | None = None


def columns_of(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], bool]:
    """What each column holds, and whether the first row is a head; "" for a column that is not taken.

    Without a head the column of addresses is known by them, the first other one is the name, then function and site.
    A lone "Nom" is the whole name.
    """
    width = max((len(row) for row in rows), default=0)
    head = [*rows[0], *[""] * (width - len(rows[0]))] if rows else []
    found = recognise(head, WORDS) if not any("@" in cell for cell in head) else ("",) * width
    if any(found):
        return _whole_name(found), True
    return _guessed(rows, width), False


def _whole_name(found: Sequence[str]) -> tuple[str, ...]:
    alone = Column.GIVEN_NAME not in found and Column.FULL_NAME not in found
    return tuple(Column.FULL_NAME if alone and one == Column.FAMILY_NAME else one for one in found)


def _guessed(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    others = iter((Column.FULL_NAME, Column.FUNCTION, Column.SITE))
    addresses = [place for place in range(width) if any("@" in cell for cell in _column(rows, place))]
    return tuple(Column.EMAIL if place in addresses[:1] else next(others, "") for place in range(width))


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row)]


def read_line(number: int, cells: Sequence[str], columns: Sequence[str]) -> Line:
    """The person of one row, by what its columns hold."""
    found = {name: squeeze(cell)[:500] for cell, name in zip(cells, columns, strict=False) if name}
    given, family = found.get(Column.GIVEN_NAME, ""), found.get(Column.FAMILY_NAME, "")
    if Column.FULL_NAME in found and not (given or family):
        given, family = split_name(found[Column.FULL_NAME])
    return Line(
        number=number,
        given_name=given,
        family_name=family,
        email=bare_address(found.get(Column.EMAIL, "")),
        function=found.get(Column.FUNCTION, "")[:NAME_LENGTH],
        site=found.get(Column.SITE, ""),
        volunteer=words_of(found.get(Column.VOLUNTEER, "")) in _YES,
    )


def split_name(text: str) -> tuple[str, str]:
    """Given and family name of a whole name: "NOM Prénom" by its capitals, "Nom, Prénom" by its comma."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and given:
        return given, family
    words = text.replace(",", " ").split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    return (words[0], " ".join(words[1:])) if len(words) > 1 else ("", " ".join(words))


def judge(lines: Sequence[Line], team: Team) -> list[Judged]:
    """What becomes of each line, in order; the first of two alike is taken, the second is asked about."""
    book, verdicts = _Book(team), []
    for line in lines:
        verdict = _judge(line, team, book)
        if verdict.state in (LineState.READY, LineState.BACK):
            book.add(Listed(line.name, line.identity))
        verdicts.append(verdict)
    return verdicts


class _Book:
    """Who stands in the team or earlier in the list, found by name and by address: a list of 1,000 meets 1,000."""

    def __init__(self, team: Team) -> None:
        self.by_identity: dict[tuple[str, str | None], Listed] = {}
        self.by_name: dict[str, list[Listed]] = {}
        self.by_address: dict[str, list[Listed]] = {}
        self.earlier: set[tuple[str, str | None]] = set()
        for one in team.people:
            self._keep(one)

    def add(self, one: Listed) -> None:
        self.earlier.add(one.identity)
        self._keep(one)

    def _keep(self, one: Listed) -> None:
        name, address = one.identity
        self.by_identity[one.identity] = one
        if one.elsewhere:
            return
        self.by_name.setdefault(name, []).append(one)
        if address:
            self.by_address.setdefault(address, []).append(one)


def _judge(line: Line, team: Team, book: _Book) -> Judged:
    plain = _fault_of_words(line)
    if plain:
        return Judged(line, LineState.WRONG, plain)
    if line.identity in book.earlier:
        return Judged(line, LineState.WRONG, LineFault.TWICE, line.name)
    known = book.by_identity.get(line.identity)
    if known is not None:
        if known.refused or known.elsewhere or (known.left and team.refuses(line)):
            return Judged(line, LineState.WRONG, LineFault.NOT_TAKEN, line.name)
        return Judged(line, LineState.BACK if known.left else LineState.KNOWN)
    if team.refuses(line):
        return Judged(line, LineState.WRONG, LineFault.NOT_TAKEN, line.name)
    return _doubtful(line, book) or _placed(line, team.sites)


def _fault_of_words(line: Line) -> LineFault | None:
    if not fold(line.name):
        return LineFault.NAME_MISSING
    if any(len(name) > NAME_LENGTH for name in (line.given_name, line.family_name)) or not is_safe_name(line.name):
        return LineFault.NAME_ODD
    return None if not line.email or is_address(line.email) else LineFault.ADDRESS_WRONG


def is_address(text: str) -> bool:
    """Whether a mail can leave for it: the shape alone, nobody is asked."""
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return len(text) <= ADDRESS_LENGTH


def _doubtful(line: Line, book: _Book) -> Judged | None:
    """Perhaps somebody whom the team has already: her address under a near spelling, or her name elsewhere."""
    if line.apart:
        return None
    name, address = line.identity
    for other in book.by_address.get(address or "", ()):
        if alike(name, other.identity[0]):
            return Judged(line, LineState.WRONG, LineFault.ALIKE, other.name)
    for other in book.by_name.get(name, ()):
        return Judged(line, LineState.WRONG, LineFault.NAMESAKE, other.identity[1] or "")
    return None


def alike(name: str, other: str) -> bool:
    """Whether two folded names may be two spellings of one: two letters apart, or the same words in another order."""
    near = OSA.distance(name, other, score_cutoff=NEAR) <= NEAR
    return near or sorted(words_of(name).split()) == sorted(words_of(other).split())


def _placed(line: Line, sites: Mapping[str, int]) -> Judged:
    """Where the association has no site in the directory, what is written there is not kept."""
    if not line.site or not sites:
        return Judged(replace(line, site=""), LineState.READY)
    by_word = {words_of(name): name for name in sites}
    meant = by_word.get(words_of(line.site))
    if meant is not None:
        return Judged(replace(line, site=meant), LineState.READY, site_id=sites[meant])
    return Judged(line, LineState.WRONG, LineFault.SITE_UNKNOWN, _nearest(words_of(line.site), by_word))


def _nearest(word: str, names: Mapping[str, str]) -> str:
    """The site whose name is written nearly so; "" for none."""
    found = [known for known in names if alike(word, known) or known in word or word in known]
    return names[found[0]] if found else ""


def ready(verdicts: Collection[Judged]) -> list[Judged]:
    """Those that the list adds or brings back."""
    return [one for one in verdicts if one.state in (LineState.READY, LineState.BACK)]
