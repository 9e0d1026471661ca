"""Accounts, the rows behind sign-in, and memberships of partners."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base.base import ADDRESS, NAME, SHORT, Base, UtcDateTime, choice
from portal.rules.base.names import BookOrder, book_order, called, full_name
from portal.rules.base.states import MembershipRole

if TYPE_CHECKING:
    from portal.models.network.partners import Partner


class Account(Base):
    """One address that may sign in. No password exists."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(ADDRESS, unique=True)
    given_name: Mapped[str] = mapped_column(NAME, default="")
    family_name: Mapped[str] = mapped_column(NAME, default="")
    phone: Mapped[str] = mapped_column(SHORT, default="")
    function: Mapped[str] = mapped_column(NAME, default="")
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(SHORT)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    # Wrong second factors since the last right one, whatever sign-in they came from.
    factor_failures: Mapped[int] = mapped_column(default=0, server_default="0")
    factor_locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="account")

    @property
    def name(self) -> str:
        """Given and family name, or the address while no name was given."""
        return full_name(self.given_name, self.family_name) or self.email

    @property
    def called(self) -> str:
        """How a mail greets the person; nothing while no name was given."""
        return called(self.given_name, self.family_name)

    @property
    def book_order(self) -> BookOrder:
        """Where the person stands in a list: by the address while no name was given."""
        return book_order(self.given_name, self.family_name or ("" if self.given_name else self.email))


class RecoveryCode(Base):
    """A hashed one-time code for who lost the second factor."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """The revocable row behind the session cookie."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    browser: Mapped[str] = mapped_column(NAME, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()


class Challenge(Base):
    """A request to sign in: a link and a code, derived from `nonce` and the portal's key, used once.

    `link_hash` finds the row of a link. `tries` counts the wrong codes, in all browsers together; the link outlives
    them. `mailed_at` is when its mail was last written.
    """

    __tablename__ = "challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(ADDRESS, index=True)
    known: Mapped[bool] = mapped_column(default=False)
    network: Mapped[str] = mapped_column(SHORT, default="")
    nonce: Mapped[str] = mapped_column(SHORT)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    mailed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    browsers: Mapped[list["ChallengeBrowser"]] = relationship(
        order_by="ChallengeBrowser.id", cascade="all, delete-orphan", passive_deletes=True
    )


class ChallengeBrowser(Base):
    """A browser that asked for the mail of a challenge: its code may be typed there, its link opens at one press."""

    __tablename__ = "challenge_browsers"
    __table_args__ = (UniqueConstraint("challenge_id", "browser_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    browser: Mapped[str] = mapped_column(NAME, default="")
    next_path: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AddressChange(Base):
    """Another address for an account, asked for by its owner or by an administrator.

    The owner's takes effect once both mailboxes confirmed by their link; an administrator's at `due_at`. Either
    mailbox may cancel it until then. Without `due_at` it is over at `expires_at`.
    """

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    old_email: Mapped[str] = mapped_column(ADDRESS)
    new_email: Mapped[str] = mapped_column(ADDRESS)
    old_hash: Mapped[str] = mapped_column(String(64), unique=True)
    new_hash: Mapped[str] = mapped_column(String(64), unique=True)
    old_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """An account acts for a partner, from `since` until `left_on`; for one of its sites only where `site_id` says so.

    `monday_mail`: she asked for the registrations of the week in one mail.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_current",
            "account_id",
            "partner_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    role: Mapped[MembershipRole] = mapped_column(choice(MembershipRole))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id", ondelete="SET NULL"), index=True)
    monday_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    left_on: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(back_populates="memberships")
    partner: Mapped["Partner"] = relationship(back_populates="memberships")
