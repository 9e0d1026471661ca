"""Which partners are reached by a telephone number, a mail address or a street: for who wants to know who called.

Streets that everybody may read are in the index of the search; those that the network may read are looked for here.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Contact, Municipality, Partner, Site
from portal.models.registrations.people import Person
from portal.rules.base.mailboxes import address_part
from portal.rules.base.phones import SEARCHED_WHOLE, significant_digits
from portal.rules.base.search_terms import is_common, words_of
from portal.rules.base.states import AddressVisibility, Visibility
from portal.rules.base.visibility import address_readable, levels

# What tells a street from a need; with one more word at least.
STREETS = frozenset(
    {
        *("allee", "avenue", "boulevard", "chaussee", "chemin", "cite", "clos", "dreve", "faubourg", "impasse"),
        *("place", "quai", "route", "rue", "ruelle", "sentier", "square", "venelle"),
    }
)
ENOUGH = 2
_SIGNS = (" ", "\u00a0", "\u202f", ".", "/", "-", "(", ")", "+")


def reached_by(text: str, reader: Visibility) -> ColumnElement[bool] | None:
    """The condition on Partner: a contact or site this reader may see has this number or address. None for other words.

    Staff also find those whose members or colleagues have it. A statement is sent only for a street, and only for who
    reads streets that not everybody does.
    """
    digits, address = significant_digits(text), address_part(text)
    if not digits and not address:
        receiving = _receiving_at(text, reader)
        return Partner.id.in_(receiving) if receiving else None
    contacts = select(Contact.partner_id).where(
        Contact.visibility.in_(levels(reader)), _has(Contact.phone, digits) | _holds(Contact.email, address)
    )
    having = [contacts]
    if reader is not Visibility.STAFF:
        having = [contacts.where(Contact.left_on.is_(None) | (Contact.left_on > clock.today()))]
    else:
        having += [_with_members(digits, address), select(Person.partner_id).where(_holds(Person.email, address))]
    return or_(*(Partner.id.in_(found) for found in having))


def _receiving_at(text: str, reader: Visibility) -> set[int]:
    """The partners with a site in this street, where its address is for the network; a hidden one is for nobody."""
    wanted = {word for word in words_of(text) if not is_common(word)}
    if AddressVisibility.NETWORK not in _read_by(reader) or not wanted & STREETS or len(wanted) < ENOUGH:
        return set()
    sites = select(Site.partner_id, Site.street, Site.postcode, Municipality.name).join(Municipality)
    rows = db.session.execute(sites.where(Site.address_visibility == AddressVisibility.NETWORK, Site.street != ""))
    return {row.partner_id for row in rows if wanted <= {*words_of(f"{row.street} {row.postcode} {row.name}")}}


def _read_by(reader: Visibility) -> list[AddressVisibility]:
    return [level for level in AddressVisibility if address_readable(level, reader)]


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
