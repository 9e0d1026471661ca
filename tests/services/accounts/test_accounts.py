"""Accounts: details, roles, closing, invitations."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.accounts.accounts import Account, Membership, SignIn
from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.queries.planning import planning
from portal.rules.base.states import AccountRole, MembershipRole, PartnerStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import AccountClosed, LastAdministrator
from portal.rules.refusals.network import PhoneUnreadable
from portal.services.accounts import accounts, memberships
from portal.services.accounts.invitations import Invitation, invite
from tests.factories import World


def admin(world: World, **values: object) -> Account:
    return world.account(is_admin=True, given_name="Ada", family_name="Essai", **values)


def invitation(email: str = "ana@example.org", role: AccountRole = AccountRole.TRAINER, **values: object) -> Invitation:
    return Invitation(email, "Ana", "Modèle", role, "pour les séances que vous animez", **values)  # type: ignore[arg-type]


def open_sign_ins(world: World, account: Account) -> int:
    return sum(row.revoked_at is None for row in world.all(SignIn, account_id=account.id))


def verbs(world: World, account: Account) -> list[str]:
    return [event.verb for event in world.all(Event, object_kind="account", object_id=account.id)]


def test_a_profile_keeps_the_phone_in_its_readable_form(world: World) -> None:
    account = world.account()

    accounts.change_profile(account.id, accounts.Profile("Ana", "Modèle", "071/00.00.03", "Conseillère"))

    kept = world.get(Account, account.id)
    assert (kept.name, kept.phone, kept.function) == ("Ana Modèle", "+32 71 00 00 03", "Conseillère")


def test_a_phone_that_is_none_changes_nothing(world: World) -> None:
    account = world.account(given_name="Ana")

    with pytest.raises(PhoneUnreadable):
        accounts.change_profile(account.id, accounts.Profile("Zoé", "Modèle", "appelez-moi"))

    assert world.get(Account, account.id).given_name == "Ana"


def test_a_change_of_roles_ends_the_sign_ins_and_is_journalled(world: World) -> None:
    boss, account = admin(world), world.account()
    world.token_of(account)

    accounts.set_roles(account.id, is_staff=True, is_admin=False, actor_id=boss.id)

    assert world.get(Account, account.id).is_staff
    assert open_sign_ins(world, account) == 0
    (event,) = world.all(Event, verb="changed_roles")
    assert (event.actor_id, event.before, event.after) == (boss.id, "", "staff")


def test_who_is_given_a_role_or_loses_it_reads_so(world: World) -> None:
    boss, account = admin(world), world.account("ana@example.org")

    accounts.set_roles(account.id, is_staff=True, is_admin=False, actor_id=boss.id)
    accounts.set_roles(account.id, is_staff=False, is_admin=False, actor_id=boss.id)

    given, taken = (" ".join(row.body_text.split()) for row in world.all(OutboxMessage, kind="roles_changed"))
    assert "Ada Essai a changé vos rôles" in given and "L’équipe : formations" in given
    assert "Plus aucun rôle dans l’équipe." in taken
    assert {row.to_address for row in world.all(OutboxMessage)} == {"ana@example.org"}


def test_who_is_made_administrator_by_command_reads_so_once(world: World) -> None:
    for _time in range(2):
        accounts.make_administrator("ana@example.org")

    assert [row.to_address for row in world.all(OutboxMessage, kind="roles_changed")] == ["ana@example.org"]


def test_a_role_given_taken_and_given_again_in_a_day_is_told_each_time(world: World) -> None:
    boss = admin(world)
    account_id = invite(invitation(role=AccountRole.STAFF), boss.id)
    accounts.set_roles(account_id, is_staff=False, is_admin=False, actor_id=boss.id)

    invite(invitation(role=AccountRole.STAFF), boss.id)

    assert [row.kind for row in world.all(OutboxMessage)] == ["account_invited", "roles_changed", "account_invited"]


def test_who_no_longer_acts_for_a_partner_reads_so_unless_she_left_herself(world: World) -> None:
    partner, boss = world.partner("FADD"), admin(world)
    gone, left = world.coordinator(partner, "fatou@example.org"), world.coordinator(partner)
    world.coordinator(partner)
    for account, actor in ((gone, boss), (left, left)):
        [membership] = world.all(Membership, account_id=account.id)
        memberships.end_membership(membership.id, partner.id, actor.id)

    (message,) = world.all(OutboxMessage)
    assert (message.kind, message.to_address) == ("membership_ended", "fatou@example.org")
    assert "FADD" in message.subject and "Ada Essai" in message.body_text


def test_who_is_closed_out_or_let_in_again_reads_so(world: World) -> None:
    boss, account = admin(world), world.account("ana@example.org")

    accounts.close(account.id, boss.id)
    accounts.reopen(account.id, boss.id)

    subjects = [(row.to_address, row.subject) for row in world.all(OutboxMessage)]
    assert subjects == [
        ("ana@example.org", "Votre compte du portail est fermé"),
        ("ana@example.org", "Votre compte du portail est rouvert"),
    ]


def test_the_same_roles_again_end_no_sign_in(world: World) -> None:
    boss, account = admin(world), world.staff()
    world.token_of(account)

    accounts.set_roles(account.id, is_staff=True, is_admin=False, actor_id=boss.id)

    assert open_sign_ins(world, account) == 1
    assert verbs(world, account) == []


def test_the_last_administrator_keeps_the_role(world: World) -> None:
    boss = admin(world)
    admin(world, deactivated_at=clock.now())

    with pytest.raises(LastAdministrator):
        accounts.set_roles(boss.id, is_staff=True, is_admin=False, actor_id=boss.id)
    with pytest.raises(LastAdministrator):
        accounts.close(boss.id, boss.id)

    kept = world.get(Account, boss.id)
    assert (kept.is_admin, kept.is_staff, kept.deactivated_at) == (True, False, None)


def test_the_last_administrator_may_become_staff_as_well(world: World) -> None:
    boss = admin(world)

    accounts.set_roles(boss.id, is_staff=True, is_admin=True, actor_id=boss.id)

    assert world.get(Account, boss.id).is_staff


def test_one_of_two_administrators_may_go(world: World) -> None:
    boss, other = admin(world), admin(world)

    accounts.set_roles(other.id, is_staff=False, is_admin=False, actor_id=boss.id)

    assert not world.get(Account, other.id).is_admin


def test_a_closed_account_is_signed_out_and_can_be_reopened(world: World) -> None:
    boss, account = admin(world), world.staff()
    world.token_of(account)

    accounts.close(account.id, boss.id)

    assert world.get(Account, account.id).deactivated_at is not None
    assert open_sign_ins(world, account) == 0
    accounts.reopen(account.id, boss.id)
    kept = world.get(Account, account.id)
    assert (kept.deactivated_at, kept.is_staff) == (None, True)
    assert verbs(world, account) == ["closed_account", "reopened_account"]


def test_ending_sign_ins_leaves_those_of_others(world: World) -> None:
    boss, account, other = admin(world), world.account(), world.account()
    for one in (account, account, other):
        world.token_of(one)

    accounts.end_sign_ins(account.id, boss.id)

    assert (open_sign_ins(world, account), open_sign_ins(world, other)) == (0, 1)


def test_an_invited_trainer_has_an_account_a_name_and_a_mail(world: World) -> None:
    boss = admin(world)

    account_id = invite(invitation("Ana@Example.org"), boss.id)

    account = world.get(Account, account_id)
    assert (account.email, account.name) == ("ana@example.org", "Ana Modèle")
    assert (account.is_staff, account.is_admin) == (False, False)
    (message,) = world.all(OutboxMessage)
    assert (message.kind, message.to_address, message.to_name) == ("account_invited", "ana@example.org", "Ana Modèle")
    for body in (message.body_text, message.body_html):
        assert "Ada Essai" in body and "http://localhost/connexion" in body
        assert "pour les séances que vous animez" in " ".join(body.split())


@pytest.mark.parametrize(("role", "flags"), [(AccountRole.STAFF, (True, False)), (AccountRole.ADMIN, (False, True))])
def test_an_invitation_gives_its_role(world: World, role: AccountRole, flags: tuple[bool, bool]) -> None:
    account_id = invite(invitation(role=role), admin(world).id)

    account = world.get(Account, account_id)
    assert (account.is_staff, account.is_admin) == flags


def test_an_account_that_is_there_keeps_its_name_and_its_roles(world: World) -> None:
    there = world.staff("lise@example.org")

    invite(invitation("lise@example.org", AccountRole.ADMIN), admin(world).id)

    kept = world.get(Account, there.id)
    assert (kept.name, kept.is_staff, kept.is_admin) == ("Lise Gabarit", True, True)


def test_a_new_role_by_invitation_ends_the_sign_ins(world: World) -> None:
    there = world.account("ana@example.org")
    world.token_of(there)

    invite(invitation(role=AccountRole.STAFF), admin(world).id)

    assert open_sign_ins(world, there) == 0


def test_inviting_a_trainer_who_is_signed_in_leaves_her_signed_in(world: World) -> None:
    there = world.account("ana@example.org")
    world.token_of(there)

    invite(invitation(), admin(world).id)

    assert open_sign_ins(world, there) == 1


def test_two_clicks_write_one_mail_and_another_day_writes_again(world: World, time_machine: object) -> None:
    boss = admin(world)
    for _ in range(2):
        invite(invitation(), boss.id)
    assert len(world.all(OutboxMessage)) == 1

    time_machine.move_to(clock.now() + timedelta(days=1))  # type: ignore[attr-defined]
    invite(invitation(), boss.id)

    assert len(world.all(OutboxMessage)) == 2


def test_an_invited_coordinator_acts_for_her_partner(world: World) -> None:
    partner, boss = world.partner("FADD Solidarité"), admin(world)

    account_id = invite(invitation(role=AccountRole.COORDINATOR, partner_id=partner.id), boss.id)

    (membership,) = world.all(Membership)
    assert (membership.account_id, membership.partner_id) == (account_id, partner.id)
    assert membership.role is MembershipRole.COORDINATOR
    (message,) = world.all(OutboxMessage)
    assert message.to_address == "ana@example.org" and "FADD Solidarité" in message.body_text


@pytest.mark.parametrize("partner", ["none", "ended"])
def test_nobody_coordinates_a_partner_that_is_not_active(world: World, partner: str) -> None:
    ended = world.partner(status=PartnerStatus.ENDED)
    partner_id = ended.id if partner == "ended" else None

    with pytest.raises(NotFound):
        invite(invitation(role=AccountRole.COORDINATOR, partner_id=partner_id), admin(world).id)

    assert world.all(Account, email="ana@example.org") == []


def test_a_closed_account_is_not_reopened_by_an_invitation(world: World) -> None:
    closed = world.account("ana@example.org", deactivated_at=clock.now())

    with pytest.raises(AccountClosed):
        invite(invitation(role=AccountRole.STAFF), admin(world).id)

    kept = world.get(Account, closed.id)
    assert (kept.is_staff, world.all(OutboxMessage)) == (False, [])


def test_a_name_in_the_invitation_becomes_no_link(world: World) -> None:
    boss = world.account(is_admin=True, given_name="<b>Ada</b>", family_name="www.example.com")

    invite(invitation(), boss.id)

    (message,) = world.all(OutboxMessage)
    assert "<b>Ada" not in message.body_html
    assert "www.example.com" not in message.body_text + message.body_html


def test_who_is_invited_as_a_trainer_may_be_put_on_a_first_session(world: World) -> None:
    boss = admin(world)
    invite(invitation("bo@example.org", AccountRole.COORDINATOR, partner_id=world.partner().id), boss.id)

    account_id = invite(invitation(), boss.id)

    assert planning.possible_trainers() == [(boss.id, "Ada Essai"), (account_id, "Ana Modèle")]
