"""Keeping partners: create, edit, change status, confirm that the card is right."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from portal import clock
from portal.database import writing
from portal.models.network.partners import Contact, Municipality, Partner, Theme
from portal.rules.base.phones import readable_phone
from portal.rules.base.states import ContactKind, PartnerStatus, Visibility
from portal.rules.base.text import fold, fold_email, folded_key
from portal.rules.base.verbs import Verb
from portal.rules.network.duplicates import PartnerFacts, domains_of, suspects
from portal.rules.network.enterprise_numbers import compact
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.network import EnterpriseNumberTaken, ParentCircular, PossibleDuplicate
from portal.services.base.slugs import free_slug
from portal.services.network.partner_changes import (
    SEARCHABLE,
    index,
    note,
    open_partner,
    open_version,
    search_documents,
)

__all__ = [
    "SEARCHABLE",
    "NewPartner",
    "PartnerDetails",
    "confirm",
    "create",
    "edit",
    "index",
    "search_documents",
    "set_status",
]

TAKEN_BY_PAGES = frozenset({"nouveau"})


@dataclass(frozen=True, slots=True)
class PartnerDetails:
    """What staff write of a partner itself. `theme_ids` and `areas` (NIS codes) replace what was there."""

    name: str
    short_name: str = ""
    legal_form: str = ""
    enterprise_number: str = ""
    description: str = ""
    website: str = ""
    visibility: Visibility = Visibility.PUBLIC
    parent_id: int | None = None
    theme_ids: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A partner to create, with its desk's mailbox and number; `confirmed` once duplicates were looked at."""

    details: PartnerDetails
    email: str = ""
    phone: str = ""
    confirmed: bool = False


def create(actor_id: int | None, new: NewPartner) -> str:
    """Add an active partner and return its slug.

    Raises PossibleDuplicate (`suspects`) unless confirmed, EnterpriseNumberWrong, EnterpriseNumberTaken,
    PhoneUnreadable.
    """
    phone = readable_phone(new.phone)
    with writing() as session:
        if not new.confirmed:
            _refuse_duplicates(session, new)
        partner = _new_row(session, new.details)
        _fill(session, partner, new.details)
        if new.email or phone:
            partner.contacts.append(_desk(fold_email(new.email), phone))
        note(session, actor_id, partner, Verb.PARTNER_CREATED)
        return partner.slug


def edit(actor_id: int | None, slug: str, version: int, details: PartnerDetails) -> None:
    """Replace what is written of a partner. Its slug stays, for others link to it.

    Raises EditedMeanwhile, ParentCircular, EnterpriseNumberWrong, EnterpriseNumberTaken.
    """
    with writing() as session:
        partner = open_version(session, slug, version)
        _refuse_circle(session, partner, details.parent_id)
        _fill(session, partner, details)
        note(session, actor_id, partner, Verb.PARTNER_EDITED)


def set_status(actor_id: int | None, slug: str, status: PartnerStatus) -> None:
    """Change where a partner stands. Only active ones are in the directory. Raises NothingChanged."""
    with writing() as session:
        partner = open_partner(session, slug)
        before = partner.status
        if before is status:
            raise NothingChanged
        partner.status = status
        note(session, actor_id, partner, Verb.PARTNER_STATUS_SET, (before.value, status.value))


def confirm(actor_id: int | None, slug: str) -> None:
    """Note that the card was checked with the partner today."""
    with writing() as session:
        partner = open_partner(session, slug)
        partner.verified_at = clock.now()
        note(session, actor_id, partner, Verb.PARTNER_CONFIRMED)


def _new_row(session: Session, details: PartnerDetails) -> Partner:
    wanted = details.name if fold(details.name) not in TAKEN_BY_PAGES else f"{details.name} partenaire"
    partner = Partner(
        slug=free_slug(session, Partner, wanted),
        name=details.name,
        folded_name=folded_key(details.name),
        created_at=clock.now(),
        verified_at=clock.now(),
    )
    session.add(partner)
    return partner


def _fill(session: Session, partner: Partner, details: PartnerDetails) -> None:
    number = compact(details.enterprise_number)
    _refuse_taken(session, partner, number)
    partner.name = details.name
    partner.folded_name = folded_key(details.name)
    partner.short_name = details.short_name
    partner.legal_form = details.legal_form
    partner.enterprise_number = number
    partner.description = details.description
    partner.website = details.website
    partner.visibility = details.visibility
    partner.parent_id = details.parent_id
    partner.themes = list(session.scalars(select(Theme).where(Theme.id.in_(details.theme_ids))))
    partner.areas = list(session.scalars(select(Municipality).where(Municipality.nis.in_(details.areas))))
    _flush(session, details.name)


def _refuse_taken(session: Session, partner: Partner, number: str | None) -> None:
    if number is None:
        return
    with session.no_autoflush:
        other = session.scalars(select(Partner).where(Partner.enterprise_number == number)).one_or_none()
    if other is not None and other is not partner:
        raise EnterpriseNumberTaken(other.name)


def _flush(session: Session, name: str) -> None:
    """Two creations at once meet in the constraint, which says what the check above would have said."""
    try:
        session.flush()
    except IntegrityError as error:
        if "enterprise_number" in str(error.orig):
            raise EnterpriseNumberTaken(name) from error
        raise


def _refuse_circle(session: Session, partner: Partner, parent_id: int | None) -> None:
    above = parent_id
    while above is not None:
        if above == partner.id:
            raise ParentCircular
        above = session.scalar(select(Partner.parent_id).where(Partner.id == above))


def _refuse_duplicates(session: Session, new: NewPartner) -> None:
    statement = select(Partner).where(Partner.individual.is_(False)).options(selectinload(Partner.contacts))
    known = [_known(partner) for partner in session.scalars(statement.order_by(Partner.folded_name))]
    details = new.details
    domains = domains_of([new.email], details.website)
    found = suspects(PartnerFacts("", details.name, details.short_name, domains), known)
    if found:
        raise PossibleDuplicate(suspects=tuple(found))


def _known(partner: Partner) -> PartnerFacts:
    domains = domains_of((contact.email for contact in partner.contacts), partner.website)
    return PartnerFacts(partner.slug, partner.name, partner.short_name, domains)


def _desk(email: str, phone: str) -> Contact:
    return Contact(kind=ContactKind.ROLE_MAILBOX, email=email, phone=phone, visibility=Visibility.PUBLIC)
