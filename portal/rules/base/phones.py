"""Telephone numbers as they are kept and shown: "+32 71 00 00 00", "107", "+32 71 00 00 00/01 (poste 12)"."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from portal.rules.refusals.network import PhoneUnreadable

HOME = "BE"
SEARCHED_WHOLE = 6  # fewer digits are also a postcode or a year: they find only a number that has no more

# Help lines and services (101, 107, 112, 1718): in Belgium they begin with 1.
_SHORT = re.compile(r"1\d{2,3}|116\d{3}")
_EXTENSION = re.compile(
    r"[\s,;(/-]*\b(?:poste|interne|int|toestel|extension|ext|x)[\s.:]*(\d{1,6})[\s)]*$", re.IGNORECASE
)
# "00/01/02": the last digits of the numbers beside the first one.
_BESIDE = re.compile(r"(.*?\d)((?:\s*/\s*\d{1,3})+)")
_WRITTEN = re.compile(r"\+?\(?\d[\d\s./()-]*\d")
_ONLY_A_NUMBER = re.compile(r"[+\d\s./()-]+")
_SEPARATORS = re.compile(r"[\s./()-]")


@dataclass(frozen=True, slots=True)
class _Parts:
    """A number, the last digits of those beside it ("/01"), and the extension behind it."""

    number: str
    beside: str
    extension: str


def readable_phone(typed: str) -> str:
    """The number in its international form, a short one (107, 1718) as it is; empty when nothing was typed.

    An extension and the numbers beside the first one stay: "(poste 12)", "/01". Raises PhoneUnreadable. A number
    counts when its length is right: those not given out yet, such as in examples, pass.
    """
    if not typed.strip():
        return ""
    parts = _apart(typed)
    bare = _SEPARATORS.sub("", parts.number)
    if _SHORT.fullmatch(bare):
        shown = f"{bare[:3]} {bare[3:]}" if len(bare) > 4 else bare
    else:
        number = _possible(parts.number)
        if number is None:
            raise PhoneUnreadable
        shown = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    return shown + parts.beside + (f" (poste {parts.extension})" if parts.extension else "")


# A directory draws the same numbers on every page, and reading one costs more than drawing the rest of its card.
@lru_cache(maxsize=4096)
def dial(phone: str) -> str:
    """What a link to the number says after "tel:" (RFC 3966): the first number of the text, with its extension."""
    parts = _apart(phone)
    written = _WRITTEN.search(parts.number)
    bare = _SEPARATORS.sub("", written[0] if written else parts.number)
    number = None if _SHORT.fullmatch(bare) else _possible(written[0] if written else "")
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else bare
    return f"{dialled};ext={parts.extension}" if parts.extension else str(dialled)


def significant_digits(text: str) -> str:
    """The digits by which a number is found however it is written, without +32 or 0; "" for what is no number."""
    number = _apart(text).number
    if not _ONLY_A_NUMBER.fullmatch(number):
        return ""
    digits = re.sub(r"^(?:\+32|0032)(?:\(0\))?|^0(?!0)", "", re.sub(r"[\s./-]", "", number))
    return re.sub(r"\D", "", digits)


def has_number(phone: str, typed: str) -> bool:
    """Whether a number as kept is the one typed, however it is written; six digits of it are enough."""
    wanted, kept = significant_digits(typed), re.sub(r"\D", "", phone)
    return bool(wanted) and (wanted in kept if len(wanted) >= SEARCHED_WHOLE else wanted == kept)


def _apart(typed: str) -> _Parts:
    extension = _EXTENSION.search(typed)
    number = (typed[: extension.start()] if extension else typed).strip().removeprefix("tel:")
    beside = _BESIDE.fullmatch(number)
    if beside and _possible(beside[1]):
        return _Parts(beside[1], _SEPARATORS.sub("", beside[2].replace("/", "|")).replace("|", "/"), _group(extension))
    return _Parts(number, "", _group(extension))


def _group(found: re.Match[str] | None) -> str:
    return found[1] if found else ""


def _possible(written: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, HOME)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
