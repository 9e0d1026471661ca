"""Keeping what belongs to a partner: its relationships, agreements, sites and contacts."""

from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.models.network.partners import Agreement, Contact, Partner, Relationship, Site
from portal.rules.base.phones import readable_phone
from portal.rules.base.states import AddressVisibility, ContactKind, RelationshipKind, Visibility
from portal.rules.base.text import fold_email
from portal.rules.base.verbs import Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.network import DatesDisordered
from portal.services.accounts import memberships
from portal.services.network.partner_changes import note, open_partner, open_version

Part = Relationship | Agreement | Site | Contact
PartRow = TypeVar("PartRow", bound=Part)


@dataclass(frozen=True, slots=True)
class Place:
    """Which partner, at which version shown, and which of its rows (none: a new one)."""

    slug: str
    version: int
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class RelationshipDetails:
    """What ties a partner to the company."""

    kind: RelationshipKind
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgreementDetails:
    """A signed agreement; notice in months."""

    title: str
    starts_on: date
    reference: str = ""
    ends_on: date | None = None
    tacit_renewal: bool = False
    notice_months: int = 3


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """A place where the partner receives its public."""

    municipality_nis: str
    label: str = ""
    street: str = ""
    postcode: str = ""
    address_visibility: AddressVisibility = AddressVisibility.PUBLIC
    opening_hours: str = ""
    access_notes: str = ""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach the partner: a function's mailbox, or a person in a function."""

    kind: ContactKind
    name: str = ""
    function: str = ""
    email: str = ""
    phone: str = ""
    visibility: Visibility = Visibility.NETWORK
    is_training_contact: bool = False
    left_on: date | None = None


Details = RelationshipDetails | AgreementDetails | SiteDetails | ContactDetails
MODELS: dict[type[Details], type[Part]] = {
    RelationshipDetails: Relationship,
    AgreementDetails: Agreement,
    SiteDetails: Site,
    ContactDetails: Contact,
}


SAVED: dict[type[Part], Verb] = {
    Relationship: Verb.RELATIONSHIP_SAVED,
    Agreement: Verb.AGREEMENT_SAVED,
    Site: Verb.SITE_SAVED,
    Contact: Verb.CONTACT_SAVED,
}
REMOVED: dict[type[Part], Verb] = {
    Relationship: Verb.RELATIONSHIP_REMOVED,
    Agreement: Verb.AGREEMENT_REMOVED,
    Site: Verb.SITE_REMOVED,
    Contact: Verb.CONTACT_REMOVED,
}


def save(actor_id: int | None, place: Place, details: Details) -> None:
    """Add a row to a partner, or replace what is written of one.

    Raises EditedMeanwhile, NotFound for a row of another partner, DatesDisordered, PhoneUnreadable.
    """
    model = MODELS[type(details)]
    values = _checked(details)
    with writing() as session:
        partner = open_version(session, place.slug, place.version)
        row = _own(session, partner, model, place.row_id) if place.row_id else model(partner_id=partner.id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        note(session, actor_id, partner, SAVED[model])


def remove(actor_id: int | None, place: Place, model: type[Part]) -> None:
    """Take a row away for good. Raises EditedMeanwhile, and NotFound for a row of another partner."""
    with writing() as session:
        partner = open_version(session, place.slug, place.version)
        row = _own(session, partner, model, place.row_id or 0)
        if isinstance(row, Site):
            memberships.end_held_to(session, row.id)
        session.delete(row)
        note(session, actor_id, partner, REMOVED[model])


def end_relationship(actor_id: int | None, slug: str, relationship_id: int) -> None:
    """End a relationship today: it counts until the end of the day. Raises NothingChanged when it is over."""
    today = clock.today()
    with writing() as session:
        partner = open_partner(session, slug)
        row = _own(session, partner, Relationship, relationship_id)
        if row.ends_on is not None and row.ends_on <= today:
            raise NothingChanged
        row.ends_on = max(today, row.starts_on)
        note(session, actor_id, partner, Verb.RELATIONSHIP_ENDED, (row.kind.value, ""))


def _checked(details: Details) -> dict[str, object]:
    values = {part.name: getattr(details, part.name) for part in fields(details)}
    if isinstance(details, RelationshipDetails | AgreementDetails):
        _refuse_disorder(details.starts_on, details.ends_on)
    if isinstance(details, ContactDetails):
        values["phone"] = readable_phone(details.phone)
        values["email"] = fold_email(details.email)
    return values


def _refuse_disorder(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise DatesDisordered


def _own(session: Session, partner: Partner, model: type[PartRow], row_id: int) -> PartRow:
    """The row, if it is this partner's."""
    row = session.get(model, row_id)
    if row is None or row.partner_id != partner.id:
        raise NotFound
    return row
