"""Inviting somebody to the portal with a role."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.database import lock_row, writing
from portal.mail.compose.accounts import accounts as compose
from portal.mail.compose.registrations import joining
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.rules.base.names import full_name
from portal.rules.base.states import AccountRole, PartnerStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import AccountClosed
from portal.services.accounts.accounts import end_every_sign_in, find_or_add, roles_of
from portal.services.accounts.memberships import add_coordinator
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited to do what; `partner_id` for a coordinator. `role_words` are what the mail says."""

    email: str
    given_name: str
    family_name: str
    role: AccountRole
    role_words: str
    partner_id: int | None = None


def invite(invitation: Invitation, actor_id: int) -> int:
    """Give the address an account with the role and write the mail; returns the account's id.

    An account that is there keeps its name and gains the role. A new role of staff or administrator ends its
    sign-ins, so that the second factor is shown. Raises AccountClosed, or NotFound for a coordinator of no
    active partner.
    """
    with writing() as session:
        account = find_or_add(session, invitation.email)
        if account.deactivated_at is not None:
            raise AccountClosed
        if not (account.given_name or account.family_name):
            account.given_name, account.family_name = invitation.given_name, invitation.family_name
        if invitation.role is AccountRole.COORDINATOR:
            _name_coordinator(session, account, invitation.partner_id, actor_id)
        else:
            _give(session, account, invitation, actor_id)
        return account.id


def _name_coordinator(session: Session, account: Account, partner_id: int | None, actor_id: int) -> None:
    partner = lock_row(session, Partner, partner_id or 0)
    if partner.status is not PartnerStatus.ACTIVE:
        raise NotFound
    add_coordinator(session, account.id, partner.id)
    entry = Entry(Verb.NAMED_COORDINATOR, ObjectKind.PARTNER, partner.id, inputs={"account": account.id})
    record(session, actor_id, entry)
    joining.coordinator_named(session, partner.id, account.id, actor_id)


def _give(session: Session, account: Account, invitation: Invitation, actor_id: int) -> None:
    before = roles_of(account)
    account.is_staff = account.is_staff or invitation.role is AccountRole.STAFF
    account.is_admin = account.is_admin or invitation.role is AccountRole.ADMIN
    after = roles_of(account)
    if after != before:
        end_every_sign_in(session, account.id)
    inputs = {"role": invitation.role.value}
    entry = Entry(Verb.INVITED_ACCOUNT, ObjectKind.ACCOUNT, account.id, before=before, after=after, inputs=inputs)
    record(session, actor_id, entry)
    inviter = session.get_one(Account, actor_id)
    spoken = full_name(inviter.given_name, inviter.family_name)
    compose.invitation(session, account, spoken, invitation.role_words, role_is_new=after != before)
