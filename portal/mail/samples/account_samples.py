"""One sample of every kind of mail about an account itself, over invented rows."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from portal.mail.compose.accounts import account_changes, accounts, address_changes
from portal.mail.compose.accounts.account_changes import FactorNews
from portal.mail.samples.sample_scene import Scene
from portal.mail.wire.outbox import Envelope
from portal.models.accounts.accounts import AddressChange, Challenge

A_DAY = timedelta(days=1)


def _sign_in_code(at: Scene) -> Envelope:
    asked = Challenge(id=1, email="nadia.exemple@example.org", expires_at=at.situation.now + A_DAY)
    return accounts.code_mail(asked, "exemple", "K7QX-4M2P")


def _change(at: Scene) -> AddressChange:
    moment = at.situation.now + A_DAY
    old, new = at.coordinator.email, "fatou.exemple@example.org"
    return AddressChange(id=1, old_email=old, new_email=new, expires_at=moment, due_at=moment, done_at=moment)


SAMPLES: Mapping[str, Callable[[Scene], Envelope]] = {
    "access_changed": lambda at: account_changes.access_mail(at.coordinator, at.staff.name),
    "account_invited": lambda at: accounts.invitation_mail(at.coordinator, at.staff.name, "dans l’équipe"),
    "address_confirm": lambda at: address_changes.confirm_mail(_change(at), at.coordinator, "exemple", ours=True),
    "address_planned": lambda at: address_changes.planned_mail(
        _change(at), at.coordinator, "exemple", at.staff.name, ours=True
    ),
    "address_settled": lambda at: address_changes.settled_mail(_change(at), at.coordinator, ours=True),
    "membership_ended": lambda at: account_changes.membership_mail(at.coordinator, at.rows[0].partner, at.staff.name),
    "roles_changed": lambda at: account_changes.roles_mail(at.staff, at.coordinator.name),
    "second_factor_changed": lambda at: account_changes.factor_mail(at.staff, FactorNews.ADDED, ""),
    "sign_in_code": _sign_in_code,
}
