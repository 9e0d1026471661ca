"""Another address for an account: both mailboxes agree, or an administrator plans it for a day later."""

from datetime import datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account, AddressChange, Challenge, SignIn
from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import (
    AccountClosed,
    AddressChangeOver,
    AddressTaken,
    AddressUnchanged,
    TooManyRequests,
)
from portal.services.accounts import accounts, address_changes, arriving, signing_in
from portal.services.accounts.arriving import Browser
from portal.services.base import jobs
from tests.factories import World

MONDAY = datetime.fromisoformat("2026-12-07T09:00:00+01:00")
OLD, NEW = "fatou@example.org", "fatou.exemple@example.org"
A_DAY = timedelta(days=1)


def fatou(world: World) -> Account:
    return world.coordinator(world.partner(), OLD)


def admin(world: World) -> Account:
    return world.account("ada@example.org", is_admin=True, given_name="Ada", family_name="Essai")


def token_to(world: World, address: str) -> str:
    """What the link of the newest mail about a change to this address ends with."""
    mails = [row for row in world.all(OutboxMessage, to_address=address) if "/adresse/" in row.body_text]
    return next(word for word in mails[-1].body_text.split() if "/adresse/" in word).rpartition("/")[2]


def told(world: World) -> list[tuple[str, str]]:
    return [(row.kind, row.to_address) for row in world.all(OutboxMessage)]


def verbs(world: World) -> list[str]:
    return [event.verb for event in world.all(Event, object_kind="account")]


def ask_to_sign_in(address: str) -> None:
    signing_in.request_code(signing_in.Asking(address, "/", "browser", "192.0.2.1"))


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_the_address_changes_once_both_mailboxes_agreed(world: World, order: tuple[str, str]) -> None:
    account = fatou(world)
    world.token_of(account)
    address_changes.ask(account.id, "Fatou.Exemple@Example.org")
    first, second = (token_to(world, address) for address in order)

    assert address_changes.confirm(first) is False
    assert address_changes.confirm(first) is False
    assert world.get(Account, account.id).email == OLD
    assert address_changes.confirm(second) is True

    assert world.get(Account, account.id).email == NEW
    assert [row.revoked_at is not None for row in world.all(SignIn)] == [True]
    assert told(world) == [
        ("address_confirm", OLD),
        ("address_confirm", NEW),
        ("address_settled", OLD),
        ("address_settled", NEW),
    ]
    assert verbs(world) == ["asked_new_address", "changed_address"]
    with pytest.raises(AddressChangeOver):
        address_changes.confirm(second)


@pytest.mark.parametrize("refusing", [OLD, NEW])
def test_either_mailbox_refuses_and_both_read_so(world: World, refusing: str) -> None:
    account = fatou(world)
    address_changes.ask(account.id, NEW)
    tokens = {address: token_to(world, address) for address in (OLD, NEW)}

    address_changes.cancel(tokens[refusing])

    for token in tokens.values():
        with pytest.raises(AddressChangeOver):
            address_changes.confirm(token)
    assert told(world)[2:] == [("address_settled", OLD), ("address_settled", NEW)]
    assert world.all(OutboxMessage)[-1].subject == "L’adresse de votre compte ne change pas"


def test_what_nobody_agreed_to_in_a_day_is_over(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account = fatou(world)
        address_changes.ask(account.id, NEW)
        old, new = token_to(world, OLD), token_to(world, NEW)
        address_changes.confirm(old)
        now.shift(A_DAY)

        with pytest.raises(AddressChangeOver):
            address_changes.confirm(new)

    assert world.get(Account, account.id).email == OLD


def test_the_links_are_kept_as_hashes_and_shown_to_nobody(world: World) -> None:
    address_changes.ask(fatou(world).id, NEW)

    [change] = world.all(AddressChange)
    assert {token_to(world, OLD), token_to(world, NEW)}.isdisjoint({change.old_hash, change.new_hash})
    assert {row.secret for row in world.all(OutboxMessage)} == {True}


def test_a_newer_request_takes_the_place_of_the_one_before(world: World) -> None:
    account = fatou(world)
    address_changes.ask(account.id, NEW)
    before = token_to(world, OLD)

    address_changes.ask(account.id, "autre@example.org")

    with pytest.raises(AddressChangeOver):
        address_changes.confirm(before)


def test_nobody_has_mails_written_to_ever_new_addresses(world: World) -> None:
    account = fatou(world)
    for number in range(address_changes.MOST_A_DAY):
        address_changes.ask(account.id, f"victime{number}@example.org")

    with pytest.raises(TooManyRequests):
        address_changes.ask(account.id, "victime@example.org")


def test_an_address_that_is_used_is_told_to_who_reads_its_mails_alone(world: World) -> None:
    account = fatou(world)
    world.coordinator(world.partner(), NEW)
    address_changes.ask(account.id, NEW)
    address_changes.confirm(token_to(world, OLD))

    with pytest.raises(AddressTaken):
        address_changes.confirm(token_to(world, NEW))

    assert world.get(Account, account.id).email == OLD


def test_the_same_address_is_no_change(world: World) -> None:
    with pytest.raises(AddressUnchanged):
        address_changes.ask(fatou(world).id, OLD.upper())


def test_what_an_administrator_plans_takes_effect_after_a_day_and_is_told_to_both(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account, boss = fatou(world), admin(world)
        address_changes.plan(account.id, NEW, boss.id)
        assert told(world) == [("address_planned", OLD), ("address_planned", NEW)]
        assert "Ada Essai" in world.all(OutboxMessage)[0].body_text
        now.shift(A_DAY - timedelta(seconds=1))
        jobs.run_due()
        assert world.get(Account, account.id).email == OLD
        now.shift(timedelta(seconds=1))

        jobs.run_due()
        jobs.run_due()

    assert world.get(Account, account.id).email == NEW
    assert told(world)[2:] == [("address_settled", OLD), ("address_settled", NEW)]
    assert verbs(world) == ["planned_new_address", "changed_address"]


@pytest.mark.parametrize("who", [OLD, NEW, "admin"])
def test_what_an_administrator_plans_can_be_stopped_for_a_day(world: World, who: str) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account, boss = fatou(world), admin(world)
        address_changes.plan(account.id, NEW, boss.id)
        now.shift(A_DAY / 2)
        with pytest.raises(AddressChangeOver):
            address_changes.confirm(token_to(world, NEW))  # no agreement makes it sooner
        if who == "admin":
            address_changes.cancel_open(account.id, boss.id)
        else:
            address_changes.cancel(token_to(world, who))
        now.shift(A_DAY)
        jobs.run_due()

    assert world.get(Account, account.id).email == OLD
    assert verbs(world) == ["planned_new_address", "cancelled_new_address"]
    with pytest.raises(NotFound):
        address_changes.cancel_open(account.id, boss.id)


def test_an_administrator_reads_at_once_that_an_address_is_used_or_an_account_closed(world: World) -> None:
    account, boss = fatou(world), admin(world)
    with pytest.raises(AddressTaken):
        address_changes.plan(account.id, "ada@example.org", boss.id)
    accounts.close(account.id, boss.id)
    with pytest.raises(AccountClosed):
        address_changes.plan(account.id, NEW, boss.id)


def test_an_account_closed_meanwhile_keeps_its_address(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account, boss = fatou(world), admin(world)
        address_changes.plan(account.id, NEW, boss.id)
        accounts.close(account.id, boss.id)
        now.shift(A_DAY)
        jobs.run_due()

    assert world.get(Account, account.id).email == OLD


def test_who_tried_the_new_address_too_early_is_not_shut_out_of_it(world: World) -> None:
    """Signing in made an account of its own there, with nothing in it: it gives way."""
    with time_machine.travel(MONDAY, tick=False) as now:
        account, boss = fatou(world), admin(world)
        address_changes.plan(account.id, NEW, boss.id)
        ask_to_sign_in(NEW)
        link = next(word for word in world.all(OutboxMessage)[-1].body_text.split() if "/connexion/lien/" in word)
        early = arriving.confirm_link(link.rpartition("/")[2], Browser("browser", "")).account_id
        now.shift(A_DAY)
        jobs.run_due()

    assert world.get(Account, account.id).email == NEW
    gone = world.get(Account, early)
    assert (gone.email, gone.deactivated_at is not None) == (f"compte-{early}@anonyme.invalid", True)


def test_where_somebody_began_to_work_with_the_new_address_nothing_changes_and_both_read_so(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account, boss = fatou(world), admin(world)
        address_changes.plan(account.id, NEW, boss.id)
        world.coordinator(world.partner(), NEW)
        now.shift(A_DAY)
        jobs.run_due()

    assert world.get(Account, account.id).email == OLD
    assert told(world)[2:] == [("address_settled", OLD), ("address_settled", NEW)]


def test_a_mail_that_still_waits_at_the_old_address_opens_nothing(world: World) -> None:
    account = fatou(world)
    address_changes.ask(account.id, NEW)
    ask_to_sign_in(OLD)
    for address in (OLD, NEW):
        address_changes.confirm(token_to(world, address))

    assert world.all(Challenge) == []
