"""Who may do what: `can()` answers, nothing else does."""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Action(StrEnum):
    """What a view or a button asks permission for."""

    SIGNED_IN = "signed_in"
    REGISTER = "register"
    CHANGE_REGISTRATION = "change_registration"
    SEE_PARTNER = "see_partner"
    TEACH = "teach"
    SEE_ATTENDEES = "see_attendees"
    MARK_PRESENCE = "mark_presence"
    MANAGE = "manage"
    ADMINISTER = "administer"


OF_SESSIONS = frozenset({Action.TEACH, Action.SEE_ATTENDEES, Action.MARK_PRESENCE})


# The numbers of what somebody may act for: true where there are any, and asked whether it holds one. Nobody lists them.
Reach: TypeAlias = Container[int]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an anonymous visitor, or an account with what it may act for.

    `teaches` may ask the database about a session: a trainer has given hundreds, and a page is about one.
    `held_to`: partners with the one site of theirs that somebody is limited to; no partner stands there twice.
    `awaiting_second_factor` holds the roles back until the second factor is shown.
    """

    account_id: int | None = None
    email: str = ""
    name: str = ""
    is_staff: bool = False
    is_admin: bool = False
    awaiting_second_factor: bool = False
    has_second_factor: bool = False
    coordinates: frozenset[int] = frozenset()
    belongs_to: frozenset[int] = frozenset()
    held_to: frozenset[tuple[int, int]] = frozenset()
    teaches: Reach = frozenset()

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.account_id is not None

    def site_in(self, partner_id: int) -> int | None:
        """The site of a partner whose people alone this actor sees; None for all of them."""
        if self.manages:
            return None
        return next((site for partner, site in self.held_to if partner == partner_id), None)

    @property
    def manages(self) -> bool:
        """Staff powers, once the second factor was shown."""
        return (self.is_staff or self.is_admin) and not self.awaiting_second_factor


ANONYMOUS = Actor()


def sees_site(actor: Actor, partner_id: int, site_id: int | None) -> bool:
    """Whether somebody who may see this partner sees its people of this site: all do but who is held to another."""
    held_to = actor.site_in(partner_id)
    return held_to is None or held_to == site_id


def can(
    actor: Actor,
    action: Action,
    *,
    partner_id: int | None = None,
    session_id: int | None = None,
    address: str | None = None,
) -> bool:
    """Whether `actor` may do `action`, to this partner, session or person's address where one is named.

    Without a subject the answer is "to some": whether the page as such is open to the actor.
    Source: docs/architecture.md, "Who may do what".
    """
    if action is Action.SIGNED_IN:
        return actor.signed_in
    if action in (Action.MANAGE, Action.ADMINISTER):
        return actor.manages and (actor.is_admin or action is Action.MANAGE)
    if actor.manages and action is not Action.TEACH:
        return True
    if action is Action.CHANGE_REGISTRATION and address and address == actor.email:
        return True
    subject = session_id if action in OF_SESSIONS else partner_id
    reach = _reach(actor, action)
    return bool(reach) if subject is None else subject in reach


def _reach(actor: Actor, action: Action) -> Reach:
    """The sessions or partners to which the actor may do `action` without staff powers."""
    if action in OF_SESSIONS:
        return actor.teaches
    return actor.coordinates | actor.belongs_to if action is Action.SEE_PARTNER else actor.coordinates
