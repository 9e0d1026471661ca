"""The people of the house in the demo: administration, staff and trainers, and one member of a partner."""

import pyotp

from portal import clock
from portal.database import writing
from portal.models.accounts.accounts import Account, Membership
from portal.rules.base.states import MembershipRole

ADMIN = "helene.marge@example.org"
STAFF = "lise.gabarit@example.org"
TRAINERS = ("yanis.esquisse@example.org", "maya.canevas@example.org")
MEMBER = "noe.epreuve@example.org"


def load() -> dict[str, int]:
    """Add them, the second factor of staff already set; returns account ids by address."""
    with writing() as session:
        accounts = [
            _staff(ADMIN, "Hélène", "Marge", "Responsable du portail", is_admin=True),
            _staff(STAFF, "Lise", "Gabarit", "Référente sociale"),
            _account(TRAINERS[0], "Yanis", "Esquisse", "Équipe des candidatures"),
            _account(TRAINERS[1], "Maya", "Canevas", "Accompagnement social"),
            _account(MEMBER, "Noé", "Épreuve", "Assistant social"),
        ]
        session.add_all(accounts)
        session.flush()
        return {account.email: account.id for account in accounts}


def add_member(account_id: int, partner_id: int) -> None:
    """Make the account a member of the partner, without coordinating it."""
    with writing() as session:
        session.add(
            Membership(account_id=account_id, partner_id=partner_id, role=MembershipRole.MEMBER, since=clock.now())
        )


def add_visitor(email: str) -> int:
    """An address that has no role yet; returns its account's id."""
    with writing() as session:
        account = Account(email=email, created_at=clock.now())
        session.add(account)
        session.flush()
        return account.id


def _account(email: str, given_name: str, family_name: str, function: str, **roles: bool) -> Account:
    return Account(
        email=email,
        given_name=given_name,
        family_name=family_name,
        function=function,
        created_at=clock.now(),
        **roles,
    )


def _staff(email: str, given_name: str, family_name: str, function: str, *, is_admin: bool = False) -> Account:
    account = _account(email, given_name, family_name, function, is_staff=True, is_admin=is_admin)
    account.totp_secret = pyotp.random_base32()
    account.totp_confirmed_at = clock.now()
    return account
