"""Belgian enterprise numbers (BCE), kept as ten digits and shown as 0999.999.922."""

from stdnum.be import vat
from stdnum.exceptions import ValidationError

from portal.rules.refusals.network import EnterpriseNumberWrong


def compact(typed: str) -> str | None:
    """The ten digits of a number typed with or without BE, dots and spaces; None when nothing was typed.

    Raises EnterpriseNumberWrong when digits are missing or the check digits do not match.
    """
    if not typed.strip():
        return None
    try:
        return str(vat.validate(typed))
    except ValidationError:
        raise EnterpriseNumberWrong from None


def shown(number: str) -> str:
    """The usual form of a compact number; anything else as it is."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if len(number) == 10 else number
