"""The telephone number by which a partner is reached."""

from typing import Any

from sqlalchemy import Date, String, bindparam, select, type_coerce

from portal import clock
from portal.database.reading import one_of
from portal.models.network.partners import Contact, Partner
from portal.rules.base.states import Visibility
from portal.rules.base.visibility import levels


def first_phone(reader: Visibility) -> Any:
    """A column beside Partner: the first number this reader may have, a function's before a person's."""
    today = bindparam("today", callable_=clock.today, type_=Date())
    return (
        select(Contact.phone)
        .where(Contact.partner_id == Partner.id, one_of(Contact.visibility, levels(reader)))
        .where(Contact.phone != "", Contact.left_on.is_(None) | (Contact.left_on > today))
        .order_by(type_coerce(Contact.kind, String).desc(), Contact.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
