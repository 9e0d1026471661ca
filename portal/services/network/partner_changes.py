"""The steps every change of a partner shares: open it at the version that was shown, journal it, index it."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.network.partners import Contact, Partner, Site
from portal.rules.base.names import in_order
from portal.rules.base.states import PartnerStatus, SearchKind, Visibility
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.base.visibility import SiteFacts, readable, site_for
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.base import search_index
from portal.services.base.journal import Entry, record
from portal.services.base.search_index import Document


def open_partner(session: Session, slug: str) -> Partner:
    """The partner, locked until the transaction ends. Raises NotFound."""
    wanted = select(Partner).where(Partner.slug == slug, Partner.individual.is_(False)).with_for_update()
    partner = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if partner is None:
        raise NotFound
    return partner


def open_version(session: Session, slug: str, version: int) -> Partner:
    """The partner at the version that was shown, locked and counted up. Raises NotFound, EditedMeanwhile."""
    partner = open_partner(session, slug)
    if partner.version != version:
        raise EditedMeanwhile
    partner.version += 1
    return partner


def note(
    session: Session, actor_id: int | None, partner: Partner, verb: Verb, change: tuple[str, str] = ("", "")
) -> None:
    """Journal the change and bring the search index in step; `change` is before and after, in codes."""
    session.flush()
    session.expire(partner)
    index(session, partner)
    before, after = change
    record(session, actor_id, Entry(verb, ObjectKind.PARTNER, partner.id, before=before, after=after))


def index(session: Session, partner: Partner) -> None:
    """Put the partner in the search index, or take it out. Runs inside the caller's `writing()`."""
    if partner.individual:
        search_index.remove(session, SearchKind.PARTNER, partner.id)
    else:
        search_index.put(session, document_of(partner))


SEARCHABLE = select(Partner.id).where(Partner.individual.is_(False))


def search_documents(session: Session, ids: Collection[int]) -> Iterator[Document]:
    """The documents of those of these partners that can be searched."""
    for partner in session.scalars(select(Partner).where(Partner.id.in_(ids), Partner.id.in_(SEARCHABLE))):
        yield document_of(partner)


def document_of(partner: Partner) -> Document:
    """What is searched of a partner: only what everybody who may see its card may also read on it.

    Partners that are not active are for staff.
    """
    active = partner.status is PartnerStatus.ACTIVE
    reader = partner.visibility if active else Visibility.STAFF
    sites = [site_for(_facts(site), reader) for site in partner.sites]
    communes = {site.municipality for site in sites} | {area.name for area in partner.areas}
    contacts: list[Contact] = readable(_present(partner.contacts), reader)
    return Document(
        object_kind=SearchKind.PARTNER,
        object_id=partner.id,
        visibility=reader,
        title=" ".join(part for part in (partner.name, partner.short_name) if part),
        summary=", ".join([*(theme.label for theme in partner.themes), *sorted(communes, key=in_order)]),
        body="\n".join([partner.description, *map(_site_text, sites), *map(_contact_text, contacts)]),
    )


def _present(contacts: list[Contact]) -> list[Contact]:
    return [contact for contact in contacts if contact.left_on is None]


def _facts(site: Site) -> SiteFacts:
    return SiteFacts(
        id=site.id,
        label=site.label,
        street=site.street,
        postcode=site.postcode,
        nis=site.municipality_nis,
        municipality=site.municipality.name,
        address_visibility=site.address_visibility,
        opening_hours=site.opening_hours,
        access_notes=site.access_notes,
    )


def _site_text(site: SiteFacts) -> str:
    return f"{site.label} {site.street} {site.postcode}"


def _contact_text(contact: Contact) -> str:
    return f"{contact.name} {contact.function}"
