"""What the form library says of a wrong value, in this house's words."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms.i18n import get_translations

_CHOICE = _l("Choisissez parmi ce qui est proposé.")
SENTENCES: Mapping[str, Any] = {
    "Not a valid integer value.": _l("Écrivez un nombre entier, en chiffres."),
    "Not a valid float value.": _l("Écrivez un nombre, en chiffres."),
    "Not a valid choice.": _CHOICE,
    "Invalid Choice: could not coerce.": _CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOICE,
    "'%(value)s' is not a valid choice for this field.": _CHOICE,
}


class HouseWords:
    """The library's translations, with our own sentence where we have one."""

    def gettext(self, text: str) -> str:
        """Our sentence for a message of the library."""
        return str(SENTENCES[text]) if text in SENTENCES else str(_catalogue(str(get_locale())).gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Our sentence for a message of the library that counts; ours holds for any number."""
        return (
            str(SENTENCES[one]) if one in SENTENCES else str(_catalogue(str(get_locale())).ngettext(one, many, number))
        )


@cache
def _catalogue(language: str) -> Any:
    """The library's own sentences: its file is read once a process and language, not at every form."""
    return get_translations([language])
