"""The second factor: its lock is the account's, its recovery codes can be renewed, and its owner reads of it."""

from datetime import datetime, timedelta

import pyotp
import pytest
import time_machine

from portal import clock
from portal.models.accounts.accounts import Account, RecoveryCode, SignIn
from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.rules.accounts.factor_lock import MOST_FAILURES
from portal.rules.base.secrets import hashed
from portal.rules.refusals.accounts import SecondFactorLocked, SecondFactorWrong
from portal.services.accounts import second_factor
from tests.factories import World

MONDAY = datetime.fromisoformat("2026-12-07T09:00:00+01:00")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG = "000000"


def staff(world: World) -> Account:
    return world.staff("lise@example.org", totp_secret=SECRET, totp_confirmed_at=clock.now())


def right() -> str:
    return pyotp.TOTP(SECRET).at(clock.now())


def fail(world: World, account: Account, times: int) -> None:
    """Each wrong code in a sign-in of its own."""
    for _time in range(times):
        with pytest.raises((SecondFactorWrong, SecondFactorLocked)):
            second_factor.verify(account.id, world.token_of(account), WRONG)


def news(world: World) -> list[str]:
    return [row.subject for row in world.all(OutboxMessage, kind="second_factor_changed")]


def test_wrong_codes_of_many_sign_ins_lock_the_account_and_the_lock_lifts_as_said(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account = staff(world)
        fail(world, account, MOST_FAILURES)

        with pytest.raises(SecondFactorLocked) as refused:
            second_factor.verify(account.id, world.token_of(account), right())
        until = refused.value.details["until"]
        assert until == MONDAY + timedelta(minutes=15)
        now.move_to(until - timedelta(seconds=1))
        with pytest.raises(SecondFactorLocked):
            second_factor.verify(account.id, world.token_of(account), right())
        now.move_to(until)
        second_factor.verify(account.id, world.token_of(account), right())

    kept = world.get(Account, account.id)
    assert (kept.factor_failures, kept.factor_locked_until) == (0, None)
    assert news(world) == ["Trop d’essais du second code de votre compte"]
    assert [event.verb for event in world.all(Event, object_kind="account")] == ["second_factor_locked"]


def test_a_second_lock_in_a_row_is_longer_and_a_right_code_begins_anew(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account = staff(world)
        fail(world, account, MOST_FAILURES)
        now.shift(timedelta(minutes=15))
        fail(world, account, MOST_FAILURES)
        assert world.get(Account, account.id).factor_locked_until == MONDAY + timedelta(minutes=45)
        now.shift(timedelta(minutes=30))
        second_factor.verify(account.id, world.token_of(account), right())
        fail(world, account, MOST_FAILURES - 1)

        assert world.get(Account, account.id).factor_locked_until is None


def test_a_locked_account_takes_no_recovery_code_either(world: World) -> None:
    account = staff(world)
    codes = second_factor.renew_recovery_codes(account.id, right())
    fail(world, account, MOST_FAILURES)

    with pytest.raises(SecondFactorLocked):
        second_factor.verify(account.id, world.token_of(account), codes[0])


def test_a_right_code_is_noted_in_its_sign_in_alone(world: World) -> None:
    account = staff(world)
    here, elsewhere = world.token_of(account), world.token_of(account)
    before = {row.token_hash: row.second_factor_at for row in world.all(SignIn)}

    second_factor.verify(account.id, here, right())

    after = {row.token_hash: row.second_factor_at for row in world.all(SignIn)}
    assert after[hashed(here)] > before[hashed(here)]  # type: ignore[operator]
    assert after[hashed(elsewhere)] == before[hashed(elsewhere)]


def test_new_recovery_codes_put_the_old_ones_out(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        account = staff(world)
        old = second_factor.renew_recovery_codes(account.id, right())
        now.shift(timedelta(minutes=1))

        new = second_factor.renew_recovery_codes(account.id, right())

        with pytest.raises(SecondFactorWrong):
            second_factor.verify(account.id, world.token_of(account), old[0])
        second_factor.verify(account.id, world.token_of(account), new[0].upper())
    assert len(world.all(RecoveryCode)) == 10
    assert news(world) == ["Vos codes de secours ont été renouvelés"] * 2


def test_codes_are_not_renewed_without_the_second_factor(world: World) -> None:
    account = staff(world)

    with pytest.raises(SecondFactorWrong):
        second_factor.renew_recovery_codes(account.id, WRONG)

    assert (world.all(RecoveryCode), world.get(Account, account.id).factor_failures) == ([], 1)


def test_a_factor_set_up_and_one_taken_away_are_told_to_its_owner(world: World) -> None:
    boss = world.account(is_admin=True, given_name="Ada", family_name="Essai")
    account = world.staff("lise@example.org")
    secret = second_factor.begin(account.id)
    second_factor.confirm(account.id, world.token_of(account), pyotp.TOTP(secret).at(clock.now()))

    second_factor.forget(account.id, boss.id)

    added, taken = world.all(OutboxMessage, kind="second_factor_changed")
    assert {added.to_address, taken.to_address} == {"lise@example.org"}
    assert added.subject == "Un second facteur protège votre compte"
    assert "Ada Essai a retiré le second facteur" in " ".join(taken.body_text.split())
