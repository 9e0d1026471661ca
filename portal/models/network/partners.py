"""The partner directory: partners, relationships, agreements, sites, contacts, themes and municipalities."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base.base import ADDRESS, FULL_NAME, NAME, SHORT, Base, UtcDateTime, choice
from portal.rules.base.states import AddressVisibility, ContactKind, PartnerStatus, RelationshipKind, Visibility

if TYPE_CHECKING:
    from portal.models.accounts.accounts import Membership

partner_themes = Table(
    "partner_themes",
    Base.metadata,
    Column("partner_id", ForeignKey("partners.id"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id"), primary_key=True, index=True),
)

partner_areas = Table(
    "partner_areas",
    Base.metadata,
    Column("partner_id", ForeignKey("partners.id"), primary_key=True),
    Column("municipality_nis", ForeignKey("municipalities.nis"), primary_key=True, index=True),
)


class Municipality(Base):
    """A commune, by its NIS code; communes merge, so the name carries dates."""

    __tablename__ = "municipalities"

    nis: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Theme(Base):
    """A subject of help, shared by workshops, sheets and partners."""

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(SHORT, unique=True)
    label: Mapped[str] = mapped_column(NAME)
    position: Mapped[int] = mapped_column(default=0)
    synonyms: Mapped[str] = mapped_column(Text, default="")


class Partner(Base):
    """An organisation of the network. Registrations point here, never to a typed name."""

    __tablename__ = "partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(NAME, unique=True)
    name: Mapped[str] = mapped_column(FULL_NAME)  # of somebody who comes alone: both her names
    folded_name: Mapped[str] = mapped_column(Text, index=True)
    short_name: Mapped[str] = mapped_column(SHORT, default="")
    legal_form: Mapped[str] = mapped_column(SHORT, default="")
    enterprise_number: Mapped[str | None] = mapped_column(SHORT, unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.PUBLIC)
    status: Mapped[PartnerStatus] = mapped_column(choice(PartnerStatus), default=PartnerStatus.ACTIVE)
    individual: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Partner | None"] = relationship(remote_side=[id])
    relationships: Mapped[list["Relationship"]] = relationship(
        back_populates="partner", order_by="Relationship.starts_on", cascade="all, delete-orphan"
    )
    agreements: Mapped[list["Agreement"]] = relationship(order_by="Agreement.ends_on", cascade="all, delete-orphan")
    sites: Mapped[list["Site"]] = relationship(
        back_populates="partner", order_by="Site.position", cascade="all, delete-orphan"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="partner", order_by="Contact.id", cascade="all, delete-orphan"
    )
    themes: Mapped[list[Theme]] = relationship(secondary=partner_themes, order_by=Theme.position)
    areas: Mapped[list[Municipality]] = relationship(secondary=partner_areas, order_by=Municipality.nis)
    memberships: Mapped[list["Membership"]] = relationship(back_populates="partner")


class Relationship(Base):
    """What ties a partner to the company, with its dates."""

    __tablename__ = "relationships"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    kind: Mapped[RelationshipKind] = mapped_column(choice(RelationshipKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    partner: Mapped[Partner] = relationship(back_populates="relationships")


class Agreement(Base):
    """A signed agreement; its state (running, expiring, ended) is computed, never stored."""

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    title: Mapped[str] = mapped_column(NAME)
    reference: Mapped[str] = mapped_column(SHORT, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    tacit_renewal: Mapped[bool] = mapped_column(default=False)
    notice_months: Mapped[int] = mapped_column(default=3)


class Site(Base):
    """A place where a partner receives its public."""

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(NAME, default="")
    street: Mapped[str] = mapped_column(NAME, default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    municipality_nis: Mapped[str] = mapped_column(ForeignKey("municipalities.nis"), index=True)
    address_visibility: Mapped[AddressVisibility] = mapped_column(
        choice(AddressVisibility), default=AddressVisibility.PUBLIC
    )
    opening_hours: Mapped[str] = mapped_column(Text, default="")
    access_notes: Mapped[str] = mapped_column(Text, default="")

    partner: Mapped[Partner] = relationship(back_populates="sites")
    municipality: Mapped[Municipality] = relationship()


class Contact(Base):
    """How to reach a partner: a function's mailbox, or a person in a function."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    kind: Mapped[ContactKind] = mapped_column(choice(ContactKind))
    name: Mapped[str] = mapped_column(NAME, default="")
    function: Mapped[str] = mapped_column(NAME, default="")
    email: Mapped[str] = mapped_column(ADDRESS, default="")
    phone: Mapped[str] = mapped_column(SHORT, default="")
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.NETWORK)
    is_training_contact: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]

    partner: Mapped[Partner] = relationship(back_populates="contacts")
