"""Refusals about signing in, accounts and roles."""

from portal.rules.refusals import Refusal


class AddressTaken(Refusal):
    """The address belongs to another account or person."""

    code = "address_taken"


class CodeWrong(Refusal):
    """The sign-in code does not match; `left` tries remain."""

    code = "code_wrong"
    status = 422


class ChallengeOver(Refusal):
    """The sign-in link or code expired, was used, or was tried too often."""

    code = "challenge_over"
    status = 410


class CodeOver(Refusal):
    """No code can be typed in this browser any more, or yet; a link may still open."""

    code = "code_over"
    status = 410


class OtherBrowser(Refusal):
    """The link was opened in a browser that did not ask for it, by somebody who has not seen what it opens."""

    code = "other_browser"
    status = 422


class TooManyRequests(Refusal):
    """A limit on sign-in or mail-sending requests; `minutes` says how long to wait."""

    code = "too_many_requests"
    status = 429


class SecondFactorWrong(Refusal):
    """The second-factor code does not match or was used."""

    code = "second_factor_wrong"
    status = 422


class SecondFactorLocked(Refusal):
    """Too many wrong second factors: nobody may try with this account before `until`."""

    code = "second_factor_locked"
    status = 429


class AddressUnchanged(Refusal):
    """The account has this address already."""

    code = "address_unchanged"
    status = 422


class AddressChangeOver(Refusal):
    """The change of address took effect, was cancelled, or has expired."""

    code = "address_change_over"
    status = 410


class RequestWaiting(Refusal):
    """A request to join of this account still awaits its answer."""

    code = "request_waiting"


class AlreadyDecided(Refusal):
    """Somebody decided already."""

    code = "already_decided"


class AccountClosed(Refusal):
    """The account was closed: who may reopen it does so first."""

    code = "account_closed"


class LastAdministrator(Refusal):
    """The last administrator keeps the role."""

    code = "last_administrator"


class LastCoordinator(Refusal):
    """A partner keeps at least one coordinator."""

    code = "last_coordinator"
