"""Telephone numbers as they are kept and shown: "+32 71 00 00 00"."""

import phonenumbers

from portal.rules.refusals.network import PhoneUnreadable

HOME = "BE"


def readable_phone(typed: str) -> str:
    """The number in its international form; empty when nothing was typed. Raises PhoneUnreadable.

    A number counts when its length is right: those not given out yet, such as in examples, pass.
    """
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        raise PhoneUnreadable from None
    if not phonenumbers.is_possible_number(number):
        raise PhoneUnreadable
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
