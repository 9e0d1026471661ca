"""Which partners are reached by a telephone number or a mail address: for who wants to know who called or wrote."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Contact, Partner
from portal.models.registrations.people import Person
from portal.rules.base.mailboxes import address_part
from portal.rules.base.phones import SEARCHED_WHOLE, significant_digits
from portal.rules.base.states import Visibility
from portal.rules.base.visibility import levels

_SIGNS = (" ", "\u00a0", "\u202f", ".", "/", "-", "(", ")", "+")


def reached_by(text: str, reader: Visibility) -> ColumnElement[bool] | None:
    """The condition on Partner: a contact this reader may see has this number or address. None for other words.

    Staff also find those whose members or colleagues have it.
    """
    digits, address = significant_digits(text), address_part(text)
    if not digits and not address:
        return None
    contacts = select(Contact.partner_id).where(
        Contact.visibility.in_(levels(reader)), _has(Contact.phone, digits) | _holds(Contact.email, address)
    )
    having = [contacts]
    if reader is not Visibility.STAFF:
        having = [contacts.where(Contact.left_on.is_(None) | (Contact.left_on > clock.today()))]
    else:
        having += [_with_members(digits, address), select(Person.partner_id).where(_holds(Person.email, address))]
    return or_(*(Partner.id.in_(found) for found in having))


def _with_members(digits: str, address: str) -> Select[int]:
    members = select(Membership.partner_id).join(Account, Account.id == Membership.account_id)
    return members.where(Membership.left_on.is_(None), _has(Account.phone, digits) | _holds(Account.email, address))


def _has(phone: InstrumentedAttribute[str], digits: str) -> ColumnElement[bool]:
    if not digits:
        return false()
    bare: Any = phone
    for sign in _SIGNS:
        bare = func.replace(bare, sign, "")
    found: ColumnElement[bool] = bare.contains(digits) if len(digits) >= SEARCHED_WHOLE else bare == digits
    return found


def _holds(email: InstrumentedAttribute[Any], address: str) -> ColumnElement[bool]:
    return email.contains(address, autoescape=True) if address else false()
