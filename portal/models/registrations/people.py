"""The partners' address books, and requests to join."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.base.base import ADDRESS, NAME, SHORT, Base, UtcDateTime, choice
from portal.models.network.partners import Partner, Site
from portal.rules.base.mailboxes import mailbox_of
from portal.rules.base.names import BookOrder, book_order, called, full_name
from portal.rules.base.secrets import hashed
from portal.rules.base.states import JoinState

ANONYMOUS = ""  # the folded name of nobody: no form takes an empty one


class Person(Base):
    """Somebody who comes for a partner. Same person: same partner, address and folded name."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_who", "partner_id", "email", "folded_name"),
        Index("ix_people_added", "added_by_id", "introduced_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    given_name: Mapped[str] = mapped_column(NAME)
    family_name: Mapped[str] = mapped_column(NAME)
    folded_name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(ADDRESS, index=True)
    # The mailbox behind the address, whatever is written after a "+": set with the address.
    mailbox: Mapped[str] = mapped_column(ADDRESS, default="", server_default="", index=True)
    function: Mapped[str] = mapped_column(NAME, default="")
    is_volunteer: Mapped[bool] = mapped_column(default=False)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When and by whom she was first registered, since when mails reach her; None while she only stands in the list.
    introduced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=clock.now)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    left_on: Mapped[datetime | None] = mapped_column(UtcDateTime)  # perhaps ahead: the end of her last day
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    partner: Mapped[Partner] = relationship()
    site: Mapped[Site | None] = relationship()

    @validates("email")
    def _find_mailbox(self, _name: str, address: str | None) -> str | None:
        self.mailbox = mailbox_of(address or "")
        return address

    @property
    def anonymous(self) -> bool:
        """Whether it stands for somebody whose time in the portal's memory is over."""
        return self.folded_name == ANONYMOUS

    def left(self, at: datetime) -> bool:
        """Whether her last day in the team is over at that moment."""
        return self.left_on is not None and self.left_on <= at

    @property
    def name(self) -> str:
        """Given then family name, as spoken."""
        return full_name(self.given_name, self.family_name)

    @property
    def called(self) -> str:
        """How a mail greets the person."""
        return called(self.given_name, self.family_name)

    @property
    def book_order(self) -> BookOrder:
        """Where the person stands in a list."""
        return book_order(self.given_name, self.family_name)


def in_team(at: datetime, person: "type[Person]" = Person) -> ColumnElement[bool]:
    """The condition that somebody is in her team still at that moment, in SQL; `person` may be an alias."""
    return or_(person.left_on.is_(None), person.left_on > at)


def block_keys(folded_name: str, email: str | None) -> tuple[str, ...]:
    """What stands in `blocked_mailboxes` after "ce n’est pas moi": for the mailbox, or for her name at it."""
    return tuple(hashed(f"{mailbox_of(email)}\n{name}") for name in ("", folded_name)) if email else ()


class BlockedMailbox(Base):
    """A mailbox, or a name at a shared one, that said "ce n’est pas moi": a hash, since nothing else is needed."""

    __tablename__ = "blocked_mailboxes"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class JoinRequest(Base):
    """Who asks to act for a partner, or to come alone; staff decide, nothing typed is lost meanwhile."""

    __tablename__ = "join_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    state: Mapped[JoinState] = mapped_column(choice(JoinState), default=JoinState.WAITING, index=True)
    new_partner: Mapped[bool] = mapped_column(default=True)
    municipality_nis: Mapped[str | None] = mapped_column(ForeignKey("municipalities.nis"))
    kind: Mapped[str] = mapped_column(SHORT, default="")
    phone: Mapped[str] = mapped_column(SHORT, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    partner: Mapped[Partner] = relationship()
