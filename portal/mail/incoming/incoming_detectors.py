"""Whose address a report is about where it follows no standard: a kept library knows the shapes of mail servers."""

import email
import email.policy
import logging

from flufl.bounce import all_failures

from portal.rules.base.text import fold_email

# What a report says stands at its beginning; behind it comes our own letter.
LARGEST = 128 * 1024
MOST = 20
# It would write its own trace, with addresses, of whatever a stranger's bytes make it raise.
logging.getLogger("flufl.bounce").disabled = True


def failing_addresses(raw: bytes) -> tuple[str, ...]:
    """The addresses that this message says it could not be delivered to, folded; empty where none is found."""
    try:
        message = email.message_from_bytes(raw[:LARGEST], policy=email.policy.compat32)
        passing, lasting = all_failures(message)
    # A detector can raise on what it did not foresee: then nobody is named.
    except Exception:
        return ()
    found = sorted(address.decode("ascii", "replace") for address in {*passing, *lasting})
    return tuple(fold_email(address) for address in found if "@" in address)[:MOST]
